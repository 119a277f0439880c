#include <doctest/doctest.h>

#include "bot/room.hpp"
#include "bot/settings_command.hpp"

// `/ticket channel`, and what becomes of cards when less may be shown.

using namespace std::chrono_literals;
using namespace usher;
using bot::parse_settings_command;
using card::Level;
using card::NoticeKind;
using policy::Setting;
using policy::SettingChange;
using store::Ask;
using testing::Room;

namespace {

void make_admin(Room& room) {
    room.options.rules.admins = {"slack:T01:U01"};
    room.restart();
}

} // namespace

TEST_CASE("words about settings are understood in English and Italian") {
    const std::pair<const char*, SettingChange> understood[] = {
        {"channel level minimal", {Setting::level, "minimal"}},
        {"channel set level full", {Setting::level, "full"}},
        {"Channel Level: None", {Setting::level, "none"}},
        {"channel unfurl off", {Setting::unfurl, "off"}},
        {"channel unfurl=on", {Setting::unfurl, "on"}},
        {"channel unfurl level internal", {Setting::unfurl_level, "internal"}},
        {"channel unfurl_level none", {Setting::unfurl_level, "none"}},
        {"channel language it", {Setting::language, "it"}},
        {"canale lingua italiano", {Setting::language, "it"}},
        {"stanza livello minimo", {Setting::level, "minimal"}},
        {"channel answers private", {Setting::answers, "private"}},
        {"canale anteprime no", {Setting::unfurl, "off"}},
        {"channel replies 5", {Setting::replies, "5"}},
        {"channel level reset", {Setting::level, ""}},
        {"channel reset", {}},
    };
    for (const auto& [text, change] : understood) {
        const auto ask = parse_settings_command(text);
        REQUIRE_MESSAGE(ask.has_value(), text);
        CHECK_MESSAGE(ask->verb == Ask::Verb::change_settings, text);
        CHECK_MESSAGE(ask->change == change, text);
    }
    CHECK(parse_settings_command("channel")->verb == Ask::Verb::settings);
    CHECK(parse_settings_command("canale")->verb == Ask::Verb::settings);
    for (const auto* text : {"channel level", "channel level all", "channel departments Billing",
                             "channel level full 5", "channel replies 11", "channel foo", "channel unfurl level"}) {
        CHECK_MESSAGE(parse_settings_command(text)->verb == Ask::Verb::settings_unclear, text);
    }
    for (const auto* text : {"516757", "channels level minimal", "level minimal", "", "ticket 516757"}) {
        CHECK_MESSAGE(!parse_settings_command(text), text);
    }
}

TEST_CASE("anybody is told what holds, and why") {
    Room room;

    room.command("channel");

    CHECK(room.last_notice() == NoticeKind::settings);
    CHECK(room.platform.messages.back().to.audience == chat::Audience::asker);
    CHECK_FALSE(room.last_words().may_change);
    CHECK(room.last_words().holdings.front().value == "internal");
}

TEST_CASE("where nothing is shown one is still told why") {
    Room room;
    policy::ConversationRule rule;
    rule.level = Level::none;
    room.options.rules.conversations.push_back(rule);
    room.restart();

    room.command("channel");

    CHECK(room.last_notice() == NoticeKind::settings);
}

TEST_CASE("outsiders and people who are not listed are told nothing about a conversation") {
    Room room;
    room.platform.facts.outsiders = identity::Outsiders::present;
    room.command("channel");
    CHECK(room.last_notice() == NoticeKind::outsiders_present);

    room.platform.facts.outsiders = identity::Outsiders::absent;
    room.options.rules.users = {"slack:T01:U99"};
    room.restart();
    room.command("channel");
    CHECK(room.last_notice() == NoticeKind::user_not_listed);
}

TEST_CASE("who is not named may change nothing, and is told whom to ask") {
    Room room;

    room.command("channel level full");

    CHECK(room.last_notice() == NoticeKind::not_admin);
    CHECK(room.audit.entries.back().decision == "refused");
    CHECK(room.audit.entries.back().reason == "not_admin");
    room.command("516757");
    CHECK(room.last_card().level == Level::internal);
}

