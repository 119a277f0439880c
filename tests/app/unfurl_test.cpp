#include <doctest/doctest.h>

#include "app/chat.hpp"

// What a message gets that only names a ticket: the real binary against the sandbox's Slack.

using namespace usher::testing;
using nlohmann::json;

namespace {

constexpr auto shared = "C0NORDLYS1";

} // namespace

TEST_CASE("a message that names a ticket gets its card in a thread of its own") {
    Chat chat;

    const auto ts = chat.say("who owns #516757?");

    chat.wait_for_cards(1, support, ts);
    CHECK(has(chat.cards().front(), "This is a sample ticket"));
}

TEST_CASE("a number in a thread is answered in that thread, and in another thread again") {
    Chat chat;
    const auto first = chat.say("first topic");
    const auto second = chat.say("second topic");

    chat.say("see ticket 516757", support, first);
    chat.wait_for_cards(1, support, first);
    chat.say("and #516757 here", support, second);
    chat.wait_for_cards(1, support, second);
    chat.say("once more #516757", support, second);
    chat.last_word();

    CHECK(chat.cards(support, second).size() == 1);
}

TEST_CASE("the same number again is quiet in its channel, and shown in another one") {
    Chat chat;
    chat.say("#516757");
    chat.wait_for_cards(1);

    chat.say("#516757 again");
    chat.say("#516757", general);
    chat.wait_for_cards(1, general);
    chat.last_word();

    CHECK(chat.cards().size() == 2); // With the last word's.
}

TEST_CASE("the window outlives a kill -9") {
    Chat chat;
    chat.say("#516757");
    chat.wait_for_cards(1);
    chat.kill();
    chat.start();

    chat.say("#516757 again");
    chat.last_word();

    CHECK(chat.cards().size() == 2);
}

TEST_CASE("a card follows the edits of its message, and goes with it") {
    Chat chat;
    const auto ts = chat.say("look at #516757");
    chat.wait_for_cards(1);

    chat.edit(ts, "look at #482913");
    eventually("the card shows the other ticket", [&] {
        const auto cards = chat.cards();
        return cards.size() == 1 && has(cards.front(), "482913");
    });

    chat.edit(ts, "look at #482913 and #902347");
    chat.wait_for_cards(2);

    chat.edit(ts, "look at both: #902347, #482913");
    chat.last_word();
    CHECK(chat.cards(support, ts).size() == 2);

    chat.remove(ts);
    chat.wait_for_cards(0, support, ts);
}

TEST_CASE("a bot's message, an unknown number and a look-alike get nothing") {
    Chat chat;

    chat.say("#516757", support, "", {{"other_bot", true}});
    chat.say("#999999");
    chat.say("merged PR #516757, see build 516803");
    chat.say("`close #516757`");
    chat.last_word();

    CHECK(chat.cards().size() == 1); // The last word's.
}

TEST_CASE("three tickets in one message are one list") {
    Chat chat;

    const auto ts = chat.say("tickets 516757, 482913 and 902347");

    chat.wait_for_cards(1, support, ts);
    for (const auto* number : {"516757", "482913", "902347"}) {
        CHECK(has(chat.cards(support, ts).front(), number));
    }
}

TEST_CASE("a channel with a guest gets nothing unasked") {
    Chat chat;

    chat.say("#516757", "C0MIGRATE1");
    chat.last_word();

    CHECK(chat.cards("C0MIGRATE1").empty());
}

TEST_CASE("a channel shared with outsiders gets nothing unasked") {
    Chat chat;

    chat.say("#516757", shared);
    chat.last_word();

    CHECK(chat.cards(shared).empty());
}

TEST_CASE("a desk that is down is not mentioned to anybody") {
    Chat chat;
    chat.sandbox.fault(json::array({"desk_down"}));

    chat.say("#516757");

    const auto metrics = chat.bot().ops_url() + "/metrics";
    eventually("the bot has given up", [&] {
        return has(http_get(metrics).body, "usher_commands_total{outcome=\"gave_up\",verb=\"unfurl\"} 1");
    });
    CHECK(chat.cards().empty());
}

