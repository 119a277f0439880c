#include <doctest/doctest.h>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/system_error.hpp>

#include <optional>

#include "usher/runtime/asio_names.hpp"
#include "usher/runtime/system.hpp"
#include "usher/runtime/task_group.hpp"

using namespace usher;
using namespace std::chrono_literals;
using runtime::Task;

namespace {

struct FixedRandom final : runtime::Random {
    explicit FixedRandom(std::uint64_t fixed) : value(fixed) {}
    std::uint64_t next() override { return value; }
    std::uint64_t value;
};

Task<void> sleep_until(runtime::SystemClock& clock, runtime::SteadyTime when,
                       std::optional<runtime::SteadyTime>& woken) {
    co_await clock.sleep_until(when);
    woken = clock.steady();
}

Task<void> sleep_and_note_abort(runtime::SystemClock& clock, bool& aborted) {
    try {
        co_await clock.sleep_for(1h);
    } catch (const asio::system_error& error) {
        aborted = error.code() == asio::error::operation_aborted;
    }
}

} // namespace

TEST_CASE("a sleeper wakes at or after its time") {
    asio::io_context io;
    runtime::SystemClock clock;
    std::optional<runtime::SteadyTime> woken;
    const auto when = clock.steady() + 3ms;
    asio::co_spawn(io, sleep_until(clock, when, woken), [](const std::exception_ptr&) {});

    io.run();

    REQUIRE(woken.has_value());
    CHECK(*woken >= when);
}

TEST_CASE("a time that has passed is no wait") {
    asio::io_context io;
    runtime::SystemClock clock;
    std::optional<runtime::SteadyTime> woken;
    asio::co_spawn(io, sleep_until(clock, clock.steady() - 1h, woken), [](const std::exception_ptr&) {});

    io.run();

    CHECK(woken.has_value());
}

TEST_CASE("a cancelled sleeper is told so") {
    asio::io_context io;
    runtime::SystemClock clock;
    bool aborted = false;
    runtime::TaskGroup group(io.get_executor(), [](const std::string&, const std::exception_ptr&) {});
    group.spawn("sleeps", sleep_and_note_abort(clock, aborted));
    io.poll();

    group.cancel();
    io.run();

    CHECK(aborted);
}

TEST_CASE("the wall clock is this century's and the steady one never goes back") {
    const runtime::SystemClock clock;

    const auto first = clock.steady();
    const auto second = clock.steady();

    CHECK(second >= first);
    CHECK(clock.now() > runtime::WallTime(std::chrono::sys_days(std::chrono::year(2024) / 1 / 1)));
}

TEST_CASE("a random wait stays within its bounds") {
    for (const std::uint64_t value :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{10}, std::uint64_t{11}, ~std::uint64_t{0}}) {
        CAPTURE(value);
        FixedRandom random(value);

        const auto wait = random.between(20ms, 30ms);

        CHECK(wait >= 20ms);
        CHECK(wait <= 30ms);
        CHECK(random.between(5ms, 5ms) == 5ms);
    }
}

TEST_CASE("the system's randomness does not repeat itself") {
    runtime::SystemRandom random;

    CHECK(random.next() != random.next());
}
