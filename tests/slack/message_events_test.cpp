#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <variant>

#include <nlohmann/json.hpp>

#include "slack/events.hpp"

// Messages that are said to nobody in particular, and what becomes of messages afterwards.

using namespace usher;
using chat::Change;
using chat::Source;
using nlohmann::json;

namespace {

slack::Envelope envelope(const json& event) {
    const slack::Ourselves self{"T1", "UBOT", "BBOT", "usher"};
    const slack::HostRule hosts("https://slack.com/api/");
    const json payload = {{"team_id", "T1"}, {"type", "event_callback"}, {"event_id", "Ev1"}, {"event", event}};
    const json frame = {{"envelope_id", "e"}, {"type", "events_api"}, {"payload", payload}};
    return std::get<slack::Envelope>(slack::read_frame(frame.dump(), self, hosts, runtime::WallTime{}));
}
json message(std::string text, std::string channel_type = "channel") {
    return {{"type", "message"}, {"channel_type", std::move(channel_type)},
            {"user", "U1"},      {"text", std::move(text)},
            {"ts", "10.000100"}, {"channel", "C1"},
            {"team", "T1"}};
}
json changed(std::string before, std::string after, std::string channel_type = "channel") {
    json event = {{"type", "message"}, {"subtype", "message_changed"}, {"channel", "C1"}, {"ts", "20.000200"},
                  {"hidden", true},    {"channel_type", channel_type}};
    event["message"] = message(std::move(after), channel_type);
    event["message"].erase("channel");
    event["message"]["edited"] = {{"user", "U1"}, {"ts", "20.000000"}};
    event["previous_message"] = message(std::move(before), channel_type);
    return event;
}
std::vector<std::string> kinds(const chat::Event& event) {
    std::vector<std::string> found;
    for (const auto& key : event.keys) {
        found.push_back(key.kind);
    }
    return found;
}

} // namespace

TEST_CASE("a message in a channel is looked at for what it names") {
    const auto found = envelope(message("who owns #516757?"));

    REQUIRE(found.event);
    CHECK(found.kind == "message");
    CHECK(found.event->source == Source::message);
    CHECK(found.event->change == Change::asked);
    CHECK(found.event->text == "who owns #516757?");
    CHECK(found.event->message == identity::MessageId{"10.000100"});
    CHECK_FALSE(found.event->thread);
}

TEST_CASE("of what is said to others, that counts which people see as text") {
    auto seen = message("see `#111111` #516757", "channel");
    seen["blocks"] = json::parse(R"([{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[
        {"type":"text","text":"see "},{"type":"text","text":"#111111","style":{"code":true}},
        {"type":"link","url":"https://a.example/","text":"#222222"},{"type":"text","text":" #516757"}]}]}])");

    CHECK(envelope(seen).event->text == "see `#111111` [#222222](https://a.example/) #516757\n");

    seen["channel_type"] = "im";
    CHECK(envelope(seen).event->text == "see `#111111` #516757");
}

TEST_CASE("a message in a thread stays in its thread") {
    auto in_thread = message("#516757", "group");
    in_thread["thread_ts"] = "5.000001";

    CHECK(envelope(in_thread).event->thread == identity::ThreadId{"5.000001"});
}

TEST_CASE("a message that mentions the bot is left to the mention that comes with it") {
    CHECK_FALSE(envelope(message("<@UBOT> 516757")).event);
    CHECK_FALSE(envelope(message("<@UBOT|usher> 516757")).event);
}

TEST_CASE("messages of bots name nothing") {
    auto by_bot = message("#516757");
    by_bot["bot_id"] = "B9";
    auto own = message("#516757");
    own["user"] = "UBOT";

    CHECK(envelope(by_bot).ignored == "by_a_bot");
    CHECK(envelope(own).ignored == "by_a_bot");
}

TEST_CASE("an edit is about the message that was changed, under a name of its own") {
    const auto found = envelope(changed("#516757", "#482913"));

    REQUIRE(found.event);
    CHECK(found.event->source == Source::message);
    CHECK(found.event->change == Change::edited);
    CHECK(found.event->text == "#482913");
    CHECK(found.event->message == identity::MessageId{"10.000100"});
    CHECK(kinds(*found.event) == std::vector<std::string>{"event_id", "edit"});
}

TEST_CASE("an edited mention and an edited direct message still ask") {
    CHECK(envelope(changed("<@UBOT> 516757", "<@UBOT> 482913")).event->source == Source::mention);
    CHECK(envelope(changed("516757", "482913", "im")).event->source == Source::direct_message);
}

TEST_CASE("what Slack adds to a message by itself is no edit") {
    CHECK(envelope(changed("#516757", "#516757")).ignored == "same_text");
}

TEST_CASE("an edit by a bot, or of a shape that nobody knows, is nothing") {
    auto by_bot = changed("a", "b");
    by_bot["message"]["bot_id"] = "B1";
    CHECK_FALSE(envelope(by_bot).event);
    for (const json& odd : {json("x"), json(7), json::array(), json::object(), json(nullptr)}) {
        auto event = changed("a", "b");
        event["message"] = odd;
        CHECK_FALSE(envelope(event).event);
        event = changed("a", "b");
        event["previous_message"] = odd;
        CHECK_NOTHROW(envelope(event));
    }
}

TEST_CASE("a deleted message with a thread below it leaves a tombstone, which withdraws it too") {
    auto event = changed("#516757", "This message was deleted.");
    event["message"]["subtype"] = "tombstone";
    event["message"]["user"] = "USLACKBOT";

    const auto found = envelope(event);

    REQUIRE(found.event);
    CHECK(found.event->change == Change::withdrawn);
    CHECK(found.event->message == identity::MessageId{"10.000100"});
}

TEST_CASE("a deletion withdraws the message") {
    const auto found = envelope({{"type", "message"},
                                 {"subtype", "message_deleted"},
                                 {"channel", "C1"},
                                 {"ts", "30.000300"},
                                 {"deleted_ts", "10.000100"},
                                 {"previous_message", message("#516757")}});

    REQUIRE(found.event);
    CHECK(found.event->change == Change::withdrawn);
    CHECK(found.event->message == identity::MessageId{"10.000100"});
    CHECK(kinds(*found.event) == std::vector<std::string>{"event_id", "deletion"});
    CHECK_FALSE(envelope({{"type", "message"}, {"subtype", "message_deleted"}, {"channel", "C1"}}).event);
}
