#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

#include "bot/room.hpp"

// The staff's internal notes.

using namespace std::chrono_literals;
using namespace usher;
using namespace usher::testing;
using policy::Level;

namespace {

struct Staffroom : Room {
    Staffroom() {
        auto ticket =
            a_ticket().with_reply("Hello").with_note(a_reply("He is a friend of the boss.").by_staff("Piero"));
        desk.tickets["516757"] = ticket.build();
        options.rules.conversations.push_back(rule(true));
        options.rules.admins = {"slack:T01:U01"};
        restart();
    }
    static policy::ConversationRule rule(bool notes) {
        policy::ConversationRule made;
        made.level = Level::full;
        made.notes = notes;
        made.outsiders = true;
        return made;
    }
    [[nodiscard]] bool last_card_has_notes() const {
        return std::ranges::any_of(last_card().replies, &card::CardReply::note);
    }
};

} // namespace

TEST_CASE_FIXTURE(Staffroom, "notes are shown where the operator wants them, and fetched nowhere else") {
    command("516757");
    CHECK(last_card_has_notes());
    CHECK(audit.entries.back().reason == "notes");

    options.rules.conversations = {rule(false)};
    restart();
    clock.advance(1min);
    const auto asked = desk.asked_for_notes;
    command("516757");
    CHECK_FALSE(last_card_has_notes());
    CHECK(desk.asked_for_notes == asked);
}

TEST_CASE_FIXTURE(Staffroom, "notes go from the cards that stand when the configuration no longer shows them") {
    command("516757");
    REQUIRE(last_card_has_notes());

    options.rules.conversations = {rule(false)};
    restart();
    clock.advance(100ms);

    CHECK(cards() == Numbers{"516757"});
    CHECK(last_card().level == Level::full);
    CHECK_FALSE(last_card_has_notes());
}

TEST_CASE_FIXTURE(
    Staffroom,
    "notes go when somebody lowers the level in chat, and new cards have none once people from outside read along") {
    command("516757");
    command("channel level internal");
    clock.advance(100ms);
    CHECK_FALSE(std::ranges::any_of(card(platform.messages[0])->replies, &card::CardReply::note));

    command("channel level reset");
    platform.facts.outsiders = identity::Outsiders::present;
    command("516757");
    CHECK_FALSE(last_card_has_notes());
}

TEST_CASE_FIXTURE(Room, "answers that became private while a ticket was fetched are private") {
    options.rules.admins = {"slack:T01:U01"};
    restart();
    desk.delay = 800ms;
    command("516757");
    command("channel answers private");
    clock.advance(1s);

    const auto shown = std::ranges::find_if(platform.messages, [](const auto& it) { return card(it) != nullptr; });
    REQUIRE(shown != platform.messages.end());
    CHECK(shown->to.audience == chat::Audience::asker);
}

TEST_CASE("notes that came with a refresh go with the configuration, wherever a crash interrupts the refresh") {
    for (int calls = 1;; ++calls) {
        CAPTURE(calls);
        Staffroom room;
        room.options.rules.conversations = {Staffroom::rule(false)};
        room.restart();
        room.command("516757");
        room.options.rules.conversations = {Staffroom::rule(true)};
        room.restart();
        room.store.fail_after(calls, store::Failure::Kind::io);
        room.press_on(room.platform.messages.front(), chat::Press::Button::refresh);
        if (room.store.will_fail()) {
            break; // It was through before the failure.
        }
        room.restart();
        room.clock.advance(1min);
        room.options.rules.conversations = {Staffroom::rule(false)};
        room.restart();
        room.clock.advance(1min);

        const auto* left = Room::card(room.platform.messages.front());
        REQUIRE(left != nullptr);
        CHECK(std::ranges::none_of(left->replies, &card::CardReply::note));
    }
}

TEST_CASE_FIXTURE(Room, "a card is not shared when nobody can tell any more who reads along") {
    ask("who owns #482913?", chat::Source::shortcut);
    clock.advance(moment);
    desk.delay = 800ms;
    clock.advance(1min); // The ticket is asked for again.
    press({chat::Press::Button::share, ticket::parse_reference("482913"), card::View::summary, {}});
    platform.facts = {};
    clock.advance(5s);

    CHECK(std::ranges::none_of(platform.messages, [](const auto& message) {
        return card(message) != nullptr && message.to.audience == chat::Audience::everyone;
    }));
}

TEST_CASE_FIXTURE(Room, "where a platform has no private answers, none is given once they are to be private") {
    options.rules.admins = {"slack:T01:U01"};
    platform.private_answers = false;
    restart();
    desk.delay = 800ms;
    command("516757");
    command("channel answers private");
    clock.advance(5s);

    CHECK(cards().empty());
}
