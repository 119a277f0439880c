#include <doctest/doctest.h>

#include "sandbox/bench.hpp"
#include "testing/contains.hpp"

namespace usher::sandbox {

using testing::contains;

namespace {

Json card() {
    return Json::parse(R"({"channel":"C0SUPPORT1","text":"#516757","attachments":[{"color":"#2eb67d","blocks":[
        {"type":"actions","elements":[
            {"type":"button","action_id":"usher_refresh","value":"v1|card|516757","text":{"type":"plain_text","text":"Refresh"}}]}]}]})");
}

} // namespace

TEST_CASE("a typed command reaches the app in Slack's shape") {
    Bench bench;
    KeptLine line;
    bench.connect(line);

    const auto done = bench.say("/ticket   516757 full & @marco");

    REQUIRE(line.sent.size() == 1);
    const auto& payload = line.sent[0]["payload"];
    CHECK(line.sent[0]["type"] == "slash_commands");
    CHECK(line.sent[0]["accepts_response_payload"] == true);
    CHECK(payload["command"] == "/ticket");
    CHECK(payload["text"] == "516757 full &amp; <@U0MARCO001>");
    CHECK(payload["channel_id"] == kMainChannel);
    CHECK(payload["user_id"] == kMainPerson);
    CHECK(payload["trigger_id"] == done.key);
    CHECK(contains(text_of(payload, "response_url"), "http://127.0.0.1:1/respond/"));
    CHECK(bench.workspace.messages(kMainChannel).empty());
}

TEST_CASE("a command without a connection says so to its author alone") {
    Bench bench;
    bench.hub.on_unanswered([&](const Outbound& outbound, Hub::Unanswered) {
        bench.client.tell(outbound.channel, outbound.person, "", "failed");
    });

    const auto done = bench.say("/ticket 516757");

    CHECK(done.key.empty());
    CHECK(bench.last().ephemeral_to == kMainPerson);
}

TEST_CASE("commands do not exist in threads") {
    Bench bench;
    KeptLine line;
    bench.connect(line);
    const auto parent = bench.say("hello").ts;
    line.sent.clear();

    const auto done = bench.say("/ticket 516757", std::string(kMainChannel), parent);

    CHECK(done.key.empty());
    CHECK(line.sent.empty());
    CHECK(bench.last().text == "/ticket is not supported in threads. Sorry!");
    CHECK(bench.last().thread_ts == parent);
    CHECK(bench.last().ephemeral_to == kMainPerson);
}

TEST_CASE("an unknown command is refused by Slack itself") {
    Bench bench;
    KeptLine line;
    bench.connect(line);

    bench.say("/tickets 516757");

    CHECK(line.sent.empty());
    CHECK(contains(bench.last().text, "not a valid command"));
}

TEST_CASE("a path is a message, not a command") {
    Bench bench;

    CHECK_FALSE(bench.say("// nothing").ts.empty());
}

TEST_CASE("a mention arrives twice, under two event ids and one timestamp") {
    Bench bench;
    KeptLine line;
    bench.connect(line);

    const auto done = bench.say("@usher 516757");

    REQUIRE(line.sent.size() == 2);
    const auto& mention = line.sent[0]["payload"];
    const auto& message = line.sent[1]["payload"];
    CHECK(mention["event"]["type"] == "app_mention");
    CHECK(message["event"]["type"] == "message");
    CHECK(message["event"]["channel_type"] == "group");
    CHECK(mention["event_id"] == done.key);
    CHECK(mention["event_id"] != message["event_id"]);
    CHECK(mention["event"]["ts"] == message["event"]["ts"]);
}

TEST_CASE("in a direct message a mention is just a message") {
    Bench bench;
    KeptLine line;
    bench.connect(line);

    const auto done = bench.say("@usher 516757", "D0GIULIA01");

    REQUIRE(line.sent.size() == 1);
    CHECK(line.sent[0]["payload"]["event"]["channel_type"] == "im");
    CHECK(line.sent[0]["payload"]["event_id"] == done.key);
}

TEST_CASE("the app hears nothing of channels that its bot is not in") {
    Bench bench;
    KeptLine line;
    bench.connect(line);

    const auto done = bench.say("@usher 516757", "C0RANDOM01");

    CHECK(line.sent.empty());
    CHECK(done.key.empty());
}

TEST_CASE("an event of a shared channel says that it is shared") {
    Bench bench;
    KeptLine line;
    bench.connect(line);

    bench.say("hello", "C0NORDLYS1");
    bench.say("hello");

    CHECK(line.sent[0]["payload"]["is_ext_shared_channel"] == true);
    CHECK(line.sent[1]["payload"]["is_ext_shared_channel"] == false);
}

TEST_CASE("edits and deletions arrive as hidden messages") {
    Bench bench;
    KeptLine line;
    bench.connect(line);
    const auto ts = bench.say("#516757").ts;
    const Client::Line edit{
        .channel = std::string(kMainChannel), .person = std::string(kMainPerson), .thread_ts = "", .text = "#482913"};

    bench.client.edit(edit, ts);
    const auto changed = line.sent.back()["payload"]["event"];
    bench.client.remove(edit, ts);
    const auto deleted = line.sent.back()["payload"]["event"];

    CHECK(changed["subtype"] == "message_changed");
    CHECK(changed["hidden"] == true);
    CHECK(changed["message"]["text"] == "#482913");
    CHECK(changed["previous_message"]["text"] == "#516757");
    CHECK(changed["message"]["edited"]["user"] == kMainPerson);
    CHECK(deleted["subtype"] == "message_deleted");
    CHECK(deleted["deleted_ts"] == ts);
}

