#include <doctest/doctest.h>

#include "store/commit_thread.hpp"
#include "store/sqlite.hpp"
#include "store/sqlite_bench.hpp"
#include "testing/contains.hpp"

// What may be found on the disk, and for how long.

using namespace usher;
using namespace usher::store;
using namespace usher::store::tests;
using namespace std::chrono_literals;
using testing::contains;

namespace {

constexpr const char* canary = "https://hooks.slack.com/commands/canary-4711";

ItemId with_canary(SqliteBench& bench) {
    return store_question(bench.loop, bench.store(), a_question().with_handle(canary, monday_nine + 30min).build());
}

} // namespace

TEST_CASE("a reply handle is on disk only until its question ends") {
    SqliteBench bench;
    const auto item = with_canary(bench);
    CHECK(contains(bench.bytes_on_disk(), "canary-4711"));

    run(bench.loop, bench.store().finish(item, Outcome::told)).value();
    bench.close();

    CHECK_FALSE(contains(bench.bytes_on_disk(), "canary-4711"));
}

TEST_CASE("reply handles of a busy hour go from the disk one by one") {
    SqliteBench bench;
    std::vector<ItemId> items;
    for (int i = 0; i < 40; ++i) {
        items.push_back(with_canary(bench));
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto item = items[(i * 7) % items.size()]; // In no order that pages would like.
        run(bench.loop, bench.store().finish(item, Outcome::told)).value();
    }
    bench.close();

    CHECK_FALSE(contains(bench.bytes_on_disk(), "canary-4711"));
}

TEST_CASE("the last post with its outcome takes the reply handle off the disk") {
    SqliteBench bench;
    const auto answer = run(bench.loop, bench.store().intend(an_answer(with_canary(bench)))).value();

    run(bench.loop, bench.store().record_sent(answer, posted_as("1.1"), a_card(), Outcome::shown)).value();
    bench.close();

    CHECK_FALSE(contains(bench.bytes_on_disk(), "canary-4711"));
}

TEST_CASE("an expired reply handle goes from the disk although its question is open") {
    SqliteBench bench;
    with_canary(bench);

    run(bench.loop, bench.store().prune(monday_nine + 31min)).value();
    bench.close();

    CHECK_FALSE(contains(bench.bytes_on_disk(), "canary-4711"));
}

TEST_CASE("a secret that was replaced is gone from the disk") {
    SqliteBench bench;
    run(bench.loop, bench.store().save_secret("token", secret::Secret("canary-old"))).value();
    run(bench.loop, bench.store().save_secret("token", secret::Secret("canary-new"))).value();
    bench.close();

    CHECK_FALSE(contains(bench.bytes_on_disk(), "canary-old"));
    CHECK(contains(bench.bytes_on_disk(), "canary-new"));
}

TEST_CASE("erased secrets leave the write-ahead log too, as soon as nothing else is to do") {
    const testing::Folder folder;
    const auto deliver = [](const std::function<void()>& run_now) { run_now(); };
    CommitThread thread(folder.file("usher.db"), {.quiet = 1ms}, [](const CommitThread::Commit&) {}, deliver);
    const auto save = [&](const char* value) {
        thread.add({.work = [value](Rows& rows) { rows.save_secret(keliweb, "token", secret::Secret(value)); },
                    .done = [](const std::optional<Failure>&) {},
                    .erases = true});
    };
    save("canary-old");
    save("canary-new");

    testing::eventually("the log is empty and the file holds the new value alone", [&] {
        const auto file = folder.read("usher.db");
        return folder.read("usher.db-wal").empty() && contains(file, "canary-new") && !contains(file, "canary-old");
    });
}

TEST_CASE("an ended question stays a week, its names too, then nothing is left of it") {
    SqliteBench bench;
    const auto item = store_question(bench.loop, bench.store(), a_question().build(), {{"event_id", "E1"}});
    const auto answer = run(bench.loop, bench.store().intend(an_answer(item))).value();
    run(bench.loop, bench.store().record_sent(answer, posted_as("1.1"), a_card(), Outcome::shown)).value();
    const auto rows_after = [&](WallTime now) {
        run(bench.loop, bench.store().prune(now)).value();
        bench.close();
        std::int64_t rows = 0;
        {
            Database database(bench.path());
            Statement count(database.handle(), "SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM outbox) + "
                                               "(SELECT count(*) FROM dedup_key)");
            count.step();
            rows = count.integer(0);
        }
        bench.open();
        return rows;
    };

    CHECK(rows_after(bench.clock.now() + 167h) == 3);
    CHECK(rows_after(bench.clock.now() + 168h) == 0);
}

TEST_CASE("an intent of a question that ended without it is buried") {
    SqliteBench bench;
    const auto item = store_question(bench.loop, bench.store(), a_question().build());
    run(bench.loop, bench.store().intend(an_answer(item))).value();

    run(bench.loop, bench.store().finish(item, Outcome::undeliverable)).value();
    bench.close();

    Database database(bench.path());
    Statement state(database.handle(), "SELECT state FROM outbox");
    REQUIRE(state.step());
    CHECK(state.text(0) == "dead");
}
