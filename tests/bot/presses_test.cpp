#include <doctest/doctest.h>

#include "bot/room.hpp"

// Hide, Share, the list, and Refresh on what nobody asked for.

using namespace std::chrono_literals;
using namespace usher;
using card::Level;
using card::NoticeKind;
using chat::Change;
using chat::Press;
using testing::Room;

namespace {

policy::ConversationRule everywhere() {
    return {};
}
void use_rule(Room& room, policy::ConversationRule rule) {
    room.options.rules.conversations.insert(room.options.rules.conversations.begin(), std::move(rule));
    room.restart();
}
Press of_ticket(Press::Button button) {
    return {button, ticket::parse_reference("516757"), card::View::summary, {chat::PostedMessage::Via::handle, {}}};
}

} // namespace

TEST_CASE("only a card that nobody asked for can be hidden") {
    Room room;

    room.say("$1", "#516757");
    CHECK(room.last_card().offers.hide);
    room.command("482913");
    CHECK_FALSE(room.last_card().offers.hide);

    room.press_on(room.platform.messages.back(), Press::Button::hide);
    CHECK(room.cards() == Room::Numbers{"516757", "482913"});
}

TEST_CASE("a hidden card is not posted again for its message, whatever the message becomes") {
    Room room;
    room.say("$1", "#516757");

    room.press_on(room.platform.messages.back(), Press::Button::hide);
    CHECK(room.cards().empty());
    CHECK(room.store.outcome_of(3) == store::Outcome::hidden);

    room.say("$1", "#516757 and #482913", Change::edited);
    CHECK(room.cards() == Room::Numbers{"482913"});
    room.say("$1", "only #482913", Change::edited);
    room.restart();
    room.say("$1", "#516757, #482913", Change::edited);
    CHECK(room.cards() == Room::Numbers{"482913"});
}

TEST_CASE("another message may show a hidden ticket once the window is over") {
    Room room;
    room.say("$1", "#516757");
    room.press_on(room.platform.messages.back(), Press::Button::hide);

    room.say("$2", "#516757");
    CHECK(room.cards().empty());
    room.clock.advance(31min);
    room.say("$3", "#516757");

    CHECK(room.cards() == Room::Numbers{"516757"});
}

TEST_CASE("a hidden list keeps its message quiet") {
    Room room;
    room.say("$1", "tickets 516757, 482913, 615208");
    REQUIRE(room.last_notice() == NoticeKind::ticket_list);
    CHECK(std::get<card::Notice>(room.platform.messages.back().shown()).offers.hide);

    room.press_on(room.platform.messages.back(), Press::Button::hide);
    room.say("$1", "tickets 516757, 482913, 615208 and 902347", Change::edited);

    CHECK(room.platform.messages.empty());
}

TEST_CASE("who hid a card is in the audit") {
    Room room;
    room.say("$1", "#516757");

    room.press_on(room.platform.messages.back(), Press::Button::hide);

    REQUIRE(room.audit.entries.size() == 2);
    CHECK(room.audit.entries.back().decision == "hidden");
    CHECK(room.audit.entries.back().ticket == "516757");
    CHECK(room.audit.entries.back().action == "button");
}

TEST_CASE("a press on Hide that is not allowed leaves the card") {
    Room room;
    room.say("$1", "#516757");
    const auto card = room.platform.messages.back();
    room.options.rules.users = {"slack:T01:U99"};
    room.restart();

    room.press_on(card, Press::Button::hide);

    CHECK(room.cards() == Room::Numbers{"516757"});
    CHECK(room.last_notice() == NoticeKind::user_not_listed);
}

TEST_CASE("a crash between remembering and hiding hides after the restart") {
    Room room;
    room.say("$1", "#516757");
    room.platform.retract_faults.push_back(chat::NotSent{"ratelimited", 1min});
    room.press_on(room.platform.messages.back(), Press::Button::hide);
    REQUIRE(room.cards() == Room::Numbers{"516757"});

    room.restart();
    room.clock.advance(1s);

    CHECK(room.cards().empty());
}

TEST_CASE("a private answer can be shared where the policy gives it, and then everybody sees it") {
    Room room;
    auto rule = everywhere();
    rule.answers = policy::Answers::private_;
    use_rule(room, rule);
    room.command("516757");
    REQUIRE(room.platform.messages.back().to.audience == chat::Audience::asker);
    CHECK(room.last_card().offers.share);

    room.press(of_ticket(Press::Button::share));
    room.clock.advance(10ms);

    CHECK(room.platform.messages.back().to.audience == chat::Audience::everyone);
    CHECK(room.last_card().number == "516757");
    CHECK_FALSE(room.last_card().offers.share);
    CHECK(room.audit.entries.back().audience == "everyone");
}

TEST_CASE("an answer for everybody has nothing to share") {
    Room room;

    room.command("516757");

    CHECK_FALSE(room.last_card().offers.share);
}

