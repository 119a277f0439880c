#include <doctest/doctest.h>

#include "bot/room.hpp"

// Links to which the platform lets us attach cards. The message that has them comes too, before or after.

using namespace std::chrono_literals;
using namespace usher;
using card::NoticeKind;
using testing::Room;

namespace {

constexpr auto host = "https://desk.example/viewticket.php?tid=";

struct Workspace : Room {
    Workspace() {
        options.mention.hosts = {"desk.example"};
        platform.attaches = true;
        restart();
    }
    chat::Event links(const std::string& message, const std::vector<std::string>& urls) {
        auto event = event_of(message, "");
        event.source = chat::Source::link;
        if (message.empty()) {
            event.message.reset();
            event.conversation.native = "COMPOSER";
        }
        for (const auto& url : urls) {
            event.links.push_back({url, {secret::Secret("attach:" + url), clock.now() + 29min}});
        }
        return event;
    }
    /// What stands below links, and what stands as messages of its own.
    [[nodiscard]] std::size_t attached() const { return count(true); }
    [[nodiscard]] std::size_t posted() const { return count(false); }

private:
    [[nodiscard]] std::size_t count(bool below_links) const {
        std::size_t number = 0;
        for (const auto& message : platform.messages) {
            number += platform.attached.contains(message.id) == below_links ? 1 : 0;
        }
        return number;
    }
};

std::string url(const std::string& number) {
    return host + number;
}

} // namespace

TEST_CASE("a link gets its card attached, whichever event comes first, and nothing else is posted") {
    for (const bool link_first : {true, false}) {
        Workspace room;
        if (link_first) {
            room.hand_over(room.links("$1", {url("516757")}));
            room.say("$1", "see " + url("516757"));
        } else {
            room.say("$1", "see " + url("516757"));
            room.hand_over(room.links("$1", {url("516757")}));
        }
        room.clock.advance(5s);

        CHECK(room.attached() == 1);
        CHECK(room.posted() == 0);
    }
}

TEST_CASE("a link that the platform says nothing about gets a card of its own, soon") {
    Workspace room;

    room.say("$1", url("516757"));
    CHECK(room.cards().empty());
    room.clock.advance(2s);

    CHECK(room.posted() == 1);
    CHECK(room.cards() == Room::Numbers{"516757"});
}

TEST_CASE("a link that is told late is not shown a second time") {
    Workspace room;
    room.say("$1", url("516757"));
    room.clock.advance(2s);

    room.hand_over(room.links("$1", {url("516757")}));
    room.clock.advance(5s);

    CHECK(room.platform.messages.size() == 1);
}

TEST_CASE("where the platform attaches nothing, nobody waits for it") {
    Workspace room;
    room.platform.attaches = false;

    room.say("$1", url("516757"));

    CHECK(room.posted() == 1);
}

TEST_CASE("a number beside the link has its card posted, the link its card attached") {
    Workspace room;

    room.say("$1", "#482913 is like " + url("516757"));
    room.hand_over(room.links("$1", {url("516757")}));
    room.clock.advance(5s);

    CHECK(room.attached() == 1);
    CHECK(room.posted() == 1);
}

TEST_CASE("from three links on there is one list, at the first") {
    Workspace room;

    room.say("$1", url("516757") + " " + url("482913") + " " + url("615208"));
    room.hand_over(room.links("$1", {url("516757"), url("482913"), url("615208")}));
    room.clock.advance(5s);

    CHECK(room.attached() == 1);
    CHECK(room.posted() == 0);
    CHECK(room.last_notice() == NoticeKind::ticket_list);
}

TEST_CASE("a ticket is attached once in the window, in whichever way it was shown") {
    Workspace room;
    room.say("$1", "#516757");

    room.say("$2", url("516757"));
    room.hand_over(room.links("$2", {url("516757")}));
    room.clock.advance(5s);
    CHECK(room.platform.messages.size() == 1);

    room.clock.advance(31min);
    room.hand_over(room.links("$3", {url("516757")}));
    room.clock.advance(5s);
    CHECK(room.attached() == 1);
}

TEST_CASE("foreign links, look-alikes and too short numbers get nothing") {
    Workspace room;

    room.hand_over(room.links("$1", {"https://desk.example.evil.test/viewticket.php?tid=516757", url("4711"),
                                     "https://desk.example/clientarea.php?id=516757", "javascript:516757", ""}));
    room.clock.advance(5s);

    CHECK(room.platform.posts == 0);
    CHECK_FALSE(room.store.outcome_of(1));
}

