#include <doctest/doctest.h>

#include "bot/room.hpp"

// Messages that only name tickets.

using namespace std::chrono_literals;
using namespace usher;
using card::NoticeKind;
using chat::Change;
using testing::Bench;

namespace {

using Chat = testing::Room;

} // namespace

TEST_CASE("a message that names a ticket gets its card, in the message's thread") {
    Chat chat;

    chat.say("$1", "who owns #516757?");

    REQUIRE(chat.cards() == Chat::Numbers{"516757"});
    CHECK(chat.platform.messages[0].to.thread == identity::ThreadId{"$1"});
    CHECK(chat.platform.messages[0].to.question == identity::MessageId{"$1"});
    CHECK(chat.platform.messages[0].to.audience == chat::Audience::everyone);
}

TEST_CASE("a message that names none leaves no trace") {
    Chat chat;

    chat.say("$1", "merged PR #516757, lunch at 12:30?");

    CHECK(chat.platform.posts == 0);
    CHECK_FALSE(chat.store.outcome_of(1));
}

TEST_CASE("where the conversation says so, the card stands beside the message") {
    Chat chat;
    policy::ConversationRule rule;
    rule.place_thread = false;
    chat.options.rules.conversations.push_back(rule);
    chat.restart();

    chat.say("$1", "#516757");
    chat.say("$2", "ticket 482913", Change::asked, "$root");

    REQUIRE(chat.platform.messages.size() == 2);
    CHECK_FALSE(chat.platform.messages[0].to.thread);
    CHECK(chat.platform.messages[1].to.thread == identity::ThreadId{"$root"});
}

TEST_CASE("two tickets are two cards, three are one list, more than six only a number") {
    Chat chat;

    chat.say("$1", "#516757 and #482913");
    CHECK(chat.cards() == Chat::Numbers{"516757", "482913"});

    chat.say("$2", "tickets 615208, 902347 and 111111", Change::asked, "$other");
    REQUIRE(chat.platform.messages.size() == 3);
    CHECK(Bench::notice(chat.platform.messages[2]) == NoticeKind::ticket_list);
    CHECK(std::get<card::Notice>(chat.platform.messages[2].shown()).tickets.size() == 3);

    chat.say("$3", "tickets 615208, 902347, 111111, 222222, 333333, 444444, 516757");
    REQUIRE(chat.platform.messages.size() == 4);
    const auto& many = std::get<card::Notice>(chat.platform.messages[3].shown());
    CHECK(many.tickets.empty());
    CHECK(many.mentioned == 7);
}

TEST_CASE("an edit that adds a number brings one new card") {
    Chat chat;
    chat.say("$1", "#516757");

    chat.say("$1", "#516757 and #482913", Change::edited);

    CHECK(chat.cards() == Chat::Numbers{"516757", "482913"});
    CHECK(chat.platform.retracted.empty());
}

TEST_CASE("an edited message that keeps its tickets posts nothing") {
    Chat chat;
    chat.say("$1", "#516757 and #482913");

    chat.say("$1", "see #482913, then #516757!", Change::edited);

    CHECK(chat.platform.posts == 2);
    CHECK(chat.platform.edits == 0);
    CHECK(chat.platform.retracted.empty());
}

TEST_CASE("an edit that replaces a number replaces the card") {
    Chat chat;
    chat.say("$1", "#516757");

    chat.say("$1", "#482913", Change::edited);

    CHECK(chat.cards() == Chat::Numbers{"482913"});
}

TEST_CASE("an edit back brings the first card back") {
    Chat chat;
    chat.say("$1", "#516757");
    chat.say("$1", "#482913", Change::edited);

    chat.say("$1", "#516757", Change::edited);

    CHECK(chat.cards() == Chat::Numbers{"516757"});
}

TEST_CASE("an edit that removes all numbers removes the card") {
    Chat chat;
    chat.say("$1", "#516757");

    chat.say("$1", "never mind", Change::edited);

    CHECK(chat.cards().empty());
    CHECK(chat.platform.retracted.size() == 1);
}

TEST_CASE("an edit from two tickets to three makes a list of them, and back") {
    Chat chat;
    chat.say("$1", "#516757 and #482913");

    chat.say("$1", "tickets 516757, 482913, 615208", Change::edited);
    CHECK(chat.cards().empty());
    REQUIRE(chat.platform.messages.size() == 1);
    CHECK(Bench::notice(chat.platform.messages[0]) == NoticeKind::ticket_list);

    chat.say("$1", "#615208", Change::edited);
    CHECK(chat.cards() == Chat::Numbers{"615208"});
    CHECK(chat.platform.messages.size() == 1);
}

TEST_CASE("a deleted message takes its cards with it, and its tickets may be shown again") {
    Chat chat;
    chat.say("$1", "#516757 and #482913");

    chat.say("$1", "", Change::withdrawn);
    CHECK(chat.platform.messages.empty());

    chat.say("$2", "#516757");
    CHECK(chat.cards() == Chat::Numbers{"516757"});
}

