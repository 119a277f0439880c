#include <doctest/doctest.h>

#include "sandbox/bench.hpp"
#include "sandbox/message_text.hpp"
#include "testing/contains.hpp"

namespace usher::sandbox {

using testing::contains;

namespace {

const std::string url = "https://my.keliweb.example/viewticket.php?tid=516757";
const std::string other = "https://my.keliweb.example/viewticket.php?tid=482913";

Json section(const std::string& text) {
    return {{"type", "section"}, {"text", {{"type", "plain_text"}, {"text", text}}}};
}
Json card(const std::string& text) {
    Json button = {{"type", "button"},
                   {"action_id", "usher_refresh"},
                   {"value", "v1|card|516757"},
                   {"text", {{"type", "plain_text"}, {"text", "Refresh"}}}};
    Json actions = {{"type", "actions"}, {"elements", Json::array({std::move(button)})}};
    return {{"color", "#2eb67d"}, {"blocks", Json::array({section(text), std::move(actions)})}};
}

struct World : Bench {
    KeptLine line;
    int connection = connect(line);

    std::vector<Json> events(std::string_view type) const {
        std::vector<Json> found;
        for (const auto& envelope : line.sent) {
            if (text_of(envelope["payload"]["event"], "type") == type) {
                found.push_back(envelope["payload"]);
            }
        }
        return found;
    }
    Json link_event() const {
        const auto found = events("link_shared");
        REQUIRE(found.size() == 1);
        return found.front()["event"];
    }
    void acknowledge_all() {
        for (const auto& envelope : line.sent) {
            hub.received(connection, ack(envelope));
        }
        line.sent.clear();
    }
    /// A message with a link, whose events are acknowledged.
    std::string linked(const std::string& text = url, const std::string& channel = std::string(kMainChannel)) {
        auto ts = say(text, channel).ts;
        acknowledge_all();
        return ts;
    }
    std::string unfurl(const std::string& ts, Json unfurls, const std::string& channel = std::string(kMainChannel)) {
        Json arguments = {{"channel", channel}, {"ts", ts}};
        arguments["unfurls"] = std::move(unfurls);
        const auto answer = call("chat.unfurl", std::move(arguments));
        return answer["ok"] == true ? "" : text_of(answer, "error");
    }
    std::string hang(const std::string& ts, const std::string& text) { return unfurl(ts, {{url, card(text)}}); }
    const Message& message(const std::string& ts, std::string_view channel = kMainChannel) const {
        return *workspace.find(channel, ts);
    }
};

} // namespace

TEST_CASE("a link to the domain is told of, beside the message") {
    World world;

    const auto done = world.say("see " + url + "&c=Secret12 and https://elsewhere.example/ and `" + other + "`");

    const auto event = world.link_event();
    CHECK(event["channel"] == kMainChannel);
    CHECK(event["message_ts"] == done.ts);
    CHECK(event["source"] == "conversations_history");
    CHECK(event["is_bot_user_member"] == true);
    CHECK(event["user"] == kMainPerson);
    CHECK(event["links"] == Json::array({{{"domain", "my.keliweb.example"}, {"url", url + "&c=Secret12"}}}));
    CHECK(world.line.sent.size() == 2);
    CHECK(world.events("link_shared").front()["event_id"] == done.link_key);
    CHECK(done.link_key != done.key);
}

TEST_CASE("links are told of where the bot is not, and in threads") {
    World world;
    const auto parent = world.say("hello", "C0BILLING1").ts;
    CHECK(world.line.sent.empty());

    const auto done = world.say(url, "C0BILLING1", parent);

    CHECK(world.line.sent.size() == 1);
    CHECK(world.link_event()["is_bot_user_member"] == false);
    CHECK(world.link_event()["thread_ts"] == parent);
    CHECK(done.key.empty());
    CHECK_FALSE(done.link_key.empty());
}

TEST_CASE("the order of a message and its links can be chosen") {
    const auto types = [](LinkOrder order) {
        World world;
        world.client.say({.channel = std::string(kMainChannel),
                          .person = std::string(kMainPerson),
                          .thread_ts = "",
                          .text = url,
                          .links = order});
        std::vector<std::string> found;
        for (const auto& envelope : world.line.sent) {
            found.push_back(text_of(envelope["payload"]["event"], "type"));
        }
        return found;
    };

    CHECK(types(LinkOrder::last) == std::vector<std::string>{"message", "link_shared"});
    CHECK(types(LinkOrder::first) == std::vector<std::string>{"link_shared", "message"});
    CHECK(types(LinkOrder::none) == std::vector<std::string>{"message"});
}

TEST_CASE("what the app itself posts is not told of") {
    World world;

    world.call("chat.postMessage", {{"channel", kMainChannel}, {"text", "<" + url + ">"}});

    CHECK(world.events("link_shared").empty());
}

TEST_CASE("a shared channel says so on the event's wrapper") {
    World world;

    world.say(url, "C0NORDLYS1");

    CHECK(world.events("link_shared").front()["is_ext_shared_channel"] == true);
}

TEST_CASE("an unfurl hangs below the person's message, and the bot hears of that as a change without a new text") {
    World world;
    const auto ts = world.linked();

    CHECK(world.hang(ts, "the card") == "");

    const auto& attachments = world.message(ts).attachments;
    REQUIRE(attachments.size() == 1);
    CHECK(attachments[0]["is_app_unfurl"] == true);
    CHECK(attachments[0]["app_unfurl_url"] == url);
    CHECK(contains(attachment_text(attachments[0], world.workspace.directory()), "the card"));
    REQUIRE(world.line.sent.size() == 1);
    const auto& event = world.line.sent[0]["payload"]["event"];
    CHECK(event["subtype"] == "message_changed");
    CHECK(event["hidden"] == true);
    CHECK(event["message"]["text"] == event["previous_message"]["text"]);
    CHECK(event["message"]["attachments"].size() == 1);
    CHECK_FALSE(event["message"].contains("edited"));
}

TEST_CASE("the same link again replaces its card, another adds one") {
    World world;
    const auto ts = world.linked(url + " " + other);
    CHECK(world.unfurl(ts, {{url, card("first")}, {other, card("second")}}) == "");

    CHECK(world.hang(ts, "changed") == "");
    CHECK(world.hang(ts, "changed") == "");

    const auto& attachments = world.message(ts).attachments;
    REQUIRE(attachments.size() == 2);
    const auto plain = message_text(world.message(ts), world.workspace.directory());
    CHECK(contains(plain, "changed"));
    CHECK(contains(plain, "second"));
    CHECK_FALSE(contains(plain, "first"));
    CHECK(attachments[0]["id"] == 1);
    CHECK(attachments[1]["id"] == 2);
}

TEST_CASE("an event that is not acknowledged cannot be answered") {
    World world;
    const auto ts = world.say(url).ts;

    CHECK(world.hang(ts, "early") == "cannot_unfurl_url");
    world.acknowledge_all();
    CHECK(world.hang(ts, "in time") == "");
}

TEST_CASE("what cannot be attached is refused with Slack's words") {
    World world;
    const auto ts = world.linked();
    const auto plain = world.linked("hello");
    const auto error = [&](Json arguments) {
        return text_of(world.call("chat.unfurl", std::move(arguments)), "error");
    };
    const Json good = {{url, card("x")}};
    const Json here = {{"channel", kMainChannel}, {"ts", ts}};
    const auto with = [&](Json more) {
        Json all = here;
        all.update(more);
        return all;
    };

    CHECK(error({{"unfurls", good}}) == "missing_channel");
    CHECK(error({{"unfurls", good}, {"channel", kMainChannel}}) == "missing_ts");
    CHECK(error({{"unfurls", good}, {"ts", ts}}) == "missing_channel");
    CHECK(error({{"unfurls", good}, {"unfurl_id", "x"}}) == "missing_source");
    CHECK(error({{"unfurls", good}, {"source", "composer"}}) == "missing_unfurl_id");
    CHECK(error({{"unfurls", good}, {"unfurl_id", "x"}, {"source", "elsewhere"}}) == "invalid_source");
    CHECK(error({{"unfurls", good}, {"unfurl_id", "x"}, {"source", "composer"}}) == "invalid_unfurl_id");
    CHECK(error(here) == "missing_unfurls");
    CHECK(error(with({{"unfurls", Json::object()}})) == "missing_unfurls");
    CHECK(error(with({{"unfurls", Json::array()}})) == "cannot_parse_attachment");
    CHECK(error(with({{"unfurls", {{url, 7}}}})) == "cannot_parse_attachment");
    CHECK(error(with({{"unfurls", {{other, card("x")}}}})) == "cannot_unfurl_message");
    CHECK(world.unfurl(ts, good, "C0NOWHERE1") == "cannot_find_channel");
    CHECK(world.unfurl("1.000001", good) == "cannot_find_message");
    CHECK(world.unfurl(plain, good) == "cannot_unfurl_message");
    CHECK(world.message(ts).attachments.is_null());
}

TEST_CASE("rich text and other blocks of messages have no place below a link") {
    World world;
    const auto ts = world.linked();
    const Json rich = {{"type", "rich_text"},
                       {"elements", Json::array({{{"type", "rich_text_section"},
                                                  {"elements", Json::array({{{"type", "text"}, {"text", "x"}}})}}})}};

    CHECK(world.unfurl(ts, {{url, {{"blocks", Json::array({rich})}}}}) == "invalid_blocks");
    CHECK(world.unfurl(ts, {{url, {{"blocks", Json::array({{{"type", "markdown"}, {"text", "x"}}})}}}}) ==
          "invalid_blocks");
    CHECK(world.unfurl(ts, {{url, {{"blocks", Json::array({{{"type", "nonsense"}}})}}}}) == "invalid_blocks");
    CHECK(world.unfurl(ts, {{url, {{"blocks", Json::array({section("fine")})}}}}) == "");
}

TEST_CASE("a deleted message takes no card") {
    World world;
    const auto ts = world.linked();
    world.workspace.remove(kMainChannel, ts);

    CHECK(world.hang(ts, "late") == "cannot_find_message");
}

TEST_CASE("an edit drops the cards of links that are gone, and tells of new ones") {
    World world;
    const auto ts = world.linked();
    world.hang(ts, "the card");
    world.acknowledge_all();

    world.client.edit({.channel = std::string(kMainChannel),
                       .person = std::string(kMainPerson),
                       .thread_ts = "",
                       .text = "rather " + other},
                      ts);

    CHECK(world.message(ts).attachments.is_null());
    CHECK(world.link_event()["links"][0]["url"] == other);
    CHECK(world.link_event()["message_ts"] == ts);
    world.acknowledge_all();
    CHECK(world.hang(ts, "of the old link") == "cannot_unfurl_message");
    CHECK(world.unfurl(ts, {{other, card("the other card")}}) == "");
}

TEST_CASE("a message that is being written has a place of its own") {
    World world;
    const auto& person = *world.workspace.directory().person(kMainPerson);

    const auto composed = world.links.compose("look: " + url, person);

    const auto event = world.link_event();
    CHECK(event["channel"] == "COMPOSER");
    CHECK(event["source"] == "composer");
    CHECK(event["unfurl_id"] == composed.unfurl_id);
    CHECK(world.links.composed(composed.unfurl_id).empty());
    const Json arguments = {
        {"unfurl_id", composed.unfurl_id}, {"source", "composer"}, {"unfurls", {{url, card("preview")}}}};
    CHECK(text_of(world.call("chat.unfurl", arguments), "error") == "cannot_unfurl_url");
    world.acknowledge_all();
    auto from_history = arguments;
    from_history["source"] = "conversations_history";
    CHECK(text_of(world.call("chat.unfurl", from_history), "error") == "invalid_unfurl_id");
    CHECK(world.call("chat.unfurl", arguments)["ok"] == true);
    CHECK(world.call("chat.unfurl", arguments)["ok"] == true);
    CHECK(world.links.composed(composed.unfurl_id).size() == 1);
    CHECK(world.workspace.messages(kMainChannel).empty());

    CHECK(world.links.compose("no link", person).unfurl_id.empty());
    CHECK(world.links.composed("unknown").is_null());
}

TEST_CASE("a sent message can be named by its unfurl id too") {
    World world;
    const auto ts = world.say(url).ts;
    const auto id = text_of(world.link_event(), "unfurl_id");
    world.acknowledge_all();

    const auto answer = world.call(
        "chat.unfurl", {{"unfurl_id", id}, {"source", "conversations_history"}, {"unfurls", {{url, card("x")}}}});

    CHECK(answer["ok"] == true);
    CHECK(world.message(ts).attachments.size() == 1);
}

TEST_CASE("a press below a link names the link and not the message") {
    World world;
    const auto ts = world.linked(url + " " + other);
    world.unfurl(ts, {{url, card("first")}, {other, card("second")}});
    world.acknowledge_all();
    const Client::Line where{.channel = std::string(kMainChannel), .person = "U0MARCO001", .thread_ts = "", .text = ""};

    const auto done = world.client.press(where, ts, "Refresh", url);

    REQUIRE(world.line.sent.size() == 1);
    const auto& payload = world.line.sent[0]["payload"];
    CHECK(payload["type"] == "block_actions");
    CHECK_FALSE(payload.contains("message"));
    CHECK(payload["container"]["is_app_unfurl"] == true);
    CHECK(payload["container"]["app_unfurl_url"] == url);
    CHECK(payload["container"]["message_ts"] == ts);
    CHECK(payload["container"]["type"] == "message_attachment");
    CHECK(payload["app_unfurl"]["app_unfurl_url"] == url);
    CHECK(payload["actions"][0]["value"] == "v1|card|516757");
    CHECK_FALSE(done.key.empty());
    CHECK(world.questions.answer(done.key, false) == nullptr);
    world.acknowledge_all();

    world.hang(ts, "refreshed");
    const auto* answer = world.questions.answer(done.key, false);
    REQUIRE(answer != nullptr);
    CHECK(contains(message_text(*answer, world.workspace.directory()), "refreshed"));
}

TEST_CASE("a response to a press below a link leaves the person's message alone") {
    World world;
    const auto ts = world.linked();
    world.hang(ts, "card");
    world.line.sent.clear();
    world.client.press(
        {.channel = std::string(kMainChannel), .person = std::string(kMainPerson), .thread_ts = "", .text = ""}, ts,
        "Refresh", "");
    const auto path = text_of(world.line.sent.back()["payload"], "response_url").substr(18);

    world.urls.use(path, R"({"text":"for you","replace_original":true})");

    CHECK(contains(world.message(ts).text, url));
    CHECK(world.last().ephemeral_to == kMainPerson);
}

TEST_CASE("what is known of links is bounded") {
    World world;
    const auto& person = *world.workspace.directory().person(kMainPerson);
    const auto first = world.links.compose(url, person).unfurl_id;

    for (std::size_t i = 0; i < Links::kMost; ++i) {
        world.links.compose(url, person);
    }

    CHECK(world.links.composed(first).is_null());
}

} // namespace usher::sandbox