TEST_CASE("what is private because nobody knows who reads along is not shared") {
    Room room;
    room.platform.facts = {};
    room.command("516757");
    REQUIRE(room.platform.messages.back().to.audience == chat::Audience::asker);
    CHECK_FALSE(room.last_card().offers.share);

    room.press(of_ticket(Press::Button::share));
    room.clock.advance(10ms);

    CHECK(room.last_notice() == NoticeKind::may_not_share);
    CHECK(room.platform.messages.back().to.audience == chat::Audience::asker);
}

TEST_CASE("what a shortcut or All replies shows in private can be shared") {
    Room room;

    room.ask("who owns #516757?", chat::Source::shortcut);
    room.clock.advance(10ms);
    CHECK(room.last_card().offers.share);
    room.press(of_ticket(Press::Button::all_replies));
    room.clock.advance(10ms);

    CHECK(room.last_card().view == card::View::full);
    CHECK(room.last_card().offers.share);
}

TEST_CASE("above six tickets the message gets their number, and the list for who presses") {
    Room room;
    room.say("$1", "tickets 516757, 482913, 615208, 902347, 111111, 222222, 333333");
    const auto& count = std::get<card::Notice>(room.platform.messages.back().shown());
    CHECK(count.mentioned == 7);
    CHECK(count.tickets.empty());
    REQUIRE(count.offers.list);

    room.press_on(room.platform.messages.back(), Press::Button::show_list);

    const auto& list = std::get<card::Notice>(room.platform.messages.back().shown());
    CHECK(list.tickets.size() == 7);
    CHECK(room.platform.messages.back().to.audience == chat::Audience::asker);
    CHECK_FALSE(list.offers.list);
}

TEST_CASE("a list is not longer than anybody reads") {
    Room room;
    std::string text = "tickets 500000";
    for (int number = 500'001; number < 500'040; ++number) {
        text += ", " + std::to_string(number);
        room.desk.tickets[std::to_string(number)] = testing::a_ticket().number(std::to_string(number)).build();
    }
    room.say("$1", text);

    room.press_on(room.platform.messages.back(), Press::Button::show_list);

    const auto& list = std::get<card::Notice>(room.platform.messages.back().shown());
    CHECK(list.mentioned == 40);
    CHECK(list.tickets.size() == 19); // The first of twenty is no ticket of the desk's.
}

TEST_CASE("a press on a list that nobody remembers says so") {
    Room room;
    room.platform.plant("old", card::Notice{});

    room.press_on(room.platform.messages.back(), Press::Button::show_list);

    CHECK(room.last_notice() == NoticeKind::gone);
}

TEST_CASE("Refresh does not make a card that nobody asked for show more than such a card may") {
    Room room;
    room.platform.facts.kind = identity::ConversationKind::public_channel;
    room.say("$1", "#516757");
    REQUIRE(room.last_card().level == Level::minimal);

    room.press_on(room.platform.messages.back(), Press::Button::refresh);

    CHECK(room.platform.messages.back().versions.size() == 2);
    CHECK(room.last_card().level == Level::minimal);
    CHECK(room.last_card().offers.hide);
}

TEST_CASE("Refresh on a card that was asked for shows what an answer may") {
    Room room;
    room.platform.facts.kind = identity::ConversationKind::public_channel;
    room.command("516757");

    room.press_on(room.platform.messages.back(), Press::Button::refresh);

    CHECK(room.last_card().level == Level::internal);
    CHECK_FALSE(room.last_card().offers.hide);
}

TEST_CASE("a card that is hidden while it is renewed stays hidden") {
    Room room;
    room.say("$1", "#516757");
    const auto card = room.platform.messages.back();
    room.clock.advance(1min);
    room.desk.delay = 1s;
    room.press_on(card, Press::Button::refresh);
    room.press_on(card, Press::Button::hide);
    room.platform.plant(card.id, card::Notice{}); // The platform still takes the edit.
    room.clock.advance(3s);

    room.say("$1", "about #516757", Change::edited);
    room.clock.advance(3s);

    CHECK(room.platform.posts == 1);
}

TEST_CASE("Refresh keeps a card for everybody where it is, also where answers are private by now") {
    Room room;
    room.command("516757");
    auto rule = everywhere();
    rule.answers = policy::Answers::private_;
    use_rule(room, rule);

    room.press_on(room.platform.messages.back(), Press::Button::refresh);

    REQUIRE(room.platform.messages.size() == 1);
    CHECK(room.platform.messages.back().versions.size() == 2);
    CHECK_FALSE(room.last_card().offers.share);
}

TEST_CASE("where nothing can be said in private, a list is not shown to people who may be anybody") {
    Room room;
    room.say("$1", "tickets 516757, 482913, 615208, 902347, 111111, 222222, 333333");
    room.platform.private_answers = false;
    room.platform.facts = {};

    room.press_on(room.platform.messages.back(), Press::Button::show_list);

    CHECK(room.last_notice() == NoticeKind::only_in_private);
}
