#include <doctest/doctest.h>

#include "bot/bench.hpp"

using namespace std::chrono_literals;
using namespace usher;
using card::NoticeKind;
using testing::Bench;

TEST_CASE("a question that was acknowledged before a crash is answered after it") {
    Bench bench;
    bench.desk.delay = 500ms;
    bench.ask("516757");
    bench.clock.advance(100ms);

    bench.restart();
    bench.clock.advance(1s);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(Bench::card(bench.platform.messages[0]) != nullptr);
    CHECK(bench.store.outcome_of(1) == store::Outcome::shown);
}

TEST_CASE("a placeholder from before a crash becomes the card") {
    Bench bench;
    bench.desk.delay = 5s;
    bench.ask("516757");
    bench.clock.advance(1s);
    REQUIRE(bench.platform.messages.size() == 1);

    bench.desk.delay = 0ms;
    bench.restart();
    bench.clock.advance(1s);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(Bench::card(bench.platform.messages[0]) != nullptr);
}

TEST_CASE("a post that Slack took but did not confirm is found and not made twice") {
    Bench bench;
    bench.platform.post_faults.push_back({chat::Ambiguous{"timeout"}, true});

    bench.ask("516757");
    bench.clock.advance(10s);

    CHECK(bench.platform.messages.size() == 1);
    CHECK(bench.platform.posts == 1);
    CHECK(bench.platform.looks >= 1);
    CHECK(bench.store.outcome_of(1) == store::Outcome::shown);
}

TEST_CASE("a post that was lost is made again once it cannot be on its way any more") {
    Bench bench;
    bench.platform.post_faults.push_back({chat::Ambiguous{"timeout"}, false});

    bench.ask("516757");
    bench.clock.advance(3s);
    CHECK(bench.platform.messages.empty());
    bench.clock.advance(10s);

    CHECK(bench.platform.messages.size() == 1);
    CHECK(bench.platform.posts == 2);
}

TEST_CASE("a crash between Slack's acceptance and our record ends in one message") {
    Bench bench;
    bench.platform.post_faults.push_back({chat::Ambiguous{"timeout"}, true});
    bench.ask("516757");
    bench.clock.advance(1ms);

    bench.restart();
    bench.clock.advance(10s);

    CHECK(bench.platform.messages.size() == 1);
    CHECK(bench.store.outcome_of(1) == store::Outcome::shown);
}

TEST_CASE("where nobody may look, a lost answer is posted again rather than lost") {
    Bench bench;
    bench.platform.can_look = false;
    bench.platform.post_faults.push_back({chat::Ambiguous{"timeout"}, false});

    bench.ask("516757");
    bench.clock.advance(1min);

    CHECK(bench.platform.messages.size() == 1);
    CHECK(bench.metrics.value("usher_outbox_ambiguous_resolved_total", {{"by", "repost"}}) == 1);
}

TEST_CASE("Slack's Retry-After delays the answer and loses nothing") {
    Bench bench;
    bench.platform.post_faults.push_back({chat::NotSent{"ratelimited", 30s}, false});

    bench.ask("516757");
    bench.clock.advance(29s);
    CHECK(bench.platform.messages.empty());
    bench.clock.advance(2s);

    CHECK(bench.platform.messages.size() == 1);
}

TEST_CASE("an answer that the platform will never take is recorded as undeliverable") {
    Bench bench;
    bench.platform.post_faults.push_back({chat::Rejected{"channel_not_found"}, false});

    bench.ask("516757");
    bench.clock.advance(1s);

    CHECK(bench.store.outcome_of(1) == store::Outcome::undeliverable);
    CHECK(bench.bot().in_progress() == 0);
}

TEST_CASE("an answered question is not touched by a restart") {
    Bench bench;
    bench.ask("516757");
    bench.clock.advance(10ms);

    bench.restart();
    bench.clock.advance(1min);

    CHECK(bench.platform.posts == 1);
    CHECK(bench.platform.edits == 0);
}

TEST_CASE("a question older than Usher's patience ends in an apology after a long stop") {
    Bench bench;
    bench.desk.down = true;
    bench.ask("516757");
    bench.clock.advance(10s);

    bench.clock.set(bench.clock.now() + 3h);
    bench.restart();
    bench.clock.advance(1s);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(Bench::notice(bench.platform.messages[0]) == NoticeKind::gave_up);
}
