#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "bot/bench.hpp"

using namespace std::chrono_literals;
using namespace usher;
using card::NoticeKind;
using testing::Bench;

TEST_CASE("a command is answered with a card in the conversation") {
    Bench bench;

    CHECK(bench.ask("516757") == chat::Receipt::stored);
    bench.clock.advance(10ms);

    REQUIRE(bench.platform.messages.size() == 1);
    const auto& message = bench.platform.messages.front();
    CHECK(message.to.audience == chat::Audience::everyone);
    REQUIRE(Bench::card(message) != nullptr);
    CHECK(Bench::card(message)->number == "516757");
    CHECK(bench.store.outcome_of(1) == store::Outcome::shown);
}

TEST_CASE("the same command delivered twice is answered once") {
    Bench bench;

    CHECK(bench.ask("516757", chat::Source::command, "same") == chat::Receipt::stored);
    CHECK(bench.ask("516757", chat::Source::command, "same") == chat::Receipt::duplicate);
    bench.clock.advance(10ms);

    CHECK(bench.platform.posts == 1);
}

TEST_CASE("an unknown number is told to the asker alone") {
    Bench bench;

    bench.ask("999999");
    bench.clock.advance(10ms);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(Bench::notice(bench.platform.messages[0]) == NoticeKind::not_found);
    CHECK(bench.platform.messages[0].to.audience == chat::Audience::asker);
}

TEST_CASE("an unknown number in a mention is answered where it was asked") {
    Bench bench;

    bench.ask("999999", chat::Source::mention);
    bench.clock.advance(10ms);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(bench.platform.messages[0].to.audience == chat::Audience::everyone);
}

TEST_CASE("a shortcut is answered to the asker alone, with the first ticket that the message announces") {
    Bench bench;

    CHECK(bench.ask("482913 rows wrong, see ticket 516757", chat::Source::shortcut, "same") == chat::Receipt::stored);
    CHECK(bench.ask("482913 rows wrong, see ticket 516757", chat::Source::shortcut, "same") ==
          chat::Receipt::duplicate);
    bench.clock.advance(10ms);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(bench.platform.messages[0].to.audience == chat::Audience::asker);
    REQUIRE(Bench::card(bench.platform.messages[0]) != nullptr);
    CHECK(Bench::card(bench.platform.messages[0])->number == "516757");
}

TEST_CASE("a shortcut on a message that names no ticket, one nobody knows, or too many of them is told to the asker") {
    Bench bench;
    bench.options.rate_limit.burst = 2;
    bench.restart();

    bench.ask("help", chat::Source::shortcut);
    bench.ask("#999999", chat::Source::shortcut);
    bench.ask("#516757", chat::Source::shortcut);
    bench.clock.advance(10ms);

    const std::vector expected{NoticeKind::not_understood, NoticeKind::not_found, NoticeKind::rate_limited};
    REQUIRE(bench.platform.messages.size() == expected.size());
    for (const auto kind : expected) {
        CHECK(std::ranges::any_of(bench.platform.messages, [&](const auto& message) {
            return Bench::notice(message) == kind && message.to.audience == chat::Audience::asker;
        }));
    }
}

TEST_CASE("policy decides about a shortcut as about a command") {
    Bench bench;
    bench.platform.facts.outsiders = identity::Outsiders::present;

    bench.ask("#516757", chat::Source::shortcut);
    bench.clock.advance(10ms);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(Bench::notice(bench.platform.messages[0]) == NoticeKind::outsiders_present);
    CHECK(bench.platform.messages[0].to.audience == chat::Audience::asker);
    CHECK(bench.desk.asked == 0);
}

TEST_CASE("a shortcut that a crash interrupts stays private") {
    Bench bench;
    bench.desk.delay = 100ms;
    bench.ask("#516757", chat::Source::shortcut);

    bench.restart();
    bench.clock.advance(1s);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(bench.platform.messages[0].to.audience == chat::Audience::asker);
    CHECK(Bench::card(bench.platform.messages[0]) != nullptr);
}

TEST_CASE("help needs no desk") {
    Bench bench;
    bench.desk.down = true;

    bench.ask("help");
    bench.clock.advance(10ms);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(Bench::notice(bench.platform.messages[0]) == NoticeKind::help);
    CHECK(bench.desk.asked == 0);
}

TEST_CASE("a desk slower than the placeholder's time gets a placeholder that becomes the card") {
    Bench bench;
    bench.desk.delay = 1500ms;

    bench.ask("516757");
    bench.clock.advance(799ms);
    CHECK(bench.platform.messages.empty());
    bench.clock.advance(2ms);
    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(Bench::notice(bench.platform.messages[0]) == NoticeKind::looking_up);
    bench.clock.advance(1s);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(Bench::card(bench.platform.messages[0]) != nullptr);
    CHECK(bench.platform.posts == 1);
    CHECK(bench.desk.asked == 1);
}

