#pragma once

#include <asio/steady_timer.hpp>

#include "usher/runtime/asio_names.hpp"
#include "usher/runtime/clock.hpp"

namespace usher::bot {

/// Wakes everything that merely waits when the process is asked to stop. What is being posted runs on to its end.
class StopSignal {
public:
    StopSignal(const asio::any_io_executor& executor, runtime::Clock& clock) : clock_(clock), never_(executor) {
        never_.expires_at(asio::steady_timer::time_point::max());
    }

    void stop() {
        stopped_ = true;
        never_.cancel();
    }
    [[nodiscard]] bool stopped() const { return stopped_; }

    /// Returns when stopped.
    runtime::Task<void> wait() {
        while (!stopped_) {
            co_await never_.async_wait(runtime::as_tuple);
            const auto state = co_await asio::this_coro::cancellation_state;
            if (state.cancelled() != asio::cancellation_type::none) {
                co_return;
            }
        }
    }
    /// Returns at `when`, or earlier when stopped.
    runtime::Task<void> sleep_until(runtime::WallTime when) {
        using namespace asio::experimental::awaitable_operators;
        const auto left = when - clock_.now();
        if (left.count() > 0 && !stopped_) {
            co_await (clock_.sleep_for(left) || wait());
        }
    }

private:
    runtime::Clock& clock_;
    asio::steady_timer never_;
    bool stopped_ = false;
};

} // namespace usher::bot