TEST_CASE("deleting a message that named nothing does nothing") {
    Chat chat;
    chat.say("$1", "good morning");

    chat.say("$1", "", Change::withdrawn);

    CHECK(chat.platform.retracted.empty());
}

TEST_CASE("the same ticket again in the same conversation within the window stays quiet") {
    Chat chat;
    chat.say("$1", "#516757");

    chat.say("$2", "about ticket 516757 again");
    CHECK(chat.platform.posts == 1);

    chat.clock.advance(31min);
    chat.say("$3", "#516757");
    CHECK(chat.platform.posts == 2);
}

TEST_CASE("the window survives a restart") {
    Chat chat;
    chat.say("$1", "#516757");
    chat.restart();

    chat.say("$2", "#516757");

    CHECK(chat.platform.posts == 1);
}

TEST_CASE("in another thread the same ticket is shown again, in the same thread it is not") {
    Chat chat;
    chat.say("$1", "#516757");

    chat.say("$2", "#516757", Change::asked, "$a");
    chat.say("$3", "#516757", Change::asked, "$b");
    CHECK(chat.platform.posts == 3);
    chat.say("$4", "#516757", Change::asked, "$b");
    CHECK(chat.platform.posts == 3);
    CHECK(chat.platform.messages[2].to.thread == identity::ThreadId{"$b"});
}

TEST_CASE("a redelivered message is shown once") {
    Chat chat;
    std::vector<chat::Event> twice;
    twice.push_back(chat.message("$1", "#516757"));
    twice.push_back(chat.message("$1", "#516757"));
    twice[1].keys = twice[0].keys;

    chat.accept_all(twice);
    chat.clock.advance(10ms);

    CHECK(chat.platform.posts == 1);
}

TEST_CASE("a crash between the acknowledgement and the post is one card after the restart") {
    Chat chat;
    std::vector<chat::Event> events;
    events.push_back(chat.message("$1", "#516757"));
    chat.desk.delay = 100ms;
    chat.accept_all(events);

    chat.restart();
    chat.clock.advance(1s);

    CHECK(chat.cards() == Chat::Numbers{"516757"});
}

TEST_CASE("what was named long before the restart is not shown any more") {
    Chat chat;
    std::vector<chat::Event> events;
    events.push_back(chat.message("$1", "#516757"));
    chat.desk.delay = 100ms;
    chat.accept_all(events);
    chat.options.oldest_unfurl = -1ms; // As if it had been down for long.

    chat.restart();
    chat.clock.advance(1s);

    CHECK(chat.platform.posts == 0);
    CHECK(chat.store.outcome_of(1) == store::Outcome::gave_up);
}

TEST_CASE("an unknown number is silent, and is looked for again when it is named again") {
    Chat chat;
    chat.say("$1", "#999999");
    CHECK(chat.platform.posts == 0);
    CHECK(chat.store.outcome_of(1) == store::Outcome::not_found);

    chat.desk.tickets["999999"] = testing::a_ticket().number("999999").build();
    chat.clock.advance(10min);
    chat.say("$2", "#999999");
    CHECK(chat.cards() == Chat::Numbers{"999999"});
}

TEST_CASE("a desk that is down or slow is silent") {
    Chat chat;
    chat.desk.down = true;
    chat.say("$1", "#516757");
    chat.clock.advance(5min);
    CHECK(chat.platform.posts == 0);

    chat.desk.down = false;
    chat.desk.delay = 40s;
    chat.say("$2", "#482913");
    chat.clock.advance(5min);
    CHECK(chat.platform.posts == 0);
}

TEST_CASE("where outsiders read along, or nobody knows who does, nothing is shown unasked") {
    using identity::ConversationKind;
    using identity::Outsiders;
    for (const auto& facts : {identity::ConversationFacts{ConversationKind::private_channel, Outsiders::present},
                              identity::ConversationFacts{ConversationKind::private_channel, Outsiders::unknown},
                              identity::ConversationFacts{ConversationKind::unknown, Outsiders::absent}}) {
        Chat chat;
        chat.platform.facts = facts;

        chat.say("$1", "#516757");

        CHECK(chat.platform.posts == 0);
        CHECK(chat.desk.asked == 0);
    }
}

TEST_CASE("in a public channel less is shown than in a private one") {
    Chat chat;
    chat.say("$1", "#516757");
    chat.platform.facts.kind = identity::ConversationKind::public_channel;
    chat.say("$2", "#482913");

    REQUIRE(chat.platform.messages.size() == 2);
    CHECK(Bench::card(chat.platform.messages[0])->level == card::Level::internal);
    CHECK(Bench::card(chat.platform.messages[1])->level == card::Level::minimal);
}

