#include <doctest/doctest.h>

#include "app/chat.hpp"

// Links to tickets: Slack attaches their cards to the message itself.

using namespace usher::testing;
using nlohmann::json;

namespace {

constexpr auto ticket_url = "https://my.keliweb.example/viewticket.php?tid=516757";

void wait_until_attached(const Chat& chat, const std::string& ts, const std::string& channel = support) {
    eventually("the card is below the link", [&] {
        const auto texts = chat.below_links(ts, channel);
        return texts.size() == 1 && has(texts.front(), "This is a sample ticket");
    });
}

} // namespace

TEST_CASE("a link gets its card below it and nothing in a thread, whichever event Slack sends first") {
    for (const auto* order : {"first", "last"}) {
        Chat chat;

        const auto ts = chat.say(std::string("see ") + ticket_url, support, "", {{"links", order}});

        wait_until_attached(chat, ts);
        chat.last_word();
        CHECK(chat.cards(support, ts).empty());
    }
}

TEST_CASE("a link that Slack sends no event for gets its card in a thread") {
    Chat chat;

    const auto ts = chat.say(std::string("see ") + ticket_url, support, "", {{"links", "none"}});

    chat.wait_for_cards(1, support, ts);
}

TEST_CASE("a link gets its card also where the bot is no member") {
    Chat chat;

    const auto ts = chat.say(std::string("see ") + ticket_url, random_channel);

    wait_until_attached(chat, ts, random_channel);
    CHECK_FALSE(has(chat.below_links(ts, random_channel).front(), "Cynthia")); // A public channel.
}

TEST_CASE("a link in a channel with outsiders gets nothing") {
    Chat chat;

    const auto ts = chat.say(std::string("see ") + ticket_url, "C0NORDLYS1");
    chat.last_word();

    CHECK(chat.below_links(ts, "C0NORDLYS1").empty());
    CHECK(chat.cards("C0NORDLYS1").empty());
}

TEST_CASE("who is still writing is told nothing of the ticket") {
    Chat chat;

    const auto composed = chat.sandbox.post("compose", {{"text", std::string("see ") + ticket_url}});
    const auto unfurl = "composed?unfurl_id=" + composed.at("unfurl_id").get<std::string>();

    eventually("the composer has a preview",
               [&] { return !chat.sandbox.get(unfurl).value("unfurls", json::array()).empty(); });
    const auto preview = chat.sandbox.get(unfurl).dump();
    CHECK(has(preview, "516757"));
    CHECK_FALSE(has(preview, "sample"));
}

TEST_CASE("a card below a link that was killed before it was attached is attached after the restart") {
    Chat chat;
    chat.sandbox.fault(json::array({{{"at", "ticket"}, {"do", "slow"}, {"ms", 1500}}}));
    const auto ts = chat.say(std::string("see ") + ticket_url, support, "", {{"links", "first"}});
    chat.wait_until_acknowledged();

    chat.kill();
    chat.start();

    wait_until_attached(chat, ts);
    chat.last_word();
    CHECK(chat.cards(support, ts).empty());
}

TEST_CASE("the access key of a link is neither on disk nor in the log") {
    Chat chat;
    chat.sandbox.fault(json::array({{{"at", "ticket"}, {"do", "slow"}, {"ms", 1500}}}));

    const auto ts = chat.say(std::string("see ") + ticket_url + "&c=Ab3dE6gH1jK", support, "", {{"links", "first"}});
    chat.wait_until_acknowledged();
    chat.kill();

    for (const auto* name : {"usher.db", "usher.db-wal"}) {
        CHECK_FALSE(has(chat.sandbox.folder().read(name), "Ab3dE6gH1jK"));
    }
    chat.start();
    chat.wait_for_cards(1, support, ts); // The way to the link is lost, the card is not.
    CHECK_FALSE(has(chat.cards(support, ts).front(), "Ab3dE6gH1jK"));
    chat.bot().process().read_output();
    CHECK_FALSE(has(chat.bot().process().errors(), "Ab3dE6gH1jK"));
}

TEST_CASE("the buttons below a link renew the card, and show all replies to who asks") {
    Chat chat;
    const auto ts = chat.say(std::string("see ") + ticket_url);
    wait_until_attached(chat, ts);

    CHECK(
        chat.sandbox.post("press", {{"ts", ts}, {"action", "usher_refresh"}, {"url", ticket_url}}).value("ok", false));
    CHECK(chat.sandbox.post("press", {{"ts", ts}, {"action", "usher_all_replies"}, {"url", ticket_url}})
              .value("ok", false));

    eventually("who pressed sees all replies", [&] {
        for (const auto& message : chat.messages()) {
            if (!message.value("ephemeral_to", "").empty() && has(message.value("plain", ""), "second reply")) {
                return true;
            }
        }
        return false;
    });
    wait_until_attached(chat, ts);
}
