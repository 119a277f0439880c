#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>

#include "usher/runtime/clock.hpp"

namespace usher::desk {

struct BreakerOptions {
    runtime::milliseconds window{30'000};
    std::size_t min_calls = 10;              ///< Fewer calls in the window prove nothing.
    std::size_t open_percent = 50;           ///< Failures in the window that open it.
    runtime::milliseconds open_first{5'000}; ///< Doubles with every failed probe …
    runtime::milliseconds open_longest{60'000};
    std::size_t jitter_percent = 20;
    std::size_t successes_to_close = 2;
    runtime::milliseconds probe_running{1'000}; ///< What others are told to wait while a probe is under way.
};

/// A circuit breaker for little traffic, without I/O: asked before a call, told afterwards. A desk that keeps failing
/// is left alone for a while, then tried by one call at a time, until two in a row succeed. Loop thread only.
class Breaker {
public:
    enum class State : std::uint8_t { closed, open, half_open };

    /// The right to make one call. Give it back through exactly one of `succeeded`, `failed` and `abandoned`.
    struct Permit {
        std::uint64_t epoch = 0;
        bool probe = false;
    };
    /// No call now: ask again after this long.
    struct Wait {
        runtime::milliseconds remaining{0};
    };

    /// `random` must outlive the breaker.
    Breaker(BreakerOptions options, runtime::Random& random);

    std::variant<Permit, Wait> ask(runtime::SteadyTime now);
    void succeeded(Permit permit, runtime::SteadyTime now);
    /// `retry_after`: what the desk itself asked for; nobody calls before that, whatever the state.
    void failed(Permit permit, runtime::SteadyTime now, std::optional<runtime::milliseconds> retry_after);
    /// The call was cancelled and proves nothing.
    void abandoned(Permit permit);

    [[nodiscard]] State state() const { return state_; }

private:
    struct Slice {
        std::int64_t number = -1; ///< Which slice of time since the clock's epoch these counts belong to.
        std::size_t calls = 0;
        std::size_t failures = 0;
    };
    static constexpr std::size_t slices = 30;

    void count(runtime::SteadyTime now, bool failure);
    [[nodiscard]] bool too_many_failures(runtime::SteadyTime now) const;
    [[nodiscard]] std::int64_t slice_number(runtime::SteadyTime now) const;
    void open(runtime::SteadyTime now);
    void close();

    BreakerOptions options_;
    runtime::Random& random_;
    State state_ = State::closed;
    std::uint64_t epoch_ = 0; ///< Changes with the state: results of calls from before say nothing about now.
    std::array<Slice, slices> counts_{};
    runtime::milliseconds open_length_{0};
    runtime::SteadyTime open_until_;
    std::optional<runtime::SteadyTime> blocked_until_;
    bool probing_ = false;
    std::size_t probe_successes_ = 0;
};

} // namespace usher::desk
