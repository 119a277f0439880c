#include <doctest/doctest.h>

#include "app/chat.hpp"

// `/ticket channel` and private answers: the real binary against the sandbox's Slack.

using namespace usher::testing;
using nlohmann::json;

namespace {

constexpr auto marco = "U0MARCO001"; // No admin; Giulia is one.

json latest_with(const Chat& chat, std::string_view words) {
    json found;
    eventually("somebody reads: " + std::string(words), [&] {
        for (const auto& message : chat.messages()) {
            if (has(message.value("plain", ""), words)) {
                found = message;
            }
        }
        return !found.is_null();
    });
    return found;
}

} // namespace

TEST_CASE("everybody may ask what holds in a channel, and only those who are named may change it") {
    Chat chat;

    chat.say("/ticket channel", support, "", {{"person", marco}});
    const auto told = latest_with(chat, "level = internal");
    CHECK(told.value("ephemeral_to", "") == marco);
    CHECK(has(told.value("plain", ""), "private conversation"));

    chat.say("/ticket channel level full", support, "", {{"person", marco}});
    CHECK(latest_with(chat, "may change what holds here").value("ephemeral_to", "") == marco);
}

TEST_CASE("a setting that was changed in chat holds at once and after a restart, and stands in the audit") {
    Chat chat;
    const auto audit = chat.sandbox.folder().file("audit.jsonl");
    chat.kill();
    chat.configure("[audit]\nfile = \"" + audit + "\"\n");
    chat.start();

    const auto changed = chat.command("/ticket channel unfurl off", "unfurl = off");
    CHECK(changed.value("ephemeral_to", "").empty());
    const auto ts = chat.say("#516757");
    chat.last_word();
    chat.kill();
    chat.start();
    chat.say("#482913");
    chat.last_word();
    CHECK(chat.cards(support, ts).empty());

    chat.command("/ticket channel reset", "is undone");
    const auto again = chat.say("#516757");
    chat.wait_for_cards(1, support, again);
    const auto log = chat.sandbox.folder().read("audit.jsonl");
    CHECK(has(log, R"("decision":"changed")"));
    CHECK(has(log, R"("reason":"unfurl=off")"));
    CHECK(has(log, "U0GIULIA01"));
}

TEST_CASE("a private answer is shared once, by its button") {
    Chat chat("[[conversation]]\nmatch = \"slack:C0SUPPORT1\"\nanswers = \"private\"\n");
    chat.say("/ticket 516757");
    const auto card = latest_with(chat, "This is a sample ticket");
    REQUIRE(card.value("ephemeral_to", "") == "U0GIULIA01");

    chat.press(card, "usher_share");
    chat.press(card, "usher_share");

    const auto shared = [&] {
        std::size_t count = 0;
        for (const auto& message : chat.messages()) {
            count +=
                message.value("ephemeral_to", "").empty() && has(message.value("plain", ""), "sample ticket") ? 1 : 0;
        }
        return count;
    };
    eventually("the card is there for everybody", [&] { return shared() == 1; });
    chat.command("/ticket 990001", "990001");
    CHECK(shared() == 1);
}

TEST_CASE("internal notes are on cards only where the operator shows them, and go when he no longer does") {
    Chat chat("[[conversation]]\nmatch = \"slack:C0SUPPORT1\"\nlevel = \"full\"\nnotes = true\n");
    const auto shown = [&](const std::string& channel) {
        chat.say("/ticket 516757", channel);
        chat.wait_for_cards(1, channel);
        eventually("the card is there", [&] { return has(chat.cards(channel).front(), "sample ticket"); });
        return chat.cards(channel).front();
    };
    CHECK(has(shown(support), "This is a ticket note"));
    CHECK(has(chat.cards(support).front(), "Internal note"));
    CHECK_FALSE(has(shown(general), "This is a ticket note"));
    CHECK(has(chat.command("/ticket channel", "notes = on").value("plain", ""), "internal notes on cards"));

    chat.kill();
    chat.reconfigure("notes = true", "notes = false");
    chat.start();
    eventually("the note is gone, the card is not", [&] {
        const auto cards = chat.cards(support);
        return has(cards.front(), "sample ticket") && !has(cards.front(), "This is a ticket note");
    });
}
