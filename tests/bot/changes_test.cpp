#include <doctest/doctest.h>

#include "bot/bench.hpp"

// A question that is edited or deleted after it was asked.

using namespace std::chrono_literals;
using namespace usher;
using card::NoticeKind;
using chat::Change;
using testing::Bench;

namespace {

struct Edits : Bench {
    Edits() { desk.tickets["516758"] = testing::a_ticket().number("516758").build(); }
};

} // namespace

TEST_CASE("an edited question changes its answer in place") {
    Edits bench;
    bench.tell("$1", "516757");
    bench.clock.advance(10ms);

    bench.tell("$1", "516758", Change::edited);
    bench.clock.advance(10ms);

    REQUIRE(bench.platform.messages.size() == 1);
    REQUIRE(Bench::card(bench.platform.messages[0]) != nullptr);
    CHECK(Bench::card(bench.platform.messages[0])->number == "516758");
    CHECK(bench.platform.posts == 1);
}

TEST_CASE("a second edit changes the same answer") {
    Edits bench;
    for (const char* text : {"516757", "516758", "999999"}) {
        bench.tell("$1", text, std::string(text) == "516757" ? Change::asked : Change::edited);
        bench.clock.advance(10ms);
    }

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(Bench::notice(bench.platform.messages[0]) == NoticeKind::not_found);
}

TEST_CASE("an edit that turns a message into a question is answered like one") {
    Edits bench;

    bench.tell("$1", "516758", Change::edited);
    bench.clock.advance(10ms);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(bench.platform.messages[0].to.question == identity::MessageId{"$1"});
}

TEST_CASE("an edit during a desk outage ends the old search and shows what is asked now") {
    Edits bench;
    bench.desk.down = true;
    bench.tell("$1", "516757");
    bench.clock.advance(5s);
    REQUIRE(bench.platform.messages.size() == 1);

    bench.tell("$1", "516758", Change::edited);
    bench.desk.down = false;
    bench.clock.advance(60s);

    REQUIRE(bench.platform.messages.size() == 1);
    REQUIRE(Bench::card(bench.platform.messages[0]) != nullptr);
    CHECK(Bench::card(bench.platform.messages[0])->number == "516758");
    CHECK(bench.store.outcome_of(1) == store::Outcome::overtaken);
}

TEST_CASE("a deleted question takes its answer with it") {
    Edits bench;
    bench.tell("$1", "516757");
    bench.clock.advance(10ms);

    bench.tell("$1", "", Change::withdrawn);
    bench.clock.advance(10ms);

    CHECK(bench.platform.messages.empty());
    CHECK(bench.platform.retracted.size() == 1);
}

TEST_CASE("a question deleted before the desk answered is never answered") {
    Edits bench;
    bench.desk.delay = 500ms;
    bench.tell("$1", "516757");
    bench.clock.advance(100ms);

    bench.tell("$1", "", Change::withdrawn);
    bench.clock.advance(2s);

    CHECK(bench.platform.posts == 0);
    CHECK(bench.store.outcome_of(1) == store::Outcome::overtaken);
}

TEST_CASE("a deletion that the platform refuses for now is tried again") {
    Edits bench;
    bench.tell("$1", "516757");
    bench.clock.advance(10ms);
    bench.platform.retract_faults = {chat::NotSent{"ratelimited", 2s}, chat::Ambiguous{"broken_off"}};

    bench.tell("$1", "", Change::withdrawn);
    bench.clock.advance(30s);

    CHECK(bench.platform.messages.empty());
}

TEST_CASE("a deletion that was under way at a crash is finished by the next process") {
    Edits bench;
    bench.tell("$1", "516757");
    bench.clock.advance(10ms);
    bench.platform.retract_faults = {chat::NotSent{"ratelimited", 1h}};
    bench.tell("$1", "", Change::withdrawn);
    bench.clock.advance(10ms);

    bench.restart();
    bench.clock.advance(10ms);

    CHECK(bench.platform.messages.empty());
}

