#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "matrix/events.hpp"

using namespace usher;
using namespace usher::matrix;
using chat::Change;
using chat::Source;
using nlohmann::json;

namespace {

const Ourselves self{"@usher:hs.test", "hs.test", "Usher Bot"};

json message(std::string body, json more = json::object()) {
    json content = {{"msgtype", "m.text"}, {"body", std::move(body)}};
    content.update(more);
    return {{"type", "m.room.message"},
            {"sender", "@anna:hs.test"},
            {"event_id", "$1"},
            {"content", content},
            {"origin_server_ts", 1767225600000}};
}
Surroundings room() {
    Surroundings around;
    around.room = "!room:hs.test";
    around.command = "!ticket";
    return around;
}
json mention_of_us() {
    return {{"m.mentions", {{"user_ids", {"@usher:hs.test"}}}}};
}
std::optional<chat::Event> asked(const json& event, const Surroundings& around = room()) {
    auto reading = read_event(event, self, around);
    auto* found = std::get_if<ForIntake>(&reading);
    return found == nullptr ? std::nullopt : std::optional(std::move(found->event));
}
/// Said to nobody: it is only looked at for tickets that it names.
bool chatter(const json& event, const Surroundings& around = room()) {
    const auto event_read = asked(event, around);
    return event_read && event_read->source == Source::message;
}
std::string ignored(const json& event, const Surroundings& around = room()) {
    const auto reading = read_event(event, self, around);
    const auto* found = std::get_if<Ignored>(&reading);
    return found == nullptr ? std::string() : std::string(found->reason);
}

} // namespace

TEST_CASE("a command is understood in every form that clients let through") {
    for (const auto* body : {"!ticket 516757", "/ticket 516757", "//ticket 516757", "  !TICKET  516757 \n",
                             "!ticket\t516757", "!ticket\n516757"}) {
        CAPTURE(body);
        const auto event = asked(message(body));
        REQUIRE(event);
        CHECK(event->source == Source::command);
        CHECK(event->text == "516757");
        CHECK(event->message == identity::MessageId{"$1"});
        CHECK(event->person.native == "@anna:hs.test");
        CHECK(event->conversation == identity::ConversationId{identity::Platform::matrix, "hs.test", "!room:hs.test"});
        CHECK(event->keys == std::vector<chat::DedupKey>{{"matrix_event", "$1"}});
    }
}

TEST_CASE("a command alone is a question without words") {
    CHECK(asked(message("!ticket"))->text.empty());
}

TEST_CASE("words that only begin like the command are chat") {
    for (const auto* body : {"!tickets 516757", "!important", "ticket 516757", "see !ticket 516757", "!ticket516757",
                             "///ticket 516757", "! ticket 516757"}) {
        CAPTURE(body);
        CHECK(chatter(message(body)));
    }
}

TEST_CASE("another command word keeps its slash forms") {
    auto around = room();
    around.command = "!t";

    CHECK(asked(message("/t 516757"), around)->text == "516757");
    CHECK(chatter(message("!ticket 516757"), around));
}

TEST_CASE("the bot is spoken to by its id, its name or its local part") {
    for (const auto* body : {"@usher:hs.test 516757", "@usher:hs.test: 516757", "Usher Bot: 516757", "usher, 516757",
                             "@usher 516757", "@Usher Bot 516757"}) {
        CAPTURE(body);
        const auto event = asked(message(body));
        REQUIRE(event);
        CHECK(event->source == Source::mention);
        CHECK(event->text == "516757");
    }
}

TEST_CASE("a sentence that begins with the bot's name is none of its business, unless it mentions it") {
    CHECK(chatter(message("usher is down again")));
    CHECK(asked(message("usher 516757", mention_of_us()))->text == "516757");
}

TEST_CASE("a pill in the middle of a sentence is a mention") {
    auto more = mention_of_us();
    more["format"] = "org.matrix.custom.html";
    more["formatted_body"] = "what about 516757, <a href=\"https://matrix.to/#/@usher:hs.test\">Usher Bot</a>?";

    const auto event = asked(message("what about 516757, Usher Bot?", more));

    REQUIRE(event);
    CHECK(event->source == Source::mention);
    CHECK(event->text == "what about 516757, ?");
}

TEST_CASE("a reply to the bot mentions it, which alone asks nothing") {
    auto more = mention_of_us();
    more["m.relates_to"]["m.in_reply_to"]["event_id"] = "$card";

    CHECK(chatter(message("great, thanks", more)));
}

TEST_CASE("an old client's quotation is not part of a reply") {
    json more;
    more["m.relates_to"]["m.in_reply_to"]["event_id"] = "$0";

    CHECK(asked(message("> <@ben:hs.test> !ticket 111111\n> more\n\n!ticket 516757", more))->text == "516757");
    CHECK(chatter(message("> <@ben:hs.test> !ticket 111111\n\nyes", more)));
}

TEST_CASE("in a direct chat everything is said to the bot") {
    auto around = room();
    around.direct = true;

    const auto event = asked(message("ticket 516757"), around);

    REQUIRE(event);
    CHECK(event->source == Source::direct_message);
    CHECK(event->text == "ticket 516757");
    CHECK(asked(message("!ticket 516757"), around)->source == Source::command);
    CHECK(chatter(message("   "), around));
}

TEST_CASE("a thread is kept") {
    const auto event =
        asked(message("!ticket 516757", {{"m.relates_to", {{"rel_type", "m.thread"}, {"event_id", "$root"}}}}));

    REQUIRE(event);
    CHECK(event->thread == identity::ThreadId{"$root"});
}