TEST_CASE("a conversation can switch unfurls off and still be asked") {
    Chat chat;
    policy::ConversationRule rule;
    rule.unfurl = false;
    chat.options.rules.conversations.push_back(rule);
    chat.restart();

    chat.say("$1", "#516757");
    CHECK(chat.platform.posts == 0);

    chat.ask("516757");
    chat.clock.advance(10ms);
    CHECK(chat.platform.posts == 1);
}

TEST_CASE("a department that is not allowed in a conversation is silent") {
    Chat chat;
    policy::ConversationRule rule;
    rule.departments = {"Nobody's"};
    chat.options.rules.conversations.push_back(rule);
    chat.restart();

    chat.say("$1", "#516757");

    CHECK(chat.platform.posts == 0);
    CHECK(chat.store.outcome_of(1) == store::Outcome::refused);
}

TEST_CASE("bare numbers count only where a conversation opts in") {
    Chat chat;
    chat.say("$1", "516757 is still open");
    CHECK(chat.platform.posts == 0);

    policy::ConversationRule rule;
    rule.bare = true;
    chat.options.rules.conversations.push_back(rule);
    chat.restart();
    chat.say("$2", "516757 is still open");
    CHECK(chat.platform.posts == 1);
}

TEST_CASE("somebody who names tickets without end is not shown all of them, and can still ask") {
    Chat chat;
    chat.options.rate_limit = {.burst = 3, .refill = 10s};
    chat.restart();
    for (const auto* number : {"516757", "482913", "615208", "902347", "111111"}) {
        chat.say(std::string("$") + number, std::string("#") + number);
    }
    CHECK(chat.platform.posts == 3);

    chat.ask("516757");
    chat.clock.advance(10ms);
    CHECK(chat.platform.posts == 4);
}

TEST_CASE("a message deleted before its card was fetched gets none") {
    Chat chat;
    chat.desk.delay = 500ms;
    chat.say("$1", "#516757");

    chat.say("$1", "", Change::withdrawn);
    chat.clock.advance(2s);

    CHECK(chat.platform.posts == 0);
}

TEST_CASE("a question edited into a mention keeps its card") {
    Chat chat;
    chat.tell("$1", "516757");
    chat.clock.advance(10ms);

    chat.say("$1", "see #516757", Change::edited);

    CHECK(chat.cards() == Chat::Numbers{"516757"});
    CHECK(chat.platform.retracted.empty());
}

TEST_CASE("a card that goes from a thread lets its ticket be shown again there, and nowhere else") {
    Chat chat;
    chat.say("$1", "#516757");
    chat.say("$2", "#516757", Change::asked, "$thread");
    CHECK(chat.platform.posts == 2);

    chat.say("$2", "", Change::withdrawn);
    chat.say("$3", "#516757");
    CHECK(chat.platform.posts == 2);
    chat.say("$4", "#516757", Change::asked, "$thread");
    CHECK(chat.platform.posts == 3);
}

TEST_CASE("a question that goes leaves the window of a card that stands alone") {
    Chat chat;
    chat.say("$1", "#516757");
    chat.tell("$2", "516757");
    chat.clock.advance(10ms);

    chat.tell("$2", "", Change::withdrawn);
    chat.say("$3", "#516757");

    CHECK(chat.platform.posts == 2);
}

TEST_CASE("an edit beyond the limit still takes away what the message no longer names") {
    Chat chat;
    chat.options.rate_limit = {.burst = 1, .refill = 1h};
    chat.restart();
    chat.say("$1", "#516757");

    chat.say("$1", "#482913", Change::edited);

    CHECK(chat.cards().empty());
}

TEST_CASE("an edit that keeps the tickets of a list leaves it as it is") {
    Chat chat;
    chat.say("$1", "tickets 516757, 482913 and 615208");

    chat.say("$1", "tickets 615208, 516757, and 482913, please!", Change::edited);

    CHECK(chat.platform.retracted.empty());
    CHECK(chat.platform.messages.size() == 1);
}

TEST_CASE("the same list again is quiet for the window, another one is not") {
    Chat chat;
    chat.say("$1", "tickets 516757, 482913 and 615208");

    chat.say("$2", "so: tickets 615208, 516757, 482913");
    CHECK(chat.platform.messages.size() == 1);
    chat.say("$3", "and tickets 615208, 516757, 902347");
    CHECK(chat.platform.messages.size() == 2);

    chat.say("$1", "never mind", Change::edited);
    chat.say("$4", "tickets 516757, 482913 and 615208");
    CHECK(chat.platform.messages.size() == 2); // The first one went, and is new again.
}

TEST_CASE("an event that knows of no other organisation says nothing about guests") {
    Chat room;
    room.platform.facts.outsiders = identity::Outsiders::unknown;
    auto event = room.message("$1", "#516757");
    event.outsiders = identity::Outsiders::absent;

    room.hand_over(std::move(event));

    CHECK(room.platform.posts == 0);
}
