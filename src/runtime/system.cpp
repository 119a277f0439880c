#include "usher/runtime/system.hpp"

#include <asio/steady_timer.hpp>

#include "usher/runtime/asio_names.hpp"

namespace usher::runtime {

WallTime SystemClock::now() const {
    return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
}

SteadyTime SystemClock::steady() const {
    return std::chrono::steady_clock::now();
}

Task<void> SystemClock::sleep_until(SteadyTime when) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_at(std::chrono::time_point_cast<std::chrono::steady_clock::duration>(when));
    co_await timer.async_wait(asio::use_awaitable);
}

std::uint64_t SystemRandom::next() {
    return (static_cast<std::uint64_t>(device_()) << 32U) | device_();
}

} // namespace usher::runtime