TEST_CASE("an edit is about the message that it changes, and only its new content counts") {
    const json replace = {{"m.relates_to", {{"rel_type", "m.replace"}, {"event_id", "$original"}}},
                          {"m.new_content", {{"msgtype", "m.text"}, {"body", "!ticket 482913"}}}};

    const auto event = asked(message("* !ticket 111111", replace));

    REQUIRE(event);
    CHECK(event->change == Change::edited);
    CHECK(event->message == identity::MessageId{"$original"});
    CHECK(event->text == "482913");
}

TEST_CASE("an edit that asks nothing any more is chat about the same message") {
    const json replace = {{"m.relates_to", {{"rel_type", "m.replace"}, {"event_id", "$original"}}},
                          {"m.new_content", {{"msgtype", "m.text"}, {"body", "never mind"}}}};

    const auto event = asked(message("* never mind", replace));

    REQUIRE(event);
    CHECK(event->change == Change::edited);
    CHECK(event->source == Source::message);
    CHECK(event->text == "never mind");
}

TEST_CASE("of what is said to nobody, that counts which people see, but a command is read as it was typed") {
    const json html = {{"format", "org.matrix.custom.html"},
                       {"formatted_body", "<code>#111111</code> <span data-mx-spoiler>#222222</span> #482913"}};

    CHECK(asked(message("#111111 #222222 #482913", html))->text == "`#111111` ||#222222|| #482913");
    CHECK(asked(message("!ticket 482913", html))->text == "482913");
}

TEST_CASE("an edit whose new content is none changes nothing") {
    for (const json& odd : {json::object(), json{{"msgtype", "m.text"}}, json{{"body", "x"}}, json("x"), json(7)}) {
        const json replace = {{"m.relates_to", {{"rel_type", "m.replace"}, {"event_id", "$original"}}},
                              {"m.new_content", odd}};
        CHECK(ignored(message("* x", replace)) == "malformed");
    }
}

TEST_CASE("a redaction withdraws, wherever the room version names its target") {
    const json base = {{"type", "m.room.redaction"}, {"sender", "@anna:hs.test"}, {"event_id", "$2"}};
    auto newer = base;
    newer["content"]["redacts"] = "$1";
    auto older = base;
    older["redacts"] = "$1";
    older["content"] = json::object();

    for (const auto& event : {newer, older}) {
        const auto read = asked(event);
        REQUIRE(read);
        CHECK(read->change == Change::withdrawn);
        CHECK(read->message == identity::MessageId{"$1"});
    }
    CHECK(ignored(base) == "malformed");
}

TEST_CASE("a reaction is reported with what it stands on") {
    const json event = {
        {"type", "m.reaction"},
        {"sender", "@anna:hs.test"},
        {"event_id", "$3"},
        {"content", {{"m.relates_to", {{"rel_type", "m.annotation"}, {"event_id", "$card"}, {"key", "🔄"}}}}}};

    const auto reading = read_event(event, self, room());

    const auto* reacted = std::get_if<Reacted>(&reading);
    REQUIRE(reacted != nullptr);
    CHECK(reacted->message == "$card");
    CHECK(reacted->key == "🔄");
    CHECK(reacted->sender == "@anna:hs.test");
}

TEST_CASE("what the bot says itself, notices and emotes are not answered") {
    auto own = message("!ticket 516757");
    own["sender"] = self.user;

    CHECK(ignored(own) == "own");
    CHECK(ignored(message("!ticket 516757", {{"msgtype", "m.notice"}})) == "not_for_us");
    CHECK(ignored(message("!ticket 516757", {{"msgtype", "m.emote"}})) == "not_for_us");
}

TEST_CASE("after a gap what is too old is not acted on, and a message without a time is too old") {
    auto around = room();
    around.not_before = runtime::WallTime{runtime::milliseconds{1767225600001}};
    auto timeless = message("!ticket 516757");
    timeless.erase("origin_server_ts");

    CHECK(ignored(message("!ticket 516757"), around) == "too_old");
    CHECK(ignored(timeless, around) == "too_old");
    around.not_before = runtime::WallTime{runtime::milliseconds{1767225600000}};
    CHECK(asked(message("!ticket 516757"), around)->asked_at == around.not_before);
}

TEST_CASE("outside a gap a wrong clock loses no command") {
    for (const long long when : {0LL, -5LL, 9007199254740991LL}) {
        auto event = message("!ticket 516757");
        event["origin_server_ts"] = when;
        CHECK(asked(event));
    }
}

TEST_CASE("in an encrypted room nothing is answered, and an encrypted message says what the room is") {
    auto around = room();
    around.encrypted = true;
    auto unreadable = message("");
    unreadable["type"] = "m.room.encrypted";

    CHECK(ignored(message("!ticket 516757"), around) == "encrypted_room");
    CHECK(std::holds_alternative<Encrypted>(read_event(unreadable, self, room())));
}

TEST_CASE("state tells of upgrades, members and encryption") {
    auto state = message("");
    state["state_key"] = "";
    state["type"] = "m.room.tombstone";
    state["content"] = {{"replacement_room", "!new"}};
    auto reading = read_event(state, self, room());
    REQUIRE(std::holds_alternative<Upgraded>(reading));
    CHECK(std::get<Upgraded>(reading).replacement == "!new");
    CHECK(std::get<Upgraded>(reading).sender == "@anna:hs.test");

    state["type"] = "m.room.encryption";
    CHECK(std::holds_alternative<Encrypted>(read_event(state, self, room())));

    state["type"] = "m.room.message"; // A state event is no message, whatever its type says.
    state["content"] = {{"msgtype", "m.text"}, {"body", "!ticket 516757"}};
    CHECK(ignored(state) == "not_for_us");
}
