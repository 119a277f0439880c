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

TEST_CASE_FIXTURE(Staffroom, "notes go when somebody lowers the level in chat, and when people from outside join") {
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
