#include "store/failing_disk.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>

#include "store/commit_thread.hpp"
#include "store/sqlite_bench.hpp"
#include "testing/contains.hpp"

using namespace usher;
using namespace usher::store;
using namespace usher::store::tests;
using testing::contains;

namespace {

Result<Accepted> ask(SqliteBench& bench, std::string event) {
    return run(bench.loop, bench.store().accept(a_question().build(), {{"event_id", std::move(event)}}));
}

} // namespace

TEST_CASE("on a full disk a question is not reported as stored, and is none of the stored ones") {
    FailingDisk disk;
    SqliteBench bench;
    disk.fill();

    const auto result = ask(bench, "E1");

    REQUIRE_FALSE(result);
    CHECK(result.error().kind == Failure::Kind::full);
    disk.mend();
    CHECK(run(bench.loop, bench.store().unfinished()).value().empty());
}

TEST_CASE("the store works again once there is room, without a restart") {
    FailingDisk disk;
    SqliteBench bench;
    disk.fill();
    CHECK_FALSE(ask(bench, "E1"));
    CHECK_FALSE(run(bench.loop, bench.store().probe()));
    disk.mend();

    CHECK(run(bench.loop, bench.store().probe()));
    CHECK_FALSE(is_duplicate(ask(bench, "E1")));
}

TEST_CASE("on a full disk every question of a group is told") {
    FailingDisk disk;
    SqliteBench bench;
    disk.fill();
    std::vector<Task<Result<Accepted>>> together;
    for (int i = 0; i < 10; ++i) {
        together.push_back(bench.store().accept(a_question().build(), {}));
    }

    for (const auto& result : run_all(bench.loop, std::move(together))) {
        REQUIRE_FALSE(result);
        CHECK(result.error().kind == Failure::Kind::full);
    }
}

TEST_CASE("a sync that fails is a failure of everything it was to make durable") {
    FailingDisk disk;
    SqliteBench bench;
    disk.break_sync();

    const auto result = ask(bench, "E1");

    REQUIRE_FALSE(result);
    CHECK(result.error().kind == Failure::Kind::io);
}

TEST_CASE("failures are counted by kind") {
    FailingDisk disk;
    SqliteBench bench;
    disk.fill();
    CHECK_FALSE(ask(bench, "E1"));

    CHECK(bench.metrics.value("usher_db_errors_total", {{"code", "full"}}) == 1);
    CHECK(contains(bench.metrics.exposition(), "usher_db_commit_seconds_count 1\n"));
}

TEST_CASE("a failure's words hold nothing of what was to be stored") {
    FailingDisk disk;
    SqliteBench bench;
    disk.fill();

    const auto result = run(bench.loop, bench.store().save_secret("token", secret::Secret("canary-4711")));

    REQUIRE_FALSE(result);
    CHECK_FALSE(contains(result.error().reason, "canary"));
}

TEST_CASE("a closed store says so instead of waiting for ever") {
    SqliteBench bench;
    bench.store().close();

    const auto result = ask(bench, "E1");

    REQUIRE_FALSE(result);
    CHECK(result.error().kind == Failure::Kind::stopped);
}

TEST_CASE("closing finishes what was handed in") {
    SqliteBench bench;
    std::optional<Result<Accepted>> result;
    asio::co_spawn(bench.loop, bench.store().accept(a_question().build(), {}),
                   [&](const std::exception_ptr&, Result<Accepted> value) { result = std::move(value); });
    bench.loop.poll(); // The job is with the other thread now, done or not.

    bench.store().close();
    bench.loop.restart();
    bench.loop.run();

    REQUIRE(result);
    CHECK(result->has_value());
}

TEST_CASE("more changes than may wait are refused at once, not remembered") {
    const testing::Folder folder;
    std::mutex gate;
    std::atomic<int> refused = 0;
    std::atomic<int> done = 0;
    {
        CommitThread thread(
            folder.file("usher.db"), {.most_waiting = 3}, [](const CommitThread::Commit&) {},
            [](const std::function<void()>& deliver) { deliver(); });
        const auto job = [&](auto work) {
            thread.add(
                {.work = work, .done = [&](const std::optional<Failure>& failure) { ++(failure ? refused : done); }});
        };
        std::atomic<bool> busy = false;
        gate.lock();
        job([&](Rows&) {
            busy = true;
            const std::lock_guard wait(gate);
        });
        testing::eventually("the thread is busy", [&] { return busy.load(); });
        for (int i = 0; i < 5; ++i) {
            job([](Rows&) {});
        }
        CHECK(refused == 2);
        gate.unlock();
    }
    CHECK(done == 4);
}
