#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "slack/events.hpp"

using namespace usher;
using nlohmann::json;
using slack::Envelope;
using slack::Frame;

namespace {

const slack::Ourselves ourselves{"T1", "UBOT", "BBOT", "usher"};
const runtime::WallTime now{std::chrono::seconds{1'795'000'000}};

Frame read(const std::string& text) {
    const slack::HostRule hosts("https://slack.com/api/");
    return slack::read_frame(text, ourselves, hosts, now);
}
Frame read_json(const json& frame) {
    return read(frame.dump());
}

Envelope envelope(const json& frame) {
    return std::get<Envelope>(read_json(frame));
}

json command() {
    return json::parse(R"({"envelope_id":"e-1","type":"slash_commands","accepts_response_payload":true,"payload":{
        "token":"x","team_id":"T1","team_domain":"acme","channel_id":"C1","channel_name":"support","user_id":"U1",
        "user_name":"ann","command":"/ticket","text":"516757","api_app_id":"A1","is_enterprise_install":"false",
        "response_url":"https://hooks.slack.com/commands/T1/1/x","trigger_id":"111.222.abc"}})");
}

json callback(const char* event) {
    auto frame = json::parse(R"({"envelope_id":"e-2","type":"events_api","accepts_response_payload":false,
        "retry_attempt":0,"retry_reason":"","payload":{"team_id":"T1","type":"event_callback","event_id":"Ev1",
        "is_ext_shared_channel":false}})");
    frame["payload"]["event"] = json::parse(event);
    return frame;
}

json mention() {
    return callback(R"({"type":"app_mention","user":"U1","text":"<@UBOT> 516757","ts":"1610241741.000200",
        "channel":"C1","team":"T1","client_msg_id":"c-1","event_ts":"1610241741.000200"})");
}

json direct_message() {
    return callback(R"({"type":"message","channel_type":"im","user":"U1","text":"516757","ts":"1610241742.000200",
        "channel":"D1","team":"T1","event_ts":"1610241742.000200"})");
}

json press(const char* action_id, const char* value) {
    auto frame = json::parse(R"({"envelope_id":"e-3","type":"interactive","accepts_response_payload":false,"payload":{
        "type":"block_actions","team":{"id":"T1"},"user":{"id":"U1","team_id":"T1"},
        "container":{"type":"message_attachment","message_ts":"1548261231.000200","channel_id":"C1","is_ephemeral":false},
        "channel":{"id":"C1","name":"support"},"message":{"ts":"1548261231.000200","thread_ts":"1548261000.000100"},
        "trigger_id":"1.2.3","response_url":"https://hooks.slack.com/actions/A/B/C",
        "actions":[{"type":"button","block_id":"b","action_ts":"1548426417.840180"}]}})");
    frame["payload"]["actions"][0]["action_id"] = action_id;
    frame["payload"]["actions"][0]["value"] = value;
    return frame;
}

json shortcut() {
    return json::parse(R"({"envelope_id":"e-4","type":"interactive","accepts_response_payload":false,"payload":{
        "type":"message_action","token":"x","action_ts":"1548426417.840180","team":{"id":"T1","domain":"acme"},
        "user":{"id":"U1","username":"ann","team_id":"T1","name":"ann"},"channel":{"id":"C1","name":"support"},
        "is_enterprise_install":false,"enterprise":null,"callback_id":"usher_show_ticket","trigger_id":"1.2.4",
        "response_url":"https://hooks.slack.com/app/T1/1/x","message_ts":"1548261231.000200",
        "message":{"type":"message","user":"U2","ts":"1548261231.000200","text":"who owns #516757?","team":"T1"}}})");
}

bool has_key(const chat::Event& event, const std::string& kind, const std::string& key) {
    return std::ranges::find(event.keys, chat::DedupKey{kind, key}) != event.keys.end();
}

} // namespace

