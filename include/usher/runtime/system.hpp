#pragma once

#include <random>

#include "usher/runtime/clock.hpp"

namespace usher::runtime {

/// The real clock, waiting on Asio timers of the calling coroutine's executor.
class SystemClock final : public Clock {
public:
    [[nodiscard]] WallTime now() const override;
    [[nodiscard]] SteadyTime steady() const override;
    Task<void> sleep_until(SteadyTime when) override;
};

/// Randomness from the operating system, good enough for unguessable markers.
class SystemRandom final : public Random {
public:
    std::uint64_t next() override;

private:
    std::random_device device_;
};

} // namespace usher::runtime