TEST_CASE("nothing is attached where unfurls are off, or outsiders read along") {
    for (const bool off : {true, false}) {
        Workspace room;
        policy::ConversationRule rule;
        rule.unfurl = !off;
        room.options.rules.conversations.push_back(rule);
        room.platform.facts.outsiders = off ? identity::Outsiders::absent : identity::Outsiders::present;
        room.restart();

        room.hand_over(room.links("$1", {url("516757")}));
        room.clock.advance(5s);

        CHECK(room.platform.posts == 0);
    }
}

TEST_CASE("a link with an access key is not on disk, and its card is found another way after a crash") {
    Workspace room;
    room.desk.delay = 5s;
    auto event = room.links("$1", {url("516757") + "&c=Ab3dE6gH"});
    room.hand_over(std::move(event));
    const auto stored = room.run(room.store.unfinished());
    REQUIRE(stored->size() == 1);
    REQUIRE(stored->front().item.handle);
    CHECK_FALSE(stored->front().item.handle->storable);
}

TEST_CASE("a card that cannot be attached is posted under the message instead") {
    Workspace room;
    room.platform.post_faults.push_back({chat::Rejected{"cannot_unfurl_message"}});

    room.hand_over(room.links("$1", {url("516757")}));
    room.clock.advance(5s);

    CHECK(room.posted() == 1);
    CHECK(room.cards() == Room::Numbers{"516757"});
    CHECK(room.platform.messages.back().to.thread == identity::ThreadId{"$1"});
}

TEST_CASE("a card that cannot be attached is posted once, wherever a crash interrupts that") {
    for (int calls = 1;; ++calls) {
        CAPTURE(calls);
        Workspace room;
        room.platform.refuses_to_attach = true;
        room.store.fail_after(calls, store::Failure::Kind::io);
        room.hand_over(room.links("$1", {url("516757")}));
        if (room.store.will_fail()) {
            break; // It was through before the failure.
        }
        room.restart();
        room.clock.advance(1min);

        CHECK(room.cards() == Room::Numbers{"516757"});
    }
}

TEST_CASE("a card that cannot be attached is not posted for a message that is gone meanwhile") {
    Workspace room;
    room.desk.delay = 500ms;
    room.platform.refuses_to_attach = true;
    room.hand_over(room.links("$1", {url("516757")}));
    room.platform.post_faults.push_back({chat::NotSent{"cannot_unfurl_url", 1s}});
    room.clock.advance(600ms);
    room.say("$1", "", chat::Change::withdrawn);
    room.clock.advance(1min);

    CHECK(room.platform.messages.empty());
}

TEST_CASE("a message that is still being written is told nothing of its ticket") {
    Workspace room;

    room.hand_over(room.links("", {url("516757")}));

    REQUIRE(room.platform.messages.size() == 1);
    CHECK(room.last_notice() == NoticeKind::link_preview);
    CHECK(room.desk.asked == 0);
    CHECK(room.audit.entries.empty());
}

TEST_CASE("a deleted message takes what was attached to it along, without a word to the platform") {
    Workspace room;
    room.hand_over(room.links("$1", {url("516757")}));
    REQUIRE(room.attached() == 1);

    room.say("$1", "", chat::Change::withdrawn);

    CHECK(room.platform.retracted.empty());
}

TEST_CASE("a link in a message that asks the bot is answered once, whichever event comes first") {
    for (const bool link_first : {true, false}) {
        for (const auto source : {chat::Source::mention, chat::Source::direct_message}) {
            Workspace room;
            room.desk.delay = 100ms;
            auto asked = room.event_of("$1", url("516757"));
            asked.source = source;
            if (link_first) {
                room.hand_over(room.links("$1", {url("516757")}));
                room.hand_over(std::move(asked));
            } else {
                room.hand_over(std::move(asked));
                room.hand_over(room.links("$1", {url("516757")}));
            }
            room.clock.advance(5s);

            CHECK(room.posted() == 1);
            CHECK(room.attached() == 0);
        }
    }
}

TEST_CASE("a message with a card below its link that becomes a question is answered") {
    Workspace room;
    room.hand_over(room.links("$1", {url("516757")}));
    REQUIRE(room.attached() == 1);
    room.platform.edit_faults = {chat::Rejected{"reply_handle_expired"}};
    auto edited = room.event_of("$1", "482913", chat::Change::edited);
    edited.source = chat::Source::mention;

    room.hand_over(std::move(edited));
    room.clock.advance(1s);

    CHECK(room.last_card().number == "482913");
}