TEST_CASE("hello and disconnect are told apart from envelopes") {
    CHECK(std::get<slack::Hello>(read(R"({"type":"hello","num_connections":2})")).connections == 2);
    CHECK(std::get<slack::Hello>(read(R"({"type":"hello"})")).connections == 0);
    CHECK(std::get<slack::Disconnect>(read(R"({"type":"disconnect","reason":"warning"})")).reason == "warning");
    CHECK(std::get<slack::Disconnect>(read(R"({"type":"disconnect","reason":7})")).reason.empty());
}

TEST_CASE("a command becomes an event") {
    const auto found = envelope(command());

    REQUIRE(found.event);
    CHECK(found.id == "e-1");
    CHECK(found.kind == "command");
    CHECK(found.accepts_payload);
    CHECK(found.event->source == chat::Source::command);
    CHECK(found.event->text == "516757");
    CHECK(found.event->conversation == identity::ConversationId{identity::Platform::slack, "T1", "C1"});
    CHECK(found.event->person == identity::PersonId{identity::Platform::slack, "T1", "U1"});
    CHECK(found.event->outsiders == identity::Outsiders::unknown);
    CHECK(has_key(*found.event, "trigger_id", "111.222.abc"));
    REQUIRE(found.event->handle);
    CHECK(found.event->handle->url.reveal() == "https://hooks.slack.com/commands/T1/1/x");
    CHECK(found.event->handle->expires > now + std::chrono::minutes{25});
    CHECK(found.event->handle->expires < now + std::chrono::minutes{30});
}

TEST_CASE("an enterprise flag may be a word or a boolean") {
    auto frame = command();
    frame["payload"]["is_enterprise_install"] = false;

    CHECK(envelope(frame).event.has_value());
}

TEST_CASE("a response URL that is not Slack's is treated as absent") {
    for (const auto* url :
         {"https://evil.example/x", "http://hooks.slack.com/x", "", "https://hooks.slack.com@evil.example/"}) {
        CAPTURE(url);
        auto frame = command();
        frame["payload"]["response_url"] = url;

        const auto found = envelope(frame);

        REQUIRE(found.event);
        CHECK_FALSE(found.event->handle);
    }
}

TEST_CASE("a command by somebody of another workspace brings an outsider") {
    auto frame = command();
    frame["payload"]["team_id"] = "T9";

    const auto found = envelope(frame);

    CHECK(found.event->person.tenant == "T9");
    CHECK(found.event->conversation.tenant == "T1");
    CHECK(found.event->outsiders == identity::Outsiders::present);
}

TEST_CASE("a command's wire text is decoded") {
    auto frame = command();
    frame["payload"]["text"] = "<https://desk.example/viewticket.php?tid=516757|x> &amp; more";

    CHECK(envelope(frame).event->text == "https://desk.example/viewticket.php?tid=516757 & more");
}

TEST_CASE("a mention becomes an event without the mention") {
    const auto found = envelope(mention());

    REQUIRE(found.event);
    CHECK(found.kind == "mention");
    CHECK(found.event->source == chat::Source::mention);
    CHECK(found.event->text == " 516757");
    CHECK_FALSE(found.event->thread);
    CHECK_FALSE(found.event->handle);
    CHECK(found.event->outsiders == identity::Outsiders::absent);
    CHECK(has_key(*found.event, "event_id", "Ev1"));
    CHECK(has_key(*found.event, "channel_ts", "C1/1610241741.000200"));
    CHECK(has_key(*found.event, "client_msg_id", "c-1"));
}

TEST_CASE("a mention in a thread keeps its thread") {
    auto frame = mention();
    frame["payload"]["event"]["thread_ts"] = "1610241000.000100";

    CHECK(envelope(frame).event->thread == identity::ThreadId{"1610241000.000100"});
}

TEST_CASE("the mention and the message of the same words share a key") {
    auto message = direct_message();
    message["payload"]["event"]["channel"] = "C1";
    message["payload"]["event"]["ts"] = "1610241741.000200";

    CHECK(has_key(*envelope(message).event, "channel_ts", "C1/1610241741.000200"));
    CHECK(has_key(*envelope(mention()).event, "channel_ts", "C1/1610241741.000200"));
}

