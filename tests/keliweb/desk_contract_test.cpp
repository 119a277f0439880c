#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "keliweb/api_double.hpp"
#include "usher/desk/cached_desk.hpp"

namespace usher::keliweb::tests {
namespace {

/// What every desk promises, whatever stands in front of it.
struct Bare {
    explicit Bare(Bench& bench) : desk(bench.desk()) {}
    desk::Desk& desk;
};
struct Cached {
    explicit Cached(Bench& bench)
        : tasks(bench.io.get_executor(), [](const std::string&, const std::exception_ptr&) {}),
          cached(bench.desk(), bench.clock, tasks, bench.metrics, {}), desk(cached) {}
    runtime::TaskGroup tasks;
    desk::CachedDesk cached;
    desk::Desk& desk;
};

TEST_CASE_TEMPLATE("the contract of a desk", Kind, Bare, Cached) {
    Bench bench;
    Kind kind(bench);
    const auto ask = [&](desk::Reference reference) { return bench.run(kind.desk.fetch(std::move(reference))); };

    SUBCASE("a ticket that exists is found with its number and the time of fetching") {
        const auto before = bench.clock.now();
        const auto fetched = ask(number("516757"));
        const auto* found = std::get_if<desk::Found>(&fetched);
        REQUIRE(found);
        CHECK_EQ(found->ticket.number, "516757");
        CHECK_EQ(found->ticket.reply_count(), 2);
        CHECK_GE(found->fetched_at, before);
        CHECK_LE(found->fetched_at, bench.clock.now());
    }
    SUBCASE("a ticket that does not exist is not found, again and again") {
        CHECK_EQ(outcome(ask(number("1"))), "not_found");
        CHECK_EQ(outcome(ask(number("1"))), "not_found");
    }
    SUBCASE("another ticket than the asked one is never handed out") {
        bench.api.bodies["42"] = body("vendor-example");
        CHECK_EQ(outcome(ask(number("42"))), "not_found");
    }
    SUBCASE("a number is never taken for an id") {
        CHECK_EQ(outcome(ask(id("516757"))), "not_found");
        CHECK_FALSE(bench.api.fetches.back().form.contains("ticketnum"));
    }
    SUBCASE("a failure is an outcome, and the next fetch may succeed") {
        bench.api.next_fetch.push_back(ApiDouble::html(500, "<html>"));
        CHECK_EQ(outcome(ask(number("516757"))), "unavailable server_error");
        CHECK_EQ(outcome(ask(number("516757"))), "found 516757");
    }
    SUBCASE("many at once all get their answer") {
        std::vector<runtime::Task<desk::Fetched>> tasks;
        tasks.reserve(50);
        for (int i = 0; i < 50; ++i) {
            tasks.push_back(kind.desk.fetch(number("516757")));
        }
        for (const auto& fetched : bench.run_all(std::move(tasks))) {
            CHECK_EQ(outcome(fetched), "found 516757");
        }
    }
    SUBCASE("what was found can be kept and asked for again") {
        const auto first = ask(number("516757"));
        const auto second = ask(number("516757"));
        CHECK_EQ(std::get<desk::Found>(first).ticket.subject, std::get<desk::Found>(second).ticket.subject);
    }
}

} // namespace
} // namespace usher::keliweb::tests
