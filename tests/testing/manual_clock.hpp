#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include <chrono>
#include <list>

#include "usher/runtime/asio_names.hpp"
#include "usher/runtime/clock.hpp"

namespace usher::testing {

/// Time that moves only when the test says so. Coroutines that sleep on it wake in order.
class ManualClock final : public runtime::Clock {
public:
    explicit ManualClock(asio::io_context& loop) : loop_(loop) {}

    [[nodiscard]] runtime::WallTime now() const override { return now_; }
    [[nodiscard]] runtime::SteadyTime steady() const override { return runtime::SteadyTime{now_.time_since_epoch()}; }
    runtime::Task<void> sleep_until(runtime::SteadyTime when) override {
        if (when <= steady()) {
            co_return;
        }
        asio::steady_timer timer(loop_);
        timer.expires_at(asio::steady_timer::time_point::max());
        const auto sleeper = sleepers_.insert(sleepers_.end(), {when, &timer});
        const Leave leave{*this, sleeper};
        while (steady() < when) {
            const auto [error] = co_await timer.async_wait(runtime::as_tuple);
            if (steady() < when) {
                throw asio::system_error(error);
            }
        }
    }

    /// Runs everything that can run now.
    void settle() {
        loop_.restart();
        while (loop_.poll() > 0) {
        }
    }
    /// Moves time on, waking every sleeper at its own moment.
    void advance(runtime::milliseconds by) {
        const auto end = now_ + by;
        settle();
        for (auto next = earliest(end); next <= end; next = earliest(end)) {
            now_ = std::max(now_, next);
            wake();
            settle();
        }
        now_ = end;
        wake();
        settle();
    }
    void set(runtime::WallTime time) { now_ = time; }

private:
    struct Sleeper {
        runtime::SteadyTime when;
        asio::steady_timer* timer;
    };
    struct Leave {
        ManualClock& clock;
        std::list<Sleeper>::iterator sleeper;
        ~Leave() { clock.sleepers_.erase(sleeper); }
    };
    /// The next moment at which somebody wakes, or later than `end`.
    [[nodiscard]] runtime::WallTime earliest(runtime::WallTime end) const {
        auto found = end + runtime::milliseconds{1};
        for (const auto& sleeper : sleepers_) {
            const auto when = std::chrono::ceil<runtime::milliseconds>(sleeper.when.time_since_epoch());
            found = std::min(found, runtime::WallTime{when});
        }
        return found;
    }
    void wake() {
        for (const auto& sleeper : sleepers_) {
            if (sleeper.when <= steady()) {
                sleeper.timer->cancel();
            }
        }
    }

    asio::io_context& loop_;
    std::list<Sleeper> sleepers_;
    runtime::WallTime now_{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + std::chrono::hours{9}};
};

/// The same numbers in the same order every time.
class SeededRandom final : public runtime::Random {
public:
    explicit SeededRandom(std::uint64_t seed = 1) : state_(seed) {}
    /// SplitMix64. Source: https://prng.di.unimi.it/splitmix64.c
    std::uint64_t next() override {
        state_ += 0x9E3779B97F4A7C15ULL;
        auto mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
        return mixed ^ (mixed >> 31U);
    }

private:
    std::uint64_t state_;
};

} // namespace usher::testing