TEST_CASE("a shared channel and a stranger in it are outsiders") {
    auto shared = mention();
    shared["payload"]["is_ext_shared_channel"] = true;
    auto stranger = mention();
    stranger["payload"]["event"]["user_team"] = "T9";
    auto silent = mention();
    silent["payload"].erase("is_ext_shared_channel");

    CHECK(envelope(shared).event->outsiders == identity::Outsiders::present);
    CHECK(envelope(stranger).event->outsiders == identity::Outsiders::present);
    CHECK(envelope(stranger).event->person.tenant == "T9");
    CHECK(envelope(silent).event->outsiders == identity::Outsiders::unknown);
}

TEST_CASE("a direct message becomes an event") {
    const auto found = envelope(direct_message());

    REQUIRE(found.event);
    CHECK(found.event->source == chat::Source::direct_message);
    CHECK(found.event->conversation.native == "D1");
}

TEST_CASE("messages that are no questions are only acknowledged") {
    struct Row {
        const char* member;
        json value;
    };
    const std::vector<Row> rows{{"bot_id", "B9"},
                                {"bot_profile", json::object()},
                                {"user", "UBOT"},
                                {"hidden", true},
                                {"edited", json{{"user", "U1"}}},
                                {"subtype", "message_changed"},
                                {"subtype", "message_deleted"},
                                {"subtype", "bot_message"},
                                {"subtype", "channel_join"},
                                {"subtype", "ekm_access_denied"},
                                {"user", nullptr},
                                {"user", "<@U1>"},
                                {"channel", 7},
                                {"ts", "yesterday"}};
    for (const auto& base : {mention(), direct_message()}) {
        for (const auto& row : rows) {
            CAPTURE(row.member);
            CAPTURE(row.value.dump());
            auto frame = base;
            frame["payload"]["event"][row.member] = row.value;

            const auto found = envelope(frame);

            CHECK_FALSE(found.event);
            CHECK_FALSE(found.id.empty());
            CHECK_FALSE(found.ignored.empty());
        }
    }
}

TEST_CASE("messages of people that carry a harmless subtype are questions") {
    for (const auto* subtype : {"file_share", "thread_broadcast", "me_message"}) {
        auto frame = direct_message();
        frame["payload"]["event"]["subtype"] = subtype;

        CHECK(envelope(frame).event.has_value());
    }
}

TEST_CASE("other events are acknowledged and no more") {
    auto limited = mention();
    limited["payload"] = {{"type", "app_rate_limited"}, {"team_id", "T1"}, {"minute_rate_limited", 1518467820}};

    CHECK_FALSE(envelope(limited).event);
    CHECK(envelope(limited).ignored == "app_rate_limited");
    CHECK_FALSE(envelope(callback(R"({"type":"reaction_added"})")).event);
    CHECK_FALSE(envelope(callback("7")).event);
    CHECK_FALSE(envelope(callback("[]")).event);
}

TEST_CASE("a retry is an event like the first delivery") {
    auto frame = mention();
    frame["envelope_id"] = "e-9";
    frame["retry_attempt"] = 3;
    frame["retry_reason"] = "timeout";

    CHECK(has_key(*envelope(frame).event, "event_id", "Ev1"));
}

TEST_CASE("a press on Refresh becomes an event on that message") {
    const auto found = envelope(press("usher_refresh", "v1|card|516757"));

    REQUIRE(found.event);
    REQUIRE(found.event->press);
    CHECK(found.kind == "button");
    CHECK(found.event->source == chat::Source::button);
    CHECK(found.event->press->button == chat::Press::Button::refresh);
    CHECK(ticket::to_string(*found.event->press->reference) == "516757");
    CHECK(found.event->press->view == card::View::summary);
    CHECK(found.event->press->on == chat::PostedMessage{chat::PostedMessage::Via::message, {"1548261231.000200"}});
    CHECK(found.event->thread == identity::ThreadId{"1548261000.000100"});
    CHECK(found.event->handle.has_value());
    CHECK(has_key(*found.event, "action", "U1/1548261231.000200/usher_refresh/1548426417.840180"));
}

