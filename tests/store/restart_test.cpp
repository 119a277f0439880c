#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <set>
#include <sstream>

#include <unistd.h>

#include "store/sqlite.hpp"
#include "store/sqlite_bench.hpp"
#include "testing/contains.hpp"
#include "usher/ops/log.hpp"

using namespace usher;
using namespace usher::store;
using namespace usher::store::tests;
using testing::contains;

namespace {

constexpr const char* path_variable = "USHER_TEST_STORE";

/// This test program as the process that will be killed.
testing::Process::Options on(const std::string& path) {
    testing::Process::Options options;
    options.environment = {{path_variable, path}};
    return options;
}
std::vector<std::string> child(const char* test_case) {
    return {testing::usher_binary(), std::string("--test-case=") + test_case, "--no-skip"};
}

std::vector<Unfinished> unfinished(SqliteBench& bench) {
    return run(bench.loop, bench.store().unfinished()).value();
}

/// The ids that a child has announced as durable.
std::set<ItemId> announced(const std::string& output) {
    std::set<ItemId> ids;
    std::istringstream lines(output);
    for (std::string word; lines >> word;) {
        ItemId id = 0;
        // A last line may have been cut by the kill; it was not announced then.
        if (word == "stored" && lines >> id && lines.peek() == '\n') {
            ids.insert(id);
        }
    }
    return ids;
}

} // namespace

TEST_CASE("(child) stores and answers questions until it is killed" * doctest::skip()) {
    asio::io_context loop{1};
    testing::ManualClock clock{loop};
    ops::Metrics metrics;
    SqliteStore store(loop.get_executor(), std::getenv(path_variable), keliweb, clock, metrics);
    for (;;) {
        const auto item = store_question(loop, store, a_question().build());
        std::cout << "stored " << item << std::endl;
        run(loop, store.intend(an_answer(item, "m" + std::to_string(item)))).value();
    }
}

TEST_CASE("(child) holds the store until it is killed" * doctest::skip()) {
    asio::io_context loop{1};
    testing::ManualClock clock{loop};
    ops::Metrics metrics;
    const SqliteStore store(loop.get_executor(), std::getenv(path_variable), keliweb, clock, metrics);
    std::cout << "holding" << std::endl;
    ::pause();
}

TEST_CASE("what was stored is there after closing and opening") {
    SqliteBench bench;
    const auto item = store_question(bench.loop, bench.store(), a_question().build());
    run(bench.loop, bench.store().intend(an_answer(item, "m1"))).value();

    bench.reopen();

    const auto all = unfinished(bench);
    REQUIRE(all.size() == 1);
    CHECK(all.front().item.id == item);
    REQUIRE(all.front().answer);
    CHECK(all.front().answer->marker == "m1");
}

TEST_CASE("names of events are remembered over a restart") {
    SqliteBench bench;
    store_question(bench.loop, bench.store(), a_question().build(), {{"event_id", "E1"}});

    bench.reopen();

    CHECK(is_duplicate(run(bench.loop, bench.store().accept(a_question().build(), {{"event_id", "E1"}}))));
}

TEST_CASE("an id is never given twice, even after everything was pruned and the store opened anew") {
    SqliteBench bench;
    const auto first = store_question(bench.loop, bench.store(), a_question().build());
    run(bench.loop, bench.store().finish(first, Outcome::told)).value();
    run(bench.loop, bench.store().prune(bench.clock.now() + std::chrono::days{8})).value();

    bench.reopen();

    CHECK(store_question(bench.loop, bench.store(), a_question().build()) > first);
}

TEST_CASE("the first outcome stays") {
    SqliteBench bench;
    const auto item = store_question(bench.loop, bench.store(), a_question().build());
    run(bench.loop, bench.store().finish(item, Outcome::not_found)).value();
    run(bench.loop, bench.store().finish(item, Outcome::gave_up)).value();
    bench.close();

    Database database(bench.path());
    Statement outcome(database.handle(), "SELECT outcome FROM inbox");
    REQUIRE(outcome.step());
    CHECK(outcome.text(0) == "not_found");
}

TEST_CASE("a question that this version cannot read is left alone, and the log says so") {
    SqliteBench bench;
    store_question(bench.loop, bench.store(), a_question().build());
    store_question(bench.loop, bench.store(), a_question().build());
    bench.close();
    Database(bench.path()).execute("UPDATE inbox SET verb = 'watch' WHERE id = 1");
    bench.open();
    const ops::LogCapture log;

    CHECK(unfinished(bench).size() == 1);
    CHECK(log.contains("store_row_unknown"));
}

TEST_CASE("kill -9 at any moment loses nothing that was reported as stored") {
    SqliteBench bench;
    bench.close();
    std::set<ItemId> promised;
    for (int round = 1; round <= 4; ++round) {
        testing::Process writer(child("(child) stores and answers questions until it is killed"), on(bench.path()));
        writer.wait_for_line("stored " + std::to_string(promised.size() + 20U + static_cast<unsigned>(round)));
        writer.signal(SIGKILL);
        CHECK(writer.wait() == 128 + SIGKILL);
        promised.merge(announced(writer.output()));
    }

    bench.open();

    std::set<ItemId> found;
    for (const auto& one : unfinished(bench)) {
        found.insert(one.item.id);
    }
    for (const auto id : promised) {
        CHECK_MESSAGE(found.contains(id), id);
    }
    CHECK(promised.size() >= 80);
}

TEST_CASE("another process is refused while the first lives, and let in after it was killed") {
    SqliteBench bench;
    bench.close();
    testing::Process holder(child("(child) holds the store until it is killed"), on(bench.path()));
    holder.wait_for_line("holding");
    std::string words;
    try {
        bench.open();
    } catch (const std::runtime_error& error) {
        words = error.what();
    }
    CHECK(contains(words, "in use by another process"));

    holder.signal(SIGKILL);
    holder.wait();

    CHECK_NOTHROW(bench.open());
}