TEST_CASE("deleting a message that asked nothing does nothing") {
    Edits bench;

    bench.tell("$1", "", Change::withdrawn);
    bench.clock.advance(10ms);

    CHECK(bench.platform.retracted.empty());
    CHECK_FALSE(bench.store.outcome_of(1));
}

TEST_CASE("a batch that cannot be stored is taken in when it comes again") {
    Edits bench;
    bench.store.fail_next(store::Failure::Kind::full);

    CHECK_FALSE(bench.tell("$1", "516757"));
    CHECK(bench.tell("$1", "516757"));
    bench.clock.advance(10ms);

    CHECK(bench.platform.messages.size() == 1);
}

TEST_CASE("where a platform has no private messages, words are said to everybody") {
    Edits bench;
    bench.platform.private_answers = false;

    bench.tell("$1", "999999");
    bench.clock.advance(10ms);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(bench.platform.messages[0].to.audience == chat::Audience::everyone);
}

TEST_CASE("where answers are private and the platform has none, the asker is sent to a direct chat") {
    Edits bench;
    bench.platform.private_answers = false;
    bench.platform.facts = {}; // Nobody knows who reads along.

    bench.tell("$1", "516757");
    bench.clock.advance(10ms);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(Bench::notice(bench.platform.messages[0]) == NoticeKind::only_in_private);
    CHECK(bench.desk.asked == 0);
}

TEST_CASE("a direct chat is private enough") {
    Edits bench;
    bench.platform.private_answers = false;
    bench.platform.facts = {identity::ConversationKind::direct, identity::Outsiders::unknown};

    bench.tell("$1", "516757");
    bench.clock.advance(10ms);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(Bench::card(bench.platform.messages[0]) != nullptr);
}

TEST_CASE("a corrected question is remembered as what it shows now, and reduced from there") {
    Edits bench;
    bench.platform.private_answers = false;
    bench.options.rules.admins = {"slack:T01:U01"};
    bench.restart();
    bench.tell("$1", "999999");
    bench.clock.advance(10ms);
    REQUIRE(Bench::notice(bench.platform.messages[0]) == NoticeKind::not_found);
    bench.tell("$1", "516757", Change::edited);
    bench.clock.advance(10ms);
    REQUIRE(Bench::card(bench.platform.messages[0])->level == card::Level::internal);

    bench.ask("channel level minimal");
    bench.clock.advance(100ms);

    CHECK(Bench::card(bench.platform.messages[0])->level == card::Level::minimal);
}

TEST_CASE("an edit of a question that was answered in private is answered anew") {
    Edits bench;
    policy::ConversationRule rule;
    rule.answers = policy::Answers::private_;
    bench.options.rules.conversations.push_back(rule);
    bench.restart();
    auto asked = bench.event_of("$1", "516757");
    asked.source = chat::Source::mention;
    auto edited = bench.event_of("$1", "516758", Change::edited);
    edited.source = chat::Source::mention;
    std::vector<chat::Event> events;
    events.push_back(std::move(asked));
    bench.accept_all(events);
    bench.clock.advance(10ms);
    bench.platform.edit_faults = {chat::Rejected{"reply_handle_expired"}};
    events.clear();
    events.push_back(std::move(edited));

    bench.accept_all(events);
    bench.clock.advance(10ms);

    CHECK(Bench::card(bench.platform.messages.back())->number == "516758");
    CHECK(bench.platform.messages.back().to.audience == chat::Audience::asker);
}

TEST_CASE("a card that a crash left behind unrecorded goes when its message is gone by then") {
    Edits bench;
    bench.platform.post_faults.push_back({chat::Ambiguous{"broken_off"}, true});
    auto message = bench.event_of("$1", "#516757");
    message.source = chat::Source::message;
    std::vector<chat::Event> events;
    events.push_back(std::move(message));
    bench.accept_all(events);
    bench.clock.advance(10ms);
    REQUIRE(bench.platform.messages.size() == 1);
    bench.desk.delay = 1s;

    bench.restart();
    bench.tell("$1", "", Change::withdrawn);
    bench.clock.advance(5s);

    CHECK(bench.platform.messages.empty());
}