TEST_CASE("a press on a private answer can only be answered through its handle") {
    auto frame = press("usher_all_replies", "v1|full|id:1");
    frame["payload"]["container"]["is_ephemeral"] = true;
    frame["payload"].erase("message");

    const auto found = envelope(frame);

    REQUIRE(found.event);
    CHECK(found.event->press->on == chat::PostedMessage{chat::PostedMessage::Via::handle, {}});
    CHECK(found.event->press->button == chat::Press::Button::all_replies);
    CHECK(ticket::to_string(*found.event->press->reference) == "id:1");
    CHECK_FALSE(found.event->thread);
}

TEST_CASE("odd presses are acknowledged and no more") {
    for (const auto* value :
         {"", "516757", "v2|card|516757", "v1|card", "v1|card|", "v1|nothing|516757", "v1|card|<!channel>",
          "v1|card|516757|x", "v1|card|1111111111222222222233333333334444444444555555555566666666667777777777"}) {
        CAPTURE(value);
        CHECK_FALSE(envelope(press("usher_refresh", value)).event);
    }
    CHECK_FALSE(envelope(press("usher_open", "v1|card|516757")).event);
    CHECK_FALSE(envelope(press("somebody_else", "v1|card|516757")).event);
    auto number = press("usher_refresh", "x");
    number["payload"]["actions"][0]["value"] = 516757;
    CHECK_FALSE(envelope(number).event);
    auto nobody = press("usher_refresh", "v1|card|516757");
    nobody["payload"]["user"] = "U1";
    CHECK_FALSE(envelope(nobody).event);
    auto none = press("usher_refresh", "v1|card|516757");
    none["payload"]["actions"] = json::object();
    CHECK_FALSE(envelope(none).event);
}

TEST_CASE("the shortcut on a message asks about what that message names") {
    const auto found = envelope(shortcut());

    REQUIRE(found.event);
    CHECK(found.kind == "shortcut");
    CHECK(found.event->source == chat::Source::shortcut);
    CHECK(found.event->change == chat::Change::asked);
    CHECK(found.event->text == "who owns #516757?");
    CHECK(found.event->conversation.native == "C1");
    CHECK(found.event->person.native == "U1");
    CHECK(found.event->person.tenant == "T1");
    CHECK(found.event->handle.has_value());
    CHECK_FALSE(found.event->thread);
    CHECK_FALSE(found.event->message);
    CHECK_FALSE(found.event->press);
    REQUIRE(found.event->keys.size() == 1);
    CHECK(has_key(*found.event, "trigger_id", "1.2.4"));
}

TEST_CASE("the shortcut reads what people see of the message, and without the bot's own name") {
    auto frame = shortcut();
    frame["payload"]["message"]["blocks"] = json::parse(R"([{"type":"rich_text","elements":[
        {"type":"rich_text_section","elements":[{"type":"user","user_id":"UBOT"},{"type":"text","text":" see "},
        {"type":"text","text":"#111111","style":{"code":true}},{"type":"text","text":" #482913"}]}]}])");

    CHECK(envelope(frame).event->text == " see `#111111` #482913\n");
}

TEST_CASE("the shortcut answers in the thread that the message stands in, not below the message") {
    auto reply = shortcut();
    reply["payload"]["message"]["thread_ts"] = "1548261000.000100";
    CHECK(envelope(reply).event->thread == identity::ThreadId{"1548261000.000100"});

    auto parent = shortcut();
    parent["payload"]["message"]["thread_ts"] = parent["payload"]["message"]["ts"];
    CHECK_FALSE(envelope(parent).event->thread);

    parent["payload"]["message"].erase("ts");
    CHECK_FALSE(envelope(parent).event->thread);

    reply["payload"]["message"]["thread_ts"] = "not a time";
    CHECK_FALSE(envelope(reply).event->thread);
}