TEST_CASE("an event that Slack delivers again is shown once") {
    Chat chat;
    chat.sandbox.fault(json::array({"redelivered_envelope"}));

    const auto ts = chat.say("#516757");
    chat.wait_for_cards(1, support, ts);
    chat.sandbox.post("retries", {{"advance_ms", 600'000}});
    chat.last_word();

    CHECK(chat.cards(support, ts).size() == 1);
}

TEST_CASE("a bot that is killed after the acknowledgement shows one card after its restart") {
    Chat chat;
    chat.sandbox.fault(json::array({{{"at", "ticket"}, {"do", "slow"}, {"ms", 1500}}}));
    const auto ts = chat.say("#516757");
    chat.wait_until_acknowledged();

    chat.kill();
    chat.start();

    chat.wait_for_cards(1, support, ts);
}

TEST_CASE("secrets in a ticket's text do not reach the channel") {
    Chat chat;

    chat.say("#640255");
    chat.wait_for_cards(1);

    const auto text = chat.cards().front();
    for (const auto* secret : {"AKIA", "ghp_", "BEGIN", "4111", "IT60"}) {
        CHECK_MESSAGE(!has(text, secret), secret);
    }
}

TEST_CASE("a message that is delivered too late gets nothing, and is counted") {
    Chat chat;

    chat.say("#516757", general, "", {{"age_s", 3600}});
    chat.last_word();

    CHECK(chat.cards(general).empty());
    CHECK(has(http_get(chat.bot().ops_url() + "/metrics").body, "usher_unfurls_too_old_total{platform=\"slack\"} 1"));
}

TEST_CASE("a public channel sees less of what nobody asked for than of what somebody asked for") {
    Chat chat;

    chat.say("#516757", general);
    chat.wait_for_cards(1, general);
    CHECK_FALSE(has(chat.cards(general).front(), "Cynthia"));

    CHECK(has(chat.command("/ticket 516757", "Cynthia", general).value("plain", ""), "sample ticket"));
}

TEST_CASE("a ticket of a department that is not allowed here is not shown to those who only name it") {
    Chat chat("[[conversation]]\nmatch = \"slack:C0SUPPORT1\"\ndepartments = [\"No Such Department\"]\n");

    chat.say("#516757");
    chat.command("/ticket 516757", "department");

    CHECK(chat.messages(support).size() == 1);
}

TEST_CASE("the six tickets of a message are one list, of seven only the number, and the list for who asks") {
    Chat chat;
    const auto six = chat.say("tickets 516757, 482913, 902347, 731440, 615208, 483377");
    chat.wait_for_cards(1, support, six);
    CHECK(has(chat.cards(support, six).front(), "483377"));

    const auto seven = chat.say("tickets 516757, 482913, 902347, 731440, 615208, 483377 and 358126");
    chat.wait_for_cards(1, support, seven);
    const auto count = chat.messages(support, seven).front();
    CHECK(has(count.value("plain", ""), "7 tickets"));
    CHECK_FALSE(has(count.value("plain", ""), "483377"));

    chat.press(count, "usher_list");

    eventually("who pressed sees the list", [&] {
        for (const auto& message : chat.messages()) {
            if (!message.value("ephemeral_to", "").empty() && has(message.value("plain", ""), "483377")) {
                return true;
            }
        }
        return false;
    });
}

TEST_CASE("a hidden card does not come back for its message, whatever that is edited to") {
    Chat chat;
    const auto ts = chat.say("look at #516757");
    chat.wait_for_cards(1);

    chat.press(chat.messages().front(), "usher_hide");
    chat.wait_for_cards(0);
    chat.edit(ts, "look at #516757 and #482913");
    chat.wait_for_cards(1);
    chat.kill();
    chat.start();
    chat.edit(ts, "look at #482913 and, again, #516757");
    chat.last_word();

    // If the kill came before the card was recorded, it is looked for, and made anew for the edited message.
    eventually("the other ticket's card is there", [&] {
        const auto cards = chat.cards(support, ts);
        return cards.size() == 1 && has(cards.front(), "482913");
    });
    chat.last_word();
    CHECK(chat.cards(support, ts).size() == 1);
}

TEST_CASE("a card is reduced when its channel's level becomes stricter, in chat and in the configuration") {
    Chat chat;
    const auto ts = chat.say("look at #516757");
    chat.wait_for_cards(1, support, ts);
    REQUIRE(has(chat.cards(support, ts).front(), "Cynthia"));

    chat.command("/ticket channel level minimal", "level = minimal");

    eventually("the client's name is gone from the card", [&] {
        const auto cards = chat.cards(support, ts);
        return cards.size() == 1 && has(cards.front(), "sample ticket") && !has(cards.front(), "Cynthia");
    });

    chat.kill();
    chat.configure("[[conversation]]\nmatch = \"*\"\nunfurl_level = \"none\"\n");
    chat.start();

    eventually("the card is gone", [&] { return chat.cards(support, ts).empty(); });
}

TEST_CASE("text that tries to break out of its card mentions nobody and links nowhere") {
    Chat chat;

    const auto ts = chat.say("#655021");
    chat.wait_for_cards(1, support, ts);

    const auto wire = chat.messages(support, ts).front().dump();
    for (const auto* trick : {"<!channel>", "<!here>", "<@U0", R"("url":"javascript)", R"("type":"broadcast")",
                              R"("type":"user")", R"("type":"usergroup")", R"("type":"channel")"}) {
        CHECK_MESSAGE(!has(wire, trick), trick);
    }
}