TEST_CASE("nobody edits or deletes other people's messages") {
    Bench bench;
    const auto ts = bench.say("mine").ts;
    const Client::Line marco{
        .channel = std::string(kMainChannel), .person = "U0MARCO001", .thread_ts = "", .text = "yours"};

    CHECK(bench.client.edit(marco, ts).error == "cant_update_message");
    CHECK(bench.client.remove(marco, ts).error == "cant_delete_message");
}

TEST_CASE("the app hears of its own posts, marked as a bot's") {
    Bench bench;
    KeptLine line;
    bench.connect(line);

    bench.call("chat.postMessage", card());

    REQUIRE(line.sent.size() == 1);
    CHECK(line.sent[0]["payload"]["event"]["bot_id"] == kBot);
    CHECK_FALSE(line.sent[0]["payload"]["event"].contains("subtype"));
}

TEST_CASE("a press says which button of which message") {
    Bench bench;
    const auto ts = bench.call("chat.postMessage", card())["ts"].get<std::string>();
    KeptLine line;
    bench.connect(line);
    const Client::Line where{.channel = std::string(kMainChannel), .person = "U0MARCO001", .thread_ts = "", .text = ""};

    CHECK(bench.client.press(where, ts, "no such button", "").error == "button_not_found");
    const auto done = bench.client.press(where, ts, "usher_refresh", "");

    REQUIRE(line.sent.size() == 1);
    CHECK(line.sent[0]["type"] == "interactive");
    const auto& payload = line.sent[0]["payload"];
    CHECK(payload["type"] == "block_actions");
    CHECK(payload["user"]["id"] == "U0MARCO001");
    CHECK(payload["container"]["type"] == "message_attachment");
    CHECK(payload["container"]["message_ts"] == ts);
    CHECK(payload["actions"][0]["value"] == "v1|card|516757");
    CHECK(payload["message"]["ts"] == ts);
    CHECK(payload["trigger_id"] == done.key);
}

TEST_CASE("the shortcut tells the app the message that it was used on") {
    Bench bench;
    const auto parent = bench.say("first topic").ts;
    const auto reply = bench.say("see #516757", std::string(kMainChannel), parent).ts;
    KeptLine line;
    bench.connect(line);
    const Client::Line where{.channel = std::string(kMainChannel), .person = "U0MARCO001", .thread_ts = "", .text = ""};

    const auto done = bench.client.shortcut(where, reply);

    REQUIRE(line.sent.size() == 1);
    CHECK(line.sent[0]["type"] == "interactive");
    const auto& payload = line.sent[0]["payload"];
    CHECK(payload["type"] == "message_action");
    CHECK(payload["callback_id"] == "usher_show_ticket");
    CHECK(payload["trigger_id"] == done.key);
    CHECK(payload["user"]["id"] == "U0MARCO001");
    CHECK(payload["channel"]["id"] == kMainChannel);
    CHECK(payload["message_ts"] == reply);
    CHECK(payload["message"]["type"] == "message");
    CHECK(payload["message"]["text"] == "see #516757");
    CHECK(payload["message"]["user"] == kMainPerson);
    CHECK(payload["message"]["thread_ts"] == parent);
    CHECK(payload["message"]["blocks"].is_array());
    CHECK(payload["response_url"].get<std::string>().starts_with("http://127.0.0.1:1/respond/"));
}

TEST_CASE("the shortcut is for messages that are there and that everybody sees") {
    Bench bench;
    auto arguments = card();
    arguments["user"] = kMainPerson;
    const auto hidden = bench.call("chat.postEphemeral", arguments)["message_ts"].get<std::string>();
    const Client::Line where{
        .channel = std::string(kMainChannel), .person = std::string(kMainPerson), .thread_ts = "", .text = ""};

    CHECK(bench.client.shortcut(where, hidden).error == "message_not_found");
    CHECK(bench.client.shortcut(where, "1.000001").error == "message_not_found");
    CHECK(bench.client.shortcut(where, bench.say("hello").ts).key.empty()); // Nobody is connected.
}

TEST_CASE("others do not press buttons on private messages") {
    Bench bench;
    auto arguments = card();
    arguments["user"] = kMainPerson;
    const auto ts = bench.call("chat.postEphemeral", arguments)["message_ts"].get<std::string>();
    const Client::Line marco{.channel = std::string(kMainChannel), .person = "U0MARCO001", .thread_ts = "", .text = ""};

    CHECK(bench.client.press(marco, ts, "usher_refresh", "").error == "message_not_found");
}

TEST_CASE("nobody speaks where he is not a member") {
    Bench bench;
    const Client::Line sara{.channel = "C0GENERAL1", .person = "U0SARALND1", .thread_ts = "", .text = "hi"};

    CHECK(bench.client.say(sara).error == "not_in_channel");
    CHECK(bench.say("hi", "C0NOWHERE1").error == "channel_not_found");
    CHECK(bench.say("").error == "no_text");
}

} // namespace usher::sandbox