TEST_CASE("the shortcut works on anybody's message, and on one without a word") {
    auto frame = shortcut();
    frame["payload"]["message"]["bot_id"] = "BOTHER";
    frame["payload"]["message"]["subtype"] = "bot_message";
    CHECK(envelope(frame).event->text == "who owns #516757?");

    frame["payload"]["message"].erase("text");
    CHECK(envelope(frame).event->text.empty());

    frame["payload"]["message"] = {{"ts", "1548261231.000200"}};
    CHECK(envelope(frame).event->text.empty());
}

TEST_CASE("somebody of another workspace who uses the shortcut is an outsider") {
    auto frame = shortcut();
    frame["payload"]["user"]["team_id"] = "T2";

    const auto found = envelope(frame);

    CHECK(found.event->person.tenant == "T2");
    CHECK(found.event->conversation.tenant == "T1");
    CHECK(found.event->outsiders == identity::Outsiders::present);

    frame["payload"]["user"].erase("team_id");
    frame["payload"]["team"]["id"] = "T2";
    CHECK(envelope(frame).event->outsiders == identity::Outsiders::present);
}

TEST_CASE("odd shortcuts are acknowledged and no more") {
    for (const auto* member : {"message", "channel", "user"}) {
        for (const auto& odd : {json(), json(7), json("C1"), json::array(), json::object()}) {
            CAPTURE(member);
            CAPTURE(odd.dump());
            auto frame = shortcut();
            frame["payload"][member] = odd;
            CHECK_FALSE(envelope(frame).event);
            CHECK(envelope(frame).ignored == "incomplete");
        }
    }
    for (const auto& odd : {json(), json("somebody_elses"), json(7), json::array()}) {
        CAPTURE(odd.dump());
        auto frame = shortcut();
        frame["payload"]["callback_id"] = odd;
        CHECK_FALSE(envelope(frame).event);
        CHECK(envelope(frame).ignored == "unknown_shortcut");
    }
    auto elsewhere = shortcut();
    elsewhere["payload"]["response_url"] = "https://elsewhere.example/x";
    CHECK_FALSE(envelope(elsewhere).event->handle);
    auto keyless = shortcut();
    keyless["payload"]["trigger_id"] = json::array();
    CHECK(envelope(keyless).event->keys.empty());
    auto global = shortcut();
    global["payload"]["type"] = "shortcut";
    CHECK_FALSE(envelope(global).event);
}

TEST_CASE("envelopes of any other shape are acknowledged") {
    for (const auto* frame :
         {R"({"envelope_id":"e","type":"new_thing","payload":{}})",
          R"({"envelope_id":"e","type":"slash_commands","payload":[1]})",
          R"({"envelope_id":"e","type":"events_api","payload":"text"})", R"({"envelope_id":"e","type":"events_api"})",
          R"({"envelope_id":"e","type":"interactive","payload":{"type":"view_submission"}})", R"({"envelope_id":"e"})",
          R"({"envelope_id":"e","type":"slash_commands","payload":{"text":null,"channel_id":{}}})"}) {
        CAPTURE(frame);
        const auto found = std::get<Envelope>(read(std::string(frame)));
        CHECK(found.id == "e");
        CHECK_FALSE(found.event);
    }
}

TEST_CASE("what is no message of the protocol is malformed") {
    std::string deep = R"({"envelope_id":"e","type":"slash_commands","payload":)";
    deep += std::string(100'000, '[') + std::string(100'000, ']') + "}";
    for (const auto& text : {std::string(), std::string("{"), std::string("[]"), std::string("7"), std::string("\"x\""),
                             std::string("{\"type\":\"\xFF\"}"), std::string("{\"type\":1e999}"), std::string("{}"),
                             std::string(R"({"type":"events_api","payload":{}})"), deep, std::string(5U << 20U, ' ')}) {
        CHECK(std::holds_alternative<slack::Malformed>(read(text)));
    }
}

TEST_CASE("an envelope cut anywhere is malformed and nothing worse") {
    const auto whole = command().dump();
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CHECK(std::holds_alternative<slack::Malformed>(read(whole.substr(0, length))));
    }
}