TEST_CASE("a desk that is down is said to be, with the time until which Usher tries, and its return makes the card") {
    Bench bench;
    bench.desk.down = true;

    bench.ask("516757");
    bench.clock.advance(3s);
    REQUIRE(bench.platform.messages.size() == 1);
    REQUIRE(Bench::notice(bench.platform.messages[0]) == NoticeKind::still_trying);
    const auto& words = std::get<card::Notice>(bench.platform.messages[0].shown());
    REQUIRE(words.until);
    CHECK(*words.until > std::chrono::floor<std::chrono::seconds>(bench.clock.now()) + 50min);
    bench.desk.down = false;
    bench.clock.advance(1min);

    CHECK(bench.platform.messages.size() == 1);
    CHECK(Bench::card(bench.platform.messages[0]) != nullptr);
}

TEST_CASE("a desk that stays down ends in one apology") {
    Bench bench;
    bench.desk.down = true;

    bench.ask("516757");
    bench.clock.advance(61min);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(Bench::notice(bench.platform.messages[0]) == NoticeKind::gave_up);
    CHECK(bench.store.outcome_of(1) == store::Outcome::gave_up);
    CHECK(bench.desk.asked < 150);
}

TEST_CASE("many people asking for one ticket make one request") {
    Bench bench;
    bench.desk.delay = 100ms;

    for (int i = 0; i < 20; ++i) {
        bench.ask("516757");
    }
    bench.clock.advance(200ms);

    CHECK(bench.platform.messages.size() == 20);
    CHECK(bench.desk.asked == 1);
}

TEST_CASE("somebody who asks too fast is told so without a request to the desk") {
    Bench bench;

    for (int i = 0; i < 31; ++i) {
        bench.ask("516757");
    }
    bench.clock.advance(10ms);

    REQUIRE(bench.platform.messages.size() == 31);
    CHECK(Bench::notice(bench.platform.messages.back()) == NoticeKind::rate_limited);
}

TEST_CASE("a conversation with outsiders gets no ticket") {
    Bench bench;
    bench.platform.facts.outsiders = identity::Outsiders::present;

    bench.ask("516757");
    bench.clock.advance(10ms);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(Bench::notice(bench.platform.messages[0]) == NoticeKind::outsiders_present);
    CHECK(bench.desk.asked == 0);
    CHECK(bench.store.outcome_of(1) == store::Outcome::refused);
}

TEST_CASE("where nothing is known of a conversation the answer is private and small") {
    Bench bench;
    bench.platform.facts = {};

    bench.ask("516757");
    bench.clock.advance(10ms);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(bench.platform.messages[0].to.audience == chat::Audience::asker);
    REQUIRE(Bench::card(bench.platform.messages[0]) != nullptr);
    CHECK(Bench::card(bench.platform.messages[0])->level == card::Level::minimal);
}

TEST_CASE("Refresh renews the card in place with a fresh fetch") {
    Bench bench;
    bench.ask("516757");
    bench.clock.advance(10ms);

    bench.press({chat::Press::Button::refresh,
                 *ticket::parse_reference("516757"),
                 card::View::summary,
                 {chat::PostedMessage::Via::message, {"m1"}}});
    bench.clock.advance(10ms);

    CHECK(bench.platform.messages.size() == 1);
    CHECK(bench.platform.messages[0].versions.size() == 2);
    CHECK(bench.desk.asked == 2);
}

TEST_CASE("a Refresh that finds the desk down keeps the card and tells who pressed") {
    Bench bench;
    bench.ask("516757");
    bench.clock.advance(10ms);
    bench.desk.down = true;

    bench.press({chat::Press::Button::refresh,
                 *ticket::parse_reference("516757"),
                 card::View::summary,
                 {chat::PostedMessage::Via::message, {"m1"}}});
    bench.clock.advance(1min);

    REQUIRE(bench.platform.messages.size() == 2);
    CHECK(Bench::card(bench.platform.messages[0]) != nullptr);
    CHECK(Bench::notice(bench.platform.messages[1]) == NoticeKind::gave_up);
    CHECK(bench.platform.messages[1].to.audience == chat::Audience::asker);
}

TEST_CASE("All replies is shown to who pressed alone") {
    Bench bench;
    bench.press({chat::Press::Button::all_replies,
                 *ticket::parse_reference("516757"),
                 card::View::summary,
                 {chat::PostedMessage::Via::message, {"m1"}}});
    bench.clock.advance(10ms);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(bench.platform.messages[0].to.audience == chat::Audience::asker);
    CHECK(Bench::card(bench.platform.messages[0])->view == card::View::full);
}

TEST_CASE("a department that is not allowed here is refused after the fetch") {
    Bench bench;
    policy::ConversationRule rule;
    rule.match = *policy::Pattern::parse("slack:C01");
    rule.departments = {"Billing"};
    bench.options.rules.conversations.push_back(std::move(rule));
    bench.restart();

    bench.ask("516757");
    bench.clock.advance(10ms);

    REQUIRE(bench.platform.messages.size() == 1);
    CHECK(Bench::notice(bench.platform.messages[0]) == NoticeKind::refused_by_desk);
}

TEST_CASE("a store that cannot write means no acknowledgement") {
    Bench bench;
    bench.store.fail_next(store::Failure::Kind::full);

    CHECK(bench.ask("516757") == chat::Receipt::failed);
    bench.clock.advance(1s);

    CHECK(bench.platform.posts == 0);
}