TEST_CASE("a change holds at once, is told to everybody, is audited and outlives a restart") {
    Room room;
    make_admin(room);

    room.command("channel level minimal");

    CHECK(room.last_notice() == NoticeKind::setting_changed);
    CHECK(room.platform.messages.back().to.audience == chat::Audience::everyone);
    CHECK(room.last_words().holdings.front().origin == policy::Origin::chat);
    CHECK(room.audit.entries.back().decision == "changed");
    CHECK(room.audit.entries.back().reason == "level=minimal");
    room.command("516757");
    CHECK(room.last_card().level == Level::minimal);
    room.restart();
    room.command("516757");
    CHECK(room.last_card().level == Level::minimal);

    room.command("channel level reset");
    room.command("516757");
    CHECK(room.last_card().level == Level::internal);
}

TEST_CASE("a change of language is confirmed in the new one") {
    Room room;
    make_admin(room);

    room.command("channel language it");

    CHECK(room.last_words().language == card::Language::it);
}

TEST_CASE("unfurls that were switched off in chat stay away until they are switched on again") {
    Room room;
    make_admin(room);
    room.command("channel unfurl off");
    room.say("$1", "#516757");
    CHECK(room.cards().empty());

    room.command("channel unfurl on");
    room.say("$2", "#516757");

    CHECK(room.cards() == Room::Numbers{"516757"});
}

TEST_CASE("a change that cannot be written down is not made, and says so") {
    Room room;
    make_admin(room);
    room.store.fail_after(1, store::Failure::Kind::full); // Not the question itself.
    room.command("channel level full");

    CHECK(room.last_notice() == NoticeKind::not_stored);
    room.command("516757");
    CHECK(room.last_card().level == Level::internal);
}

TEST_CASE("a level that becomes stricter reduces the cards that stand") {
    Room room;
    make_admin(room);
    room.command("516757");
    room.say("$1", "#482913");
    REQUIRE(room.cards().size() == 2);

    room.command("channel level minimal");
    room.clock.advance(100ms);

    for (const auto& message : room.platform.messages) {
        if (const auto* card = Room::card(message)) {
            CHECK(card->level == Level::minimal);
            CHECK(card->replies.empty());
        }
    }
    CHECK(room.cards().size() == 2);
}

TEST_CASE("a level of none takes the cards away, and private answers are out of reach") {
    Room room;
    make_admin(room);
    room.command("516757");
    room.ask("who owns #482913?", chat::Source::shortcut);
    room.clock.advance(10ms);

    room.command("channel level none");
    room.clock.advance(100ms);

    CHECK(room.cards() == Room::Numbers{"482913"});
}

TEST_CASE("a card whose ticket cannot be read is taken away rather than left as it was") {
    Room room;
    make_admin(room);
    room.command("516757");
    room.clock.advance(10min);
    room.desk.down = true;

    room.command("channel level minimal");
    room.clock.advance(1min);

    CHECK(room.cards().empty());
}

TEST_CASE("a configuration that became stricter reduces the cards at the next start") {
    Room room;
    room.command("516757");
    room.say("$1", "#482913");
    policy::ConversationRule rule;
    rule.unfurl_level = Level::minimal;
    room.options.rules.conversations.push_back(rule);

    room.restart();
    room.clock.advance(100ms);

    CHECK(Room::card(room.platform.messages[0])->level == Level::internal);
    CHECK(Room::card(room.platform.messages[1])->level == Level::minimal);
}

TEST_CASE("a configuration that no longer allows what it did reduces the cards at the next start") {
    Room room;
    room.platform.facts.kind = identity::ConversationKind::public_channel;
    policy::ConversationRule rule;
    rule.unfurl_level = Level::internal;
    room.options.rules.conversations.push_back(rule);
    room.restart();
    room.say("$1", "#516757");
    REQUIRE(room.last_card().level == Level::internal);

    room.options.rules.conversations.clear();
    room.restart();
    room.clock.advance(100ms);

    CHECK(room.last_card().level == Level::minimal);
}

TEST_CASE("a platform that does not answer at the start takes no card away") {
    Room room;
    room.say("$1", "#482913");
    room.platform.facts = {};

    room.restart();
    room.clock.advance(5min);

    CHECK(room.last_card().level == Level::internal);
}

TEST_CASE("a level that becomes more generous leaves the cards as they are") {
    Room room;
    make_admin(room);
    room.command("516757");

    room.command("channel level full");
    room.clock.advance(100ms);

    CHECK(Room::card(room.platform.messages.front())->level == Level::internal);
}

