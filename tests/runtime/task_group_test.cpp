#include <doctest/doctest.h>

#include <asio/co_spawn.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <asio/system_error.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "usher/runtime/asio_names.hpp"
#include "usher/runtime/task_group.hpp"

using namespace usher;
using runtime::Task;

namespace {

struct Failure {
    std::string task;
    std::string words;
};

std::string words_of(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& failure) {
        return failure.what();
    } catch (...) {
        return "something else";
    }
}

struct Fixture {
    asio::io_context io;
    std::vector<Failure> failures;
    runtime::TaskGroup group{io.get_executor(), [this](const std::string& name, const std::exception_ptr& error) {
                                 failures.push_back({name, words_of(error)});
                             }};
};

Task<void> wait_forever() {
    asio::steady_timer timer(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    co_await timer.async_wait(asio::use_awaitable);
}

Task<void> yield() {
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
}

Task<void> count_after_a_yield(int& count) {
    co_await yield();
    ++count;
}

Task<void> count_at_once(int& count) {
    ++count;
    co_return;
}

template <class Error>
Task<void> fail(Error error) {
    co_await yield();
    throw error;
}

/// Counts when its coroutine's locals die.
struct Local {
    explicit Local(int& dead) : count(dead) {}
    ~Local() { ++count; }
    Local(const Local&) = delete;
    Local& operator=(const Local&) = delete;
    int& count;
};

Task<void> wait_with_a_local(int& dead) {
    const Local local(dead);
    co_await wait_forever();
}

Task<void> race_forever() {
    using namespace asio::experimental::awaitable_operators;
    co_await (wait_forever() || wait_forever());
}

Task<void> ignore_one_cancellation(int& waits) {
    asio::steady_timer timer(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    while (true) {
        ++waits;
        co_await timer.async_wait(runtime::as_tuple);
    }
}

Task<void> spawn_another(runtime::TaskGroup& group, int& count) {
    co_await yield();
    group.spawn("child", count_after_a_yield(count));
}

Task<void> note_drained(runtime::TaskGroup& group, int& count) {
    co_await group.drained();
    ++count;
}

/// Runs a task outside the group to its end, together with everything else.
void run(asio::io_context& io, Task<void> task) {
    std::exception_ptr failure;
    asio::co_spawn(io, std::move(task), [&failure](std::exception_ptr error) { failure = std::move(error); });
    io.run();
    io.restart();
    if (failure) {
        std::rethrow_exception(failure);
    }
}

} // namespace

TEST_CASE("a group of nothing is drained at once") {
    Fixture f;
    int drained = 0;

    run(f.io, note_drained(f.group, drained));

    CHECK(drained == 1);
}

TEST_CASE("drained waits for every task") {
    Fixture f;
    int done = 0;
    int drained = 0;
    f.group.spawn("waits", count_after_a_yield(done));
    f.group.spawn("is done at once", count_at_once(done));
    CHECK(f.group.size() == 2);

    run(f.io, note_drained(f.group, drained));

    CHECK(done == 2);
    CHECK(drained == 1);
    CHECK(f.group.size() == 0);
    CHECK(f.failures.empty());
}

TEST_CASE("several may wait until it is drained") {
    Fixture f;
    int done = 0;
    int drained = 0;
    f.group.spawn("task", count_after_a_yield(done));
    asio::co_spawn(f.io, note_drained(f.group, drained), [](const std::exception_ptr&) {});

    run(f.io, note_drained(f.group, drained));

    CHECK(drained == 2);
}

TEST_CASE("a task may spawn another, which is waited for too") {
    Fixture f;
    int done = 0;
    int drained = 0;
    f.group.spawn("parent", spawn_another(f.group, done));

    run(f.io, note_drained(f.group, drained));

    CHECK(done == 1);
}

TEST_CASE("an exception is reported with its task's name, and the others go on") {
    Fixture f;
    int done = 0;
    f.group.spawn("broken", fail(std::runtime_error("no luck")));
    f.group.spawn("odd", fail(42));
    f.group.spawn("sound", count_after_a_yield(done));

    f.io.run();

    REQUIRE(f.failures.size() == 2);
    CHECK(f.failures[0].task == "broken");
    CHECK(f.failures[0].words == "no luck");
    CHECK(f.failures[1].task == "odd");
    CHECK(f.failures[1].words == "something else");
    CHECK(done == 1);
    CHECK(f.group.size() == 0);
}

TEST_CASE("an error that is no cancellation is reported although it is Asio's") {
    Fixture f;
    f.group.spawn("refused", fail(asio::system_error(asio::error::connection_refused)));

    f.io.run();

    CHECK(f.failures.size() == 1);
}

TEST_CASE("the reporter may look at the group, and spawn again") {
    asio::io_context io;
    std::optional<runtime::TaskGroup> group;
    int restarted = 0;
    group.emplace(io.get_executor(), [&](const std::string& name, const std::exception_ptr&) {
        CHECK(group->size() == 0);
        group->spawn(name, count_after_a_yield(restarted));
    });
    group->spawn("restarts", fail(std::runtime_error("once")));

    io.run();

    CHECK(restarted == 1);
}

TEST_CASE("cancelling ends what waits, destroys its locals, and reports nothing") {
    Fixture f;
    int dead = 0;
    for (int i = 0; i < 5; ++i) {
        f.group.spawn("waits", wait_with_a_local(dead));
    }
    f.io.poll();
    CHECK(f.group.size() == 5);

    f.group.cancel();
    f.io.run();

    CHECK(dead == 5);
    CHECK(f.group.size() == 0);
    CHECK(f.failures.empty());
}

TEST_CASE("cancelling a race of two waits is a cancellation, not a failure of both") {
    Fixture f;
    f.group.spawn("races", race_forever());
    f.io.poll();

    f.group.cancel();
    f.io.run();

    CHECK(f.group.size() == 0);
    CHECK(f.failures.empty());
}

TEST_CASE("a task that has not begun yet is cancelled at its first wait") {
    Fixture f;
    f.group.spawn("new", wait_forever());

    f.group.cancel();
    f.io.run();

    CHECK(f.group.size() == 0);
    CHECK(f.failures.empty());
}

TEST_CASE("a task that shrugs off its cancellation ends at the next wait") {
    Fixture f;
    int waits = 0;
    f.group.spawn("stubborn", ignore_one_cancellation(waits));
    f.io.poll();

    f.group.cancel();
    f.io.run();

    CHECK(waits == 2);
    CHECK(f.group.size() == 0);
}

TEST_CASE("cancelling twice, or nothing, is harmless") {
    Fixture f;
    int dead = 0;
    f.group.cancel();
    f.group.spawn("waits", wait_with_a_local(dead));
    f.io.poll();

    f.group.cancel();
    f.group.cancel();
    f.io.run();
    f.group.cancel();

    CHECK(dead == 1);
}

TEST_CASE("after a cancellation new tasks run as before") {
    Fixture f;
    int done = 0;
    f.group.spawn("old", wait_forever());
    f.io.poll();
    f.group.cancel();

    f.group.spawn("new", count_after_a_yield(done));
    f.io.run();

    CHECK(done == 1);
    CHECK(f.group.size() == 0);
}

TEST_CASE("a task may cancel its own group") {
    Fixture f;
    int dead = 0;
    const auto cancel = [](runtime::TaskGroup& group) -> Task<void> {
        co_await yield();
        group.cancel();
    };
    f.group.spawn("waits", wait_with_a_local(dead));
    f.group.spawn("cancels", cancel(f.group));

    f.io.run();

    CHECK(dead == 1);
    CHECK(f.group.size() == 0);
}

TEST_CASE("a loop that is torn down with tasks under way is clean") {
    int dead = 0;
    {
        Fixture f;
        f.group.spawn("waits", wait_with_a_local(dead));
        f.io.poll();
    }
    CHECK(dead == 1);
}

TEST_CASE("waiting for the end can itself be cancelled") {
    Fixture f;
    runtime::TaskGroup waiters(f.io.get_executor(), [](const std::string&, const std::exception_ptr&) {});
    int drained = 0;
    f.group.spawn("waits", wait_forever());
    waiters.spawn("drained", note_drained(f.group, drained));
    f.io.poll();

    waiters.cancel();
    f.io.poll();

    CHECK(waiters.size() == 0);
    CHECK(drained == 0);
    f.group.cancel();
    f.io.run();
}
