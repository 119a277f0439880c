#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <variant>

#include <nlohmann/json.hpp>

#include "slack/events.hpp"
#include "slack/link_place.hpp"

// Links in messages that are sent or still being written, and presses on what hangs below them.

using namespace usher;
using chat::Source;
using identity::Outsiders;
using nlohmann::json;

namespace {

const runtime::WallTime now{std::chrono::seconds{1'795'000'000}};

slack::Envelope read(const json& payload, const char* type = "events_api") {
    const slack::Ourselves self{"T1", "UBOT", "BBOT", "usher"};
    const slack::HostRule hosts("https://slack.com/api/");
    const json frame = {{"envelope_id", "e"}, {"type", type}, {"payload", payload}};
    return std::get<slack::Envelope>(slack::read_frame(frame.dump(), self, hosts, now));
}
slack::Envelope envelope(const json& event, const json& wrapper = json::object()) {
    json payload = {{"team_id", "T1"}, {"type", "event_callback"}, {"event_id", "Ev1"}, {"event", event}};
    payload.update(wrapper);
    return read(payload);
}
json shared() {
    return json::parse(R"({"type":"link_shared","channel":"C1","is_bot_user_member":false,"user":"U1",
        "message_ts":"10.000100","unfurl_id":"C1.10.000100.1b90","thread_ts":"5.000001","source":"conversations_history",
        "links":[{"domain":"desk.example","url":"https://desk.example/viewticket.php?tid=516757&c=Secret12"},
                 {"domain":"desk.example","url":"https://desk.example/viewticket.php?tid=482913"}],
        "user_locale":"en-US"})");
}
json composed() {
    return json::parse(
        R"({"type":"link_shared","user":"U1","channel_id":"COMPOSER","message_ts":"gryl3","unfurl_id":"gryl3",
        "source":"composer","links":[{"domain":"desk.example","url":"https://desk.example/viewticket.php?tid=516757"}]})");
}
json press_below_link() {
    return json::parse(R"({"type":"block_actions","team":{"id":"T1","domain":"acme"},"user":{"id":"U1","name":"ann"},
        "actions":[{"action_id":"usher_refresh","block_id":"b","type":"button","value":"v1|card|516757","action_ts":"1.2"}],
        "app_unfurl":{"id":1,"blocks":[],"app_unfurl_url":"https://desk.example/viewticket.php?tid=516757","is_app_unfurl":true},
        "channel":{"id":"C1","name":"general"},"trigger_id":"1.2.3",
        "container":{"type":"message_attachment","message_ts":"10.000100","attachment_id":1,"channel_id":"C1",
            "is_ephemeral":false,"is_app_unfurl":true,"app_unfurl_url":"https://desk.example/viewticket.php?tid=516757"},
        "response_url":"https://hooks.slack.com/actions/T1/1/x"})");
}
bool has_key(const chat::Event& event, const std::string& kind, const std::string& key) {
    return std::ranges::find(event.keys, chat::DedupKey{kind, key}) != event.keys.end();
}
json with(json object, const char* key, json value) {
    object[key] = std::move(value);
    return object;
}
json without(json object, const char* key) {
    object.erase(key);
    return object;
}

} // namespace

TEST_CASE("links in a message come with a place for each card") {
    const auto found = envelope(shared());

    REQUIRE(found.event);
    const auto& event = *found.event;
    CHECK(found.kind == "link");
    CHECK(event.source == Source::link);
    CHECK(event.conversation == identity::ConversationId{identity::Platform::slack, "T1", "C1"});
    CHECK(event.message == identity::MessageId{"10.000100"});
    CHECK(event.thread == identity::ThreadId{"5.000001"});
    CHECK(event.person == identity::PersonId{identity::Platform::slack, "T1", "U1"});
    CHECK(event.text.empty());
    CHECK(has_key(event, "event_id", "Ev1"));
    REQUIRE(event.links.size() == 2);
    CHECK(event.links[0].url == "https://desk.example/viewticket.php?tid=516757&c=Secret12");
    const auto place = slack::link_place(event.links[0].handle.url);
    REQUIRE(place);
    CHECK(place->channel == "C1");
    CHECK(place->ts == "10.000100");
    CHECK(place->url == event.links[0].url);
    CHECK_FALSE(place->composing());
    CHECK(event.links[0].handle.expires == now + std::chrono::minutes{29});
    CHECK(slack::link_place(event.links[1].handle.url)->url == event.links[1].url);
}

