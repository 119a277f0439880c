#pragma once

#include <chrono>
#include <cstdint>

#include "usher/runtime/task.hpp"

namespace usher::runtime {

using std::chrono::milliseconds;

/// Time on the wall, as stored and shown. Only `Clock` makes one.
using WallTime = std::chrono::sys_time<milliseconds>;
/// Time that never jumps, for deadlines and ages.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

/// The port to time. Everything behind `app` takes its time from here, so that a simulator can own it.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual WallTime now() const = 0;
    [[nodiscard]] virtual SteadyTime steady() const = 0;
    /// Resumes on the loop at or after `when`; throws `asio::system_error(operation_aborted)` if cancelled.
    virtual Task<void> sleep_until(SteadyTime when) = 0;
    Task<void> sleep_for(milliseconds duration) { return sleep_until(steady() + duration); }
};

/// The port to randomness (jitter, markers). Not for cryptography, except where an implementation says so.
class Random {
public:
    virtual ~Random() = default;
    /// Uniform over all 64-bit values.
    virtual std::uint64_t next() = 0;
    /// Uniform in [low, high].
    milliseconds between(milliseconds low, milliseconds high) {
        const auto width = static_cast<std::uint64_t>((high - low).count()) + 1;
        return low + milliseconds{static_cast<std::int64_t>(next() % width)};
    }
};

} // namespace usher::runtime
