#include <doctest/doctest.h>

#include <asio/bind_cancellation_slot.hpp>

#include <chrono>
#include <string>
#include <vector>

#include "desk/bench.hpp"
#include "usher/desk/cached_desk.hpp"

namespace usher::desk::tests {
namespace {

using namespace std::chrono_literals;

class Bench : public Loop {
public:
    explicit Bench(CacheOptions options = {}) : cached(inner, clock, tasks, metrics, options) {}
    ~Bench() {
        tasks.cancel();
        clock.settle();
    }
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;

    std::shared_ptr<Asked> fetch(const char* text) { return start(cached.fetch(number(text))); }
    std::shared_ptr<Asked> fetch_fresh(const char* text) { return start(cached.fetch_fresh(number(text))); }
    /// Asks and answers.
    std::string settle(const char* text, Fetched answer) {
        const auto asked = fetch(text);
        if (!inner.waiting.empty()) {
            inner.answer(std::move(answer));
        }
        tick();
        return asked->outcome();
    }
    double requests(const char* result) { return metrics.value("usher_cache_requests_total", {{"result", result}}); }

    ops::Metrics metrics;
    HeldDesk inner{clock};
    std::vector<std::string> failures;
    runtime::TaskGroup tasks{io.get_executor(),
                             [this](const std::string& name, const std::exception_ptr&) { failures.push_back(name); }};
    CachedDesk cached;
};

TEST_CASE("a ticket with its notes is never the answer to somebody who may not see them, nor joined by him") {
    Bench bench;
    const auto with_notes = bench.start(bench.cached.fetch(number("1"), Notes::read));
    const auto without = bench.fetch("1");
    CHECK_EQ(bench.inner.asked, 2);
    bench.inner.answer(a_found("1"));
    bench.inner.answer(a_found("1"));
    bench.tick();
    CHECK_EQ(with_notes->outcome(), "found");
    CHECK_EQ(without->outcome(), "found");

    CHECK_EQ(bench.start(bench.cached.fetch(number("1"), Notes::read))->outcome(), "found");
    CHECK_EQ(bench.inner.asked, 2);
    CHECK_EQ(bench.cached.entries(), 2);
}

TEST_CASE("a ticket is remembered for half a minute and then asked for again") {
    Bench bench;
    CHECK_EQ(bench.settle("1", a_found("1")), "found");
    bench.clock.advance(29s);
    CHECK_EQ(bench.settle("1", NotFound{}), "found");
    CHECK_EQ(bench.inner.asked, 1);

    bench.clock.advance(1s);

    CHECK_EQ(bench.settle("1", NotFound{}), "not_found");
    CHECK_EQ(bench.inner.asked, 2);
}

TEST_CASE("an unknown number is remembered for half a minute") {
    Bench bench;
    bench.settle("1", NotFound{});
    bench.clock.advance(29s);
    CHECK_EQ(bench.settle("1", a_found("1")), "not_found");

    bench.clock.advance(1s);

    CHECK_EQ(bench.settle("1", a_found("1")), "found");
}

TEST_CASE("refusals and failures are never remembered") {
    for (const auto& answer :
         {Fetched{Refused{}}, Fetched{Unreadable{}}, Fetched{Unavailable{{}, "x"}}, Fetched{Misconfigured{"x"}}}) {
        Bench bench;
        bench.settle("1", answer);
        CHECK_EQ(bench.settle("1", a_found("1")), "found");
        CHECK_EQ(bench.inner.asked, 2);
    }
}

TEST_CASE("many who ask at once share one fetch") {
    Bench bench;
    std::vector<std::shared_ptr<Asked>> askers;
    askers.reserve(1000);
    for (int i = 0; i < 1000; ++i) {
        askers.push_back(bench.fetch("1"));
    }
    CHECK_EQ(bench.inner.asked, 1);

    bench.inner.answer(a_found("1"));
    bench.tick();

    for (const auto& asker : askers) {
        CHECK_EQ(asker->outcome(), "found");
    }
    CHECK_EQ(bench.requests("miss"), 1);
    CHECK_EQ(bench.requests("coalesced"), 999);
}

TEST_CASE("a shared failure is everybody's, and the next one asks anew") {
    Bench bench;
    const auto first = bench.fetch("1");
    const auto second = bench.fetch("1");
    bench.inner.answer(Unavailable{5s, "server_error"});
    bench.tick();
    CHECK_EQ(first->outcome(), "unavailable");
    CHECK_EQ(second->outcome(), "unavailable");

    CHECK_EQ(bench.settle("1", a_found("1")), "found");
}

TEST_CASE("different tickets, and a number and an id of the same digits, are fetched apart") {
    Bench bench;
    bench.fetch("1");
    bench.fetch("2");
    bench.start(bench.cached.fetch(id("1")));
    CHECK_EQ(bench.inner.asked, 3);
}

TEST_CASE("numbers that differ in case only are the same ticket") {
    Bench bench;
    bench.settle("CFB-1", a_found("CFB-1"));
    CHECK_EQ(bench.settle("cfb-1", NotFound{}), "found");
    CHECK_EQ(bench.inner.asked, 1);
}

TEST_CASE("the fetch goes on when its first asker goes away") {
    Bench bench;
    const auto first = bench.fetch("1");
    const auto second = bench.fetch("1");

    first->cancel.emit(asio::cancellation_type::terminal);
    bench.clock.settle();
    CHECK_EQ(first->outcome(), "failed");
    CHECK_EQ(second->outcome(), "waiting");
    CHECK_EQ(bench.inner.cancelled, 0);

    bench.inner.answer(a_found("1"));
    bench.tick();
    CHECK_EQ(second->outcome(), "found");
}

TEST_CASE("what nobody waits for any more is remembered all the same") {
    Bench bench;
    const auto only = bench.fetch("1");
    only->cancel.emit(asio::cancellation_type::terminal);
    bench.clock.settle();
    bench.inner.answer(a_found("1"));
    bench.tick();

    CHECK_EQ(bench.settle("1", NotFound{}), "found");
    CHECK_EQ(bench.inner.asked, 1);
}

TEST_CASE("a refresh asks the desk although the ticket is remembered, and renews what is remembered") {
    Bench bench;
    bench.settle("1", a_found("1"));
    bench.clock.advance(20s);
    auto renewed = a_found("1");
    renewed.ticket.status = "Closed";

    const auto refreshed = bench.fetch_fresh("1");
    CHECK_EQ(bench.inner.asked, 2);
    bench.inner.answer(renewed);
    bench.tick();
    CHECK_EQ(refreshed->outcome(), "found");

    bench.clock.advance(20s);
    const auto later = bench.fetch("1");
    REQUIRE(later->fetched);
    CHECK_EQ(std::get<Found>(*later->fetched).ticket.status, "Closed");
    CHECK_EQ(bench.inner.asked, 2);
}

TEST_CASE("a refresh joins a fetch that is under way") {
    Bench bench;
    bench.fetch("1");
    bench.fetch_fresh("1");
    CHECK_EQ(bench.inner.asked, 1);
}

TEST_CASE("a refresh that fails for now keeps what is remembered, and one that is refused drops it") {
    Bench bench;
    bench.settle("1", a_found("1"));
    bench.fetch_fresh("1");
    bench.inner.answer(Unavailable{{}, "server_error"});
    bench.tick();
    CHECK_EQ(bench.settle("1", NotFound{}), "found");

    bench.fetch_fresh("1");
    bench.inner.answer(Refused{});
    bench.tick();
    CHECK_EQ(bench.cached.entries(), 0);
}

TEST_CASE("it remembers no more tickets than allowed, and forgets the one unused for longest") {
    CacheOptions options;
    options.max_entries = 2;
    Bench bench{options};
    bench.settle("1", a_found("1"));
    bench.settle("2", a_found("2"));
    bench.settle("1", a_found("1"));

    bench.settle("3", a_found("3"));

    CHECK_EQ(bench.cached.entries(), 2);
    CHECK_EQ(bench.settle("1", NotFound{}), "found");
    CHECK_EQ(bench.settle("2", NotFound{}), "not_found");
}

TEST_CASE("it remembers no more text than allowed") {
    CacheOptions options;
    options.max_bytes = 100'000;
    Bench bench{options};
    const auto large = [](const char* number) {
        return Found{testing::a_ticket().number(number).with_reply(std::string(40'000, 'x')).build(), {}};
    };
    for (const auto* number : {"1", "2", "3", "4"}) {
        bench.settle(number, large(number));
    }
    CHECK_EQ(bench.cached.entries(), 2);
    CHECK_LE(bench.cached.bytes(), 100'000);

    bench.settle("5", Found{testing::a_ticket().with_reply(std::string(200'000, 'x')).build(), {}});
    CHECK_EQ(bench.cached.entries(), 2);
}

TEST_CASE("a forgotten ticket gives its room back") {
    Bench bench;
    bench.settle("1", a_found("1"));
    CHECK_GT(bench.cached.bytes(), 0);
    bench.clock.advance(30s);
    bench.settle("1", Refused{});
    CHECK_EQ(bench.cached.bytes(), 0);
}

TEST_CASE("every answer is counted by where it came from") {
    Bench bench;
    bench.settle("1", a_found("1"));
    bench.settle("1", a_found("1"));
    bench.settle("2", NotFound{});
    bench.settle("2", NotFound{});
    bench.settle("2", NotFound{});
    CHECK_EQ(bench.requests("miss"), 2);
    CHECK_EQ(bench.requests("fresh"), 1);
    CHECK_EQ(bench.requests("negative"), 2);
}

TEST_CASE("stopping the fetches wakes whoever waits for them") {
    Bench bench;
    const auto asked = bench.fetch("1");
    bench.tasks.cancel();
    bench.clock.settle();
    CHECK_EQ(asked->outcome(), "failed");
    CHECK_EQ(bench.inner.cancelled, 1);
    CHECK(bench.failures.empty());
    CHECK_EQ(bench.tasks.size(), 0);
}

TEST_CASE("a broken desk is reported to the owner of the tasks and to the asker") {
    Bench bench;
    const auto asked = bench.fetch("1");
    bench.inner.break_down();
    bench.tick();
    CHECK_EQ(asked->outcome(), "failed");
    CHECK_EQ(bench.failures.size(), 1);
    CHECK_EQ(bench.settle("1", a_found("1")), "found");
}

} // namespace
} // namespace usher::desk::tests