TEST_CASE("the same message with other links is another event, and no name of it holds a link") {
    const auto first = envelope(shared());
    auto other = shared();
    other["links"][1]["url"] = "https://desk.example/viewticket.php?tid=902347";
    const auto second = envelope(other);

    CHECK(has_key(*first.event, "link", "C1/10.000100/516757/482913"));
    CHECK(has_key(*second.event, "link", "C1/10.000100/516757/902347"));
    for (const auto& key : first.event->keys) {
        CHECK(key.key.find("Secret12") == std::string::npos);
    }
}

TEST_CASE("a message that is still being written has an unfurl id instead of a place") {
    for (const auto& event : {composed(), with(without(composed(), "channel_id"), "channel", "COMPOSER"),
                              without(composed(), "unfurl_id"), without(composed(), "source")}) {
        CAPTURE(event.dump());
        const auto found = envelope(event, {{"is_ext_shared_channel", false}});

        REQUIRE(found.event);
        CHECK(found.event->conversation.native == "COMPOSER");
        CHECK_FALSE(found.event->message);
        CHECK_FALSE(found.event->thread);
        CHECK(found.event->outsiders == Outsiders::unknown);
        CHECK(has_key(*found.event, "composer", "gryl3"));
        const auto place = slack::link_place(found.event->links.at(0).handle.url);
        REQUIRE(place);
        CHECK(place->composing());
        CHECK(place->unfurl_id == "gryl3");
    }
}

TEST_CASE("both spellings of the channel are read, and a source that nobody knows is a message") {
    const auto event = with(with(without(shared(), "channel"), "channel_id", "C1"), "source", "brand_new");

    CHECK(envelope(event).event->conversation.native == "C1");
    CHECK(envelope(without(shared(), "source")).event->message == identity::MessageId{"10.000100"});
}

TEST_CASE("a message that begins a thread stands in the conversation") {
    CHECK_FALSE(envelope(with(shared(), "thread_ts", "10.000100")).event->thread);
    CHECK_FALSE(envelope(without(shared(), "thread_ts")).event->thread);
}

TEST_CASE("who reads along is believed where the event says it") {
    CHECK(envelope(shared()).event->outsiders == Outsiders::unknown);
    CHECK(envelope(shared(), {{"is_ext_shared_channel", true}}).event->outsiders == Outsiders::present);
    CHECK(envelope(shared(), {{"is_ext_shared_channel", false}}).event->outsiders == Outsiders::absent);
    const auto stranger = envelope(with(shared(), "user_team", "T9"), {{"is_ext_shared_channel", false}});
    CHECK(stranger.event->outsiders == Outsiders::present);
    CHECK(stranger.event->person.tenant == "T9");
    CHECK(envelope(composed(), {{"is_ext_shared_channel", true}}).event->outsiders == Outsiders::present);
}

TEST_CASE("links by the bot itself and by other bots are nothing") {
    CHECK(envelope(with(shared(), "user", "UBOT")).ignored == "by_a_bot");
    CHECK(envelope(with(shared(), "bot_id", "B9")).ignored == "by_a_bot");
}