TEST_CASE("a refreshed card is reduced from the level that it shows now") {
    Room room;
    make_admin(room);
    room.command("516757");
    room.command("channel level full");
    room.press_on(room.platform.messages.front(), chat::Press::Button::refresh);
    REQUIRE(Room::card(room.platform.messages.front())->level == Level::full);

    room.command("channel level internal");
    room.clock.advance(100ms);

    CHECK(Room::card(room.platform.messages.front())->level == Level::internal);
}

TEST_CASE("a card that shows more since it was refreshed is reduced, wherever a crash interrupts that") {
    for (int calls = 1;; ++calls) {
        CAPTURE(calls);
        Room room;
        make_admin(room);
        room.command("516757");
        room.command("channel level full");
        room.store.fail_after(calls, store::Failure::Kind::io);
        room.press_on(room.platform.messages.front(), chat::Press::Button::refresh);
        if (room.store.will_fail()) {
            break; // It was through before the failure.
        }
        room.restart();
        room.clock.advance(1min);

        room.command("channel level internal");
        room.clock.advance(100ms);

        const auto* left = Room::card(room.platform.messages.front());
        CHECK((left == nullptr || left->level == Level::internal));
    }
}

TEST_CASE("who reads along is looked at again when there is something to show") {
    for (const bool asked : {true, false}) {
        Room room;
        room.desk.delay = 5s;
        if (asked) {
            room.command("516757");
        } else {
            room.say("$1", "#516757");
        }
        room.platform.facts.outsiders = identity::Outsiders::present;
        room.clock.advance(6s);

        CHECK(room.cards().empty());
        CHECK(room.store.outcome_of(1) == store::Outcome::refused);
    }
}

TEST_CASE("a level that became stricter while a ticket was fetched holds for it") {
    Room room;
    make_admin(room);
    room.desk.delay = 5s;
    room.command("516757");

    room.command("channel level minimal");
    room.clock.advance(6s);

    for (const auto& message : room.platform.messages) {
        if (const auto* card = Room::card(message)) {
            CHECK(card->level == Level::minimal);
        }
    }
    CHECK(room.cards().size() == 1);
}

TEST_CASE("a stricter level also holds for what is still being looked up") {
    Room room;
    make_admin(room);
    room.desk.down = true;
    room.command("516757");
    room.clock.advance(5s);

    room.command("channel level minimal");
    room.desk.down = false;
    room.clock.advance(1min);

    REQUIRE(room.cards() == Room::Numbers{"516757"});
    for (const auto& message : room.platform.messages) {
        const auto* card = Room::card(message);
        CHECK((card == nullptr || card->level == Level::minimal));
    }
}

TEST_CASE("a stricter level also holds for what nobody asked for and is still being looked up") {
    Room room;
    make_admin(room);
    room.desk.delay = 2s;
    room.say("$1", "#516757");

    room.command("channel level none");
    room.clock.advance(5s);

    CHECK(room.cards().empty());
}

TEST_CASE("a stricter level also holds for a card that the platform takes only later") {
    Room room;
    make_admin(room);
    room.platform.post_faults.push_back({chat::NotSent{"ratelimited", 20s}});
    room.command("516757");

    room.command("channel level minimal");
    room.clock.advance(1min);

    for (const auto& message : room.platform.messages) {
        const auto* card = Room::card(message);
        CHECK((card == nullptr || card->level == Level::minimal));
    }
}

TEST_CASE("two changes at once both hold") {
    Room room;
    make_admin(room);
    chat::Event event = room.event_of("$1", "channel level minimal");
    auto other = room.event_of("$2", "channel replies 5");
    std::vector<chat::Event> events;
    events.push_back(std::move(event));
    events.push_back(std::move(other));

    room.store.hold_settings = true;
    room.accept_all(events);
    room.clock.advance(1s);
    room.restart();
    room.command("channel");

    const auto& holdings = room.last_words().holdings;
    CHECK(holdings[0].value == "minimal");
    CHECK(holdings[2].value == "5");
}

TEST_CASE("a rule for a room's alias that became stricter reduces the cards at the next start") {
    Room room;
    room.platform.facts.aliases = {"#support:example.org"};
    room.command("516757");
    policy::ConversationRule rule;
    rule.match = {policy::Pattern::Kind::exact, identity::Platform::slack, "#support:example.org"};
    rule.level = Level::minimal;
    room.options.rules.conversations.push_back(rule);

    room.restart();
    room.clock.advance(100ms);

    CHECK(Room::card(room.platform.messages[0])->level == Level::minimal);
}
