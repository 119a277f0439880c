#include <doctest/doctest.h>

#include "sandbox/bench.hpp"

namespace usher::sandbox {

namespace {

Json post(Bench& bench, Json more = Json::object()) {
    Json arguments = {{"channel", kMainChannel}, {"text", "hello"}};
    arguments.update(more);
    return bench.call("chat.postMessage", std::move(arguments));
}

std::string error_of(const Json& answer) {
    return answer["ok"] == true ? "" : answer["error"].get<std::string>();
}

} // namespace

TEST_CASE("a call needs the right kind of token") {
    Bench bench;
    const auto call = [&](const char* method, const char* token, Json arguments = Json::object()) {
        return error_of(
            bench.web_api.call({.method = method, .header_token = token, .arguments = std::move(arguments)}));
    };

    CHECK(call("auth.test", "") == "not_authed");
    CHECK(call("auth.test", "guess") == "invalid_auth");
    CHECK(call("auth.test", "app-token") == "not_allowed_token_type");
    CHECK(call("apps.connections.open", "bot-token") == "not_allowed_token_type");
    CHECK(call("auth.test", "bot-token") == "");
    CHECK(call("apps.connections.open", "app-token") == "");
    CHECK(call("auth.test", "", {{"token", "bot-token"}}) == "");
    CHECK(call("apps.connections.open", "", {{"token", "app-token"}}) == "not_authed");
    CHECK(call("chat.everything", "bot-token") == "unknown_method");
}

TEST_CASE("opening a connection hands out a single-use address on the same host") {
    Bench bench;

    const auto answer = bench.web_api.call(
        {.method = "apps.connections.open", .header_token = "app-token", .arguments = Json::object()});

    CHECK(text_of(answer, "url").starts_with("ws://127.0.0.1:1/link/?ticket="));
}

TEST_CASE("the bot posts only where it is a member") {
    Bench bench;
    const auto to = [&](const char* channel) { return error_of(post(bench, {{"channel", channel}})); };

    CHECK(to("C0SUPPORT1") == "");
    CHECK(to("C0RANDOM01") == "not_in_channel");
    CHECK(to("C0BILLING1") == "channel_not_found");
    CHECK(to("C0NOWHERE1") == "channel_not_found");
    CHECK(to("U0MARCO001") == "");
    CHECK(error_of(bench.call("chat.postMessage", {{"text", "x"}})) == "invalid_arguments");
}

TEST_CASE("what cannot be posted is refused with Slack's words") {
    Bench bench;
    struct Row {
        const char* error;
        Json arguments;
    };
    const std::vector<Row> rows{
        {"no_text", {{"text", ""}}},
        {"invalid_blocks_format", {{"blocks", "[{"}}},
        {"invalid_blocks_format", {{"blocks", Json::object()}}},
        {"invalid_blocks", {{"blocks", Json::array({{{"type", "nonsense"}}})}}},
        {"invalid_attachments", {{"attachments", "nonsense"}}},
        {"invalid_metadata_format", {{"metadata", {{"event_type", "x"}}}}},
        {"metadata_too_large",
         {{"metadata", {{"event_type", "x"}, {"event_payload", {{"a", std::string(9'000, 'x')}}}}}}},
        {"invalid_thread_ts", {{"thread_ts", "yesterday"}}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.error);
        CHECK(error_of(post(bench, row.arguments)) == row.error);
    }
    CHECK(bench.workspace.messages(kMainChannel).empty());
}

TEST_CASE("blocks may come as JSON or as a string of JSON") {
    Bench bench;
    const char* blocks = R"([{"type":"divider"}])";

    CHECK(error_of(post(bench, {{"blocks", blocks}})) == "");
    CHECK(error_of(post(bench, {{"blocks", Json::parse(blocks)}})) == "");

    CHECK(bench.last().blocks.size() == 1);
    CHECK_FALSE(text_of(bench.last().blocks[0], "block_id").empty());
}

TEST_CASE("a reply to a reply belongs to the parent") {
    Bench bench;
    const auto parent = post(bench)["ts"];
    const auto reply = post(bench, {{"thread_ts", parent}})["ts"];

    post(bench, {{"thread_ts", reply}});

    CHECK(bench.last().thread_ts == parent.get<std::string>());
}

TEST_CASE("an update without blocks removes them; attachments and metadata stay") {
    Bench bench;
    const auto ts = post(bench, Json::parse(R"({"blocks":[{"type":"divider"}],"attachments":[{"text":"a"}],
        "metadata":{"event_type":"t","event_payload":{"m":1}}})"))["ts"];

    bench.call("chat.update", {{"channel", kMainChannel}, {"ts", ts}, {"text", "new"}});

    CHECK(bench.last().text == "new");
    CHECK(bench.last().blocks.is_null());
    CHECK(bench.last().attachments.size() == 1);
    CHECK(bench.last().metadata["event_payload"]["m"] == 1);
}

TEST_CASE("updates that Slack refuses") {
    Bench bench;
    const auto own = post(bench, Json::parse(R"({"blocks":[{"type":"rich_text","elements":[
        {"type":"rich_text_section","elements":[{"type":"text","text":"looking"}]}]}]})"))["ts"];
    const auto persons = bench.say("mine").ts;
    const auto update = [&](const Json& ts, Json more) {
        Json arguments = {{"channel", kMainChannel}, {"ts", ts}};
        arguments.update(more);
        return error_of(bench.call("chat.update", std::move(arguments)));
    };

    CHECK(update("1.000001", {{"text", "x"}}) == "message_not_found");
    CHECK(update(persons, {{"text", "x"}}) == "cant_update_message");
    CHECK(update(own, {{"text", std::string(4'001, 'x')}}) == "msg_too_long");
    CHECK(update(own, Json::object()) == "no_text");
    CHECK(update(own, {{"text", "x"}, {"blocks", Json::array({{{"type", "divider"}}})}}) == "block_mismatch");
}

TEST_CASE("history is newest first, without threads and private messages, and with metadata only if asked") {
    Bench bench;
    const auto first =
        post(bench, Json::parse(R"({"text":"one","metadata":{"event_type":"t","event_payload":{}}})"))["ts"];
    post(bench, {{"text", "reply"}, {"thread_ts", first}});
    bench.call("chat.postEphemeral", {{"channel", kMainChannel}, {"user", kMainPerson}, {"text", "secret"}});
    post(bench, {{"text", "two"}});

    const auto plain = bench.call("conversations.history", {{"channel", kMainChannel}});
    const auto full = bench.call("conversations.history", {{"channel", kMainChannel}, {"include_all_metadata", true}});

    REQUIRE(plain["messages"].size() == 2);
    CHECK(plain["messages"][0]["text"] == "two");
    CHECK(plain["messages"][1]["reply_count"] == 1);
    CHECK_FALSE(plain["messages"][1].contains("metadata"));
    CHECK(full["messages"][1]["metadata"]["event_type"] == "t");
}

TEST_CASE("history begins after `oldest`, and goes on page by page") {
    Bench bench;
    std::vector<std::string> ts;
    for (int i = 0; i < 5; ++i) {
        ts.push_back(post(bench)["ts"].get<std::string>());
    }

    const auto after = bench.call("conversations.history", {{"channel", kMainChannel}, {"oldest", ts[2]}});
    const auto including =
        bench.call("conversations.history", {{"channel", kMainChannel}, {"oldest", ts[2]}, {"inclusive", true}});
    const auto page = bench.call("conversations.history", {{"channel", kMainChannel}, {"limit", 2}});
    const auto next =
        bench.call("conversations.history",
                   {{"channel", kMainChannel}, {"limit", 2}, {"cursor", page["response_metadata"]["next_cursor"]}});

    CHECK(after["messages"].size() == 2);
    CHECK(including["messages"].size() == 3);
    CHECK(page["has_more"] == true);
    CHECK(page["messages"][0]["ts"] == ts[4]);
    CHECK(next["messages"][0]["ts"] == ts[2]);
}

TEST_CASE("replies begin with the parent, oldest first") {
    Bench bench;
    const auto parent = post(bench)["ts"];
    const auto reply = post(bench, {{"text", "reply"}, {"thread_ts", parent}})["ts"];

    const auto thread = bench.call("conversations.replies", {{"channel", kMainChannel}, {"ts", reply}});

    REQUIRE(thread["messages"].size() == 2);
    CHECK(thread["messages"][0]["ts"] == parent);
    CHECK(error_of(bench.call("conversations.replies", {{"channel", kMainChannel}, {"ts", "1.000001"}})) ==
          "thread_not_found");
}

TEST_CASE("a private message needs a member, and is not for updating") {
    Bench bench;
    const auto whisper = [&](const char* person) {
        return bench.call("chat.postEphemeral", {{"channel", kMainChannel}, {"user", person}, {"text", "psst"}});
    };

    CHECK(error_of(whisper("U0SARALND1")) == "user_not_in_channel");
    const auto ts = whisper("U0GIULIA01")["message_ts"];

    CHECK(error_of(bench.call("chat.update", {{"channel", kMainChannel}, {"ts", ts}, {"text", "x"}})) ==
          "message_not_found");
}

TEST_CASE("the bot deletes its own messages only") {
    Bench bench;
    const auto own = post(bench)["ts"];
    const auto persons = bench.say("mine").ts;
    const auto remove = [&](const Json& ts) {
        return error_of(bench.call("chat.delete", {{"channel", kMainChannel}, {"ts", ts}}));
    };

    CHECK(remove(persons) == "cant_delete_message");
    CHECK(remove(own) == "");
    CHECK(remove(own) == "message_not_found");
}

TEST_CASE("a conversation says what kind it is and whether outsiders are in it") {
    Bench bench;
    const auto info = [&](const char* channel) {
        return bench.call("conversations.info", {{"channel", channel}})["channel"];
    };

    CHECK(info("C0GENERAL1")["is_private"] == false);
    CHECK(info("C0SUPPORT1")["is_private"] == true);
    CHECK(info("C0SUPPORT1")["is_ext_shared"] == false);
    CHECK(info("C0NORDLYS1")["is_ext_shared"] == true);
    CHECK(info("D0GIULIA01")["is_im"] == true);
    CHECK(info("C0RANDOM01")["is_member"] == false);
    CHECK(error_of(bench.call("conversations.info", {{"channel", "C0BILLING1"}})) == "channel_not_found");
}

TEST_CASE("a person says whether he is a guest or from elsewhere") {
    Bench bench;
    const auto info = [&](const char* user) {
        return bench.call("users.info", {{"user", user}, {"include_locale", "true"}})["user"];
    };

    CHECK(info("U0DAVIDE01")["is_restricted"] == true);
    CHECK(info("U0SARALND1")["is_stranger"] == true);
    CHECK(info("U0SARALND1")["team_id"] == kPartnerTeam);
    CHECK(info("U0GIULIA01")["locale"] == "it-IT");
    CHECK(info("U0USHERBOT")["is_bot"] == true);
    CHECK(error_of(bench.call("users.info", {{"user", "U0NOBODY00"}})) == "user_not_found");
}

} // namespace usher::sandbox