TEST_CASE("only web links that could be written are taken, twenty of them, each once") {
    auto event = shared();
    event["links"] = json::array();
    for (const json& url :
         {json("javascript:alert(1)"), json("ftp://a.example"), json("https://a b"), json("https://a\n"),
          json("https://" + std::string(2'048, 'a')), json(7), json(), json::object()}) {
        event["links"].push_back({{"url", url}});
    }
    event["links"].push_back("https://bare.example");
    CHECK(envelope(event).ignored == "no_links");

    for (int i = 0; i < 50; ++i) {
        event["links"].push_back({{"url", "https://desk.example/" + std::to_string(i / 2)}});
    }
    const auto found = envelope(event);

    REQUIRE(found.event->links.size() == 20);
    CHECK(found.event->links.back().url == "https://desk.example/19");
}

TEST_CASE("a payload of any shape is an event or a reason") {
    const std::vector<json> values{nullptr,
                                   true,
                                   7,
                                   1e300,
                                   "",
                                   "COMPOSER",
                                   "x y",
                                   std::string(70'000, 'C'),
                                   "<!channel>",
                                   json::array(),
                                   json::array({json::array()}),
                                   json::object(),
                                   "1.2.3",
                                   "\xE2\x80\xAE"};
    for (const auto& base : {shared(), composed()}) {
        for (const auto& [key, unused] : base.items()) {
            for (const auto& value : values) {
                CAPTURE(key);
                const auto found = envelope(with(base, key.c_str(), value));
                CHECK((found.event.has_value() || !found.ignored.empty()));
                if (found.event && found.event->source == Source::link) {
                    CHECK(slack::link_place(found.event->links.at(0).handle.url));
                    for (const auto& name : found.event->keys) {
                        CHECK(name.key.size() <= 256);
                    }
                }
            }
            const auto missing = envelope(without(base, key.c_str()));
            CHECK((missing.event.has_value() || !missing.ignored.empty()));
        }
    }
}

TEST_CASE("a handle is a place only if it is exactly one") {
    const slack::LinkPlace sent{"C1", "10.1", "", "https://a.example/?a=\"&b=è", "https://hooks.slack.com/x"};
    const auto back = slack::link_place(slack::to_handle(sent));
    REQUIRE(back);
    CHECK(back->channel == "C1");
    CHECK(back->ts == "10.1");
    CHECK(back->url == sent.url);
    CHECK(back->response_url == sent.response_url);

    for (const auto* handle : {"", "{", "{}", "[]", "https://hooks.slack.com/commands/T1/1/x",
                               "{\"url\":\"https://a\"}", "{\"url\":\"https://a\",\"channel\":\"C 1\",\"ts\":\"1.2\"}",
                               "{\"url\":\"https://a\",\"channel\":\"C1\",\"ts\":\"now\"}",
                               "{\"url\":\"javascript:x\",\"channel\":\"C1\",\"ts\":\"1.2\"}",
                               "{\"url\":\"https://a\",\"unfurl_id\":\"a b\"}"}) {
        CAPTURE(handle);
        CHECK_FALSE(slack::link_place(secret::Secret(std::string(handle))));
    }
}

TEST_CASE("a press below a link reaches the card by its handle, and the presser alone by the response URL") {
    const auto found = read(press_below_link(), "interactive");

    REQUIRE(found.event);
    const auto& event = *found.event;
    CHECK(event.source == Source::button);
    CHECK(event.press->on == chat::PostedMessage{chat::PostedMessage::Via::link, {}});
    CHECK(event.press->button == chat::Press::Button::refresh);
    CHECK(event.conversation.native == "C1");
    CHECK(has_key(event, "action", "U1/10.000100/usher_refresh/1.2"));
    REQUIRE(event.handle);
    const auto place = slack::link_place(event.handle->url);
    REQUIRE(place);
    CHECK(place->channel == "C1");
    CHECK(place->ts == "10.000100");
    CHECK(place->url == "https://desk.example/viewticket.php?tid=516757");
    CHECK(place->response_url == "https://hooks.slack.com/actions/T1/1/x");
    CHECK(event.handle->storable);
}

TEST_CASE("a press below a link with an access key leaves nothing on disk") {
    auto press = press_below_link();
    press["container"]["app_unfurl_url"] = "https://desk.example/viewticket.php?tid=516757&c=Secret12";

    CHECK_FALSE(read(press, "interactive").event->handle->storable);
}

TEST_CASE("a press by a member of another workspace says so") {
    auto press = press_below_link();
    press["team"]["id"] = "T9";

    CHECK(read(press, "interactive").event->outsiders == Outsiders::present);
}

TEST_CASE("a press below a link that is not named is answered by the response URL") {
    auto press = press_below_link();
    press["container"].erase("app_unfurl_url");
    press["app_unfurl"]["app_unfurl_url"] = 7;

    const auto found = read(press, "interactive");

    CHECK(found.event->press->on.via == chat::PostedMessage::Via::link);
    CHECK(found.event->handle->url.reveal() == "https://hooks.slack.com/actions/T1/1/x");
}
