#include <doctest/doctest.h>

#include <string>
#include <variant>

#include <nlohmann/json.hpp>

#include "stand_in.hpp"
#include "usher/ops/log.hpp"

using namespace usher;
using nlohmann::json;
using testing::SlackBench;

namespace {

struct Bench : SlackBench {
    [[nodiscard]] chat::ReplyHandle handle(const std::string& path = "/respond") const {
        return {secret::Secret(stand_in.url(path)), clock.now() + std::chrono::minutes{29}};
    }
    static chat::Outgoing message(chat::Audience audience = chat::Audience::everyone) {
        card::Notice notice;
        notice.kind = card::NoticeKind::not_found;
        notice.reference = "516757";
        chat::Outgoing made;
        made.to.conversation = {identity::Platform::slack, "T1", "C1"};
        made.to.audience = audience;
        made.to.asker = {identity::Platform::slack, "T1", "U1"};
        made.content = notice;
        made.marker = "0123456789abcdef";
        return made;
    }
    chat::PostResult post(chat::Outgoing outgoing) { return wait_for(slack().post(std::move(outgoing))); }
    [[nodiscard]] json body(const std::string& method) const { return json::parse(stand_in.last(method).body); }
};

std::string rejected(const chat::PostResult& result) {
    const auto* reason = std::get_if<chat::Rejected>(&result);
    return reason != nullptr ? reason->reason : "not rejected";
}

const chat::PostedMessage posted_before{chat::PostedMessage::Via::message, {"1700000000.000100"}};
const chat::PostedMessage posted_by_handle{chat::PostedMessage::Via::handle, {}};

} // namespace

TEST_CASE_FIXTURE(Bench, "a post goes to the conversation and thread, with its marker, and comes back with its id") {
    auto outgoing = message();
    outgoing.to.thread = identity::ThreadId{"1600000000.000100"};

    const auto result = post(std::move(outgoing));

    CHECK(std::get<chat::Sent>(result).message ==
          chat::PostedMessage{chat::PostedMessage::Via::message, {"1700000000.000200"}});
    const auto sent = body("chat.postMessage");
    CHECK(sent.at("channel") == "C1");
    CHECK(sent.at("thread_ts") == "1600000000.000100");
    CHECK(sent.at("metadata").at("event_type") == "usher_answer");
    CHECK(sent.at("metadata").at("event_payload") == json{{"marker", "0123456789abcdef"}});
    CHECK(sent.at("blocks").at(0).at("block_id") == "0123456789abcdef");
    CHECK(sent.at("unfurl_links") == false);
    CHECK(stand_in.last("chat.postMessage").authorization == "Bearer xoxb-made-up");
}

TEST_CASE_FIXTURE(Bench, "where the bot may not post the reply handle does it, and is used at once the next time") {
    stand_in.script("chat.postMessage", 200, R"({"ok":false,"error":"not_in_channel"})");
    auto first = message();
    first.handle = handle();
    first.to.thread = identity::ThreadId{"1600000000.000100"};
    auto second = message();
    second.handle = handle();

    const auto result = post(std::move(first));
    CHECK(std::get<chat::Sent>(result).message == posted_by_handle);
    CHECK(body("respond").at("response_type") == "in_channel");
    CHECK(body("respond").at("replace_original") == false);
    CHECK(body("respond").at("thread_ts") == "1600000000.000100");
    CHECK_FALSE(body("respond").contains("metadata"));
    CHECK(stand_in.last("respond").authorization.empty());

    post(std::move(second));
    CHECK(stand_in.count("chat.postMessage") == 1);
    CHECK(stand_in.count("respond") == 2);

    clock.advance(std::chrono::minutes{11});
    auto third = message();
    third.handle = handle();
    post(std::move(third));
    CHECK(stand_in.count("chat.postMessage") == 2);
}

TEST_CASE_FIXTURE(Bench, "where the bot may not post and there is no handle the post is rejected") {
    stand_in.script("chat.postMessage", 200, R"({"ok":false,"error":"channel_not_found"})");

    CHECK(rejected(post(message())) == "channel_not_found");
}

TEST_CASE_FIXTURE(Bench, "an expired handle is not used") {
    stand_in.script("chat.postMessage", 200, R"({"ok":false,"error":"channel_not_found"})");
    auto outgoing = message();
    outgoing.handle = handle();
    clock.advance(std::chrono::minutes{30});

    CHECK(rejected(post(std::move(outgoing))) == "channel_not_found");
    CHECK(stand_in.count("respond") == 0);
}

TEST_CASE_FIXTURE(Bench, "a handle that points elsewhere is not used") {
    auto outgoing = message(chat::Audience::asker);
    outgoing.handle =
        chat::ReplyHandle{secret::Secret("http://localhost:1/respond"), clock.now() + std::chrono::hours{1}};

    post(std::move(outgoing));

    CHECK(stand_in.count("chat.postEphemeral") == 1);
}

TEST_CASE_FIXTURE(Bench, "a private answer goes by the handle") {
    auto outgoing = message(chat::Audience::asker);
    outgoing.handle = handle();

    const auto result = post(std::move(outgoing));

    CHECK(std::get<chat::Sent>(result).message == posted_by_handle);
    CHECK(body("respond").at("response_type") == "ephemeral");
    CHECK(body("respond").at("replace_original") == false);
    CHECK(stand_in.count("chat.postEphemeral") == 0);
}

TEST_CASE_FIXTURE(Bench, "a private answer without a handle, or with a used-up one, goes by the Web API") {
    auto without = message(chat::Audience::asker);
    auto used_up = message(chat::Audience::asker);
    used_up.handle = handle();
    stand_in.script("respond", 404, "used_url");

    CHECK(std::get<chat::Sent>(post(std::move(without))).message == posted_by_handle);
    CHECK(body("chat.postEphemeral").at("user") == "U1");
    CHECK(std::holds_alternative<chat::Sent>(post(std::move(used_up))));
    CHECK(stand_in.count("chat.postEphemeral") == 2);
}

TEST_CASE_FIXTURE(Bench, "a message that Slack does not take as built goes out as plain text") {
    ops::LogCapture log;
    stand_in.script("chat.postMessage", 200, R"({"ok":false,"error":"invalid_blocks"})");

    const auto result = post(message());

    CHECK(std::holds_alternative<chat::Sent>(result));
    CHECK(stand_in.count("chat.postMessage") == 2);
    const auto sent = body("chat.postMessage");
    CHECK(sent.at("attachments").empty());
    CHECK(sent.at("blocks").at(0).at("block_id") == "0123456789abcdef");
    CHECK(sent.at("channel") == "C1");
    CHECK(log.contains("slack_message_refused"));
    CHECK_FALSE(log.contains("516757"));
}

TEST_CASE_FIXTURE(Bench, "a rate limit is obeyed without asking again") {
    stand_in.script("chat.postMessage", 429, R"({"ok":false,"error":"ratelimited"})", {{"Retry-After", "30"}});

    CHECK(std::get<chat::NotSent>(post(message())).retry_after == std::chrono::seconds{30});
    CHECK(std::get<chat::NotSent>(post(message())).retry_after == std::chrono::seconds{30});
    CHECK(stand_in.count("chat.postMessage") == 1);

    clock.advance(std::chrono::seconds{30});
    CHECK(std::holds_alternative<chat::Sent>(post(message())));
}

TEST_CASE_FIXTURE(Bench, "whatever may have been posted is ambiguous") {
    for (const auto& [status, answer] : {std::pair{500, "{}"},
                                         {503, "busy"},
                                         {200, "not json"},
                                         {200, "{}"},
                                         {200, R"({"ok":true})"},
                                         {200, R"({"ok":false,"error":"fatal_error"})"},
                                         {200, R"({"ok":false,"error":"brand_new"})"},
                                         {302, ""}}) {
        CAPTURE(answer);
        stand_in.script("chat.postMessage", status, answer);
        CHECK(std::holds_alternative<chat::Ambiguous>(post(message())));
    }
    CHECK(stand_in.count("chat.postMessage") == 8);
}

TEST_CASE_FIXTURE(Bench, "a refused token is certainly not a post, and is told to try later") {
    stand_in.script("chat.postMessage", 200, R"({"ok":false,"error":"token_revoked"})");

    const auto result = post(message());

    CHECK(std::get<chat::NotSent>(result).reason == "token_revoked");
}

TEST_CASE_FIXTURE(Bench, "an edit replaces the message in place and drops its old attachments") {
    const auto result = wait_for(slack().edit(message(), posted_before));

    CHECK(std::get<chat::Sent>(result).message == posted_before);
    CHECK(body("chat.update").at("ts") == "1700000000.000100");
    CHECK(body("chat.update").at("channel") == "C1");
    CHECK(body("chat.update").at("attachments").empty());
}

TEST_CASE_FIXTURE(Bench, "an edit of what went by a handle goes by the handle") {
    auto outgoing = message(chat::Audience::asker);
    outgoing.handle = handle();

    const auto result = wait_for(slack().edit(std::move(outgoing), posted_by_handle));

    CHECK(std::holds_alternative<chat::Sent>(result));
    CHECK(body("respond").at("replace_original") == true);
    CHECK(body("respond").at("response_type") == "ephemeral");
    CHECK(stand_in.count("chat.update") == 0);
}

TEST_CASE_FIXTURE(Bench, "an edit of what went by a handle is rejected once the handle has expired") {
    auto outgoing = message();
    outgoing.handle = handle();
    clock.advance(std::chrono::minutes{30});

    CHECK(rejected(wait_for(slack().edit(std::move(outgoing), posted_by_handle))) == "reply_handle_expired");
    CHECK(rejected(wait_for(slack().edit(message(), posted_by_handle))) == "reply_handle_expired");
    CHECK(stand_in.calls.empty());
}

TEST_CASE_FIXTURE(Bench, "an edit of a message that is gone is rejected") {
    for (const auto* error : {"message_not_found", "block_mismatch"}) {
        stand_in.script("chat.update", 200, std::string(R"({"ok":false,"error":")") + error + "\"}");
        auto outgoing = message();
        outgoing.handle = handle();
        CHECK(rejected(wait_for(slack().edit(std::move(outgoing), posted_before))) == error);
    }
    CHECK(stand_in.count("respond") == 0);
}

TEST_CASE_FIXTURE(Bench, "a press can refresh a card where the bot is no member") {
    stand_in.script("chat.update", 200, R"({"ok":false,"error":"channel_not_found"})");
    auto outgoing = message();
    outgoing.handle = handle();

    const auto result = wait_for(slack().edit(std::move(outgoing), posted_before));

    CHECK(std::get<chat::Sent>(result).message == posted_before);
    CHECK(body("respond").at("replace_original") == true);
}

TEST_CASE_FIXTURE(Bench, "a lost post is found by its marker") {
    stand_in.script("conversations.history", 200, R"({"ok":true,"has_more":true,"messages":[{"ts":"1.1","text":"x"}],
        "response_metadata":{"next_cursor":"more"}})");
    stand_in.script("conversations.history", 200, R"({"ok":true,"messages":[{"ts":"1.2",
        "metadata":{"event_type":"usher_answer","event_payload":{"marker":"0123456789abcdef"}}}]})");

    const auto found = wait_for(slack().locate(message().to, "0123456789abcdef", clock.now()));

    CHECK(std::get<chat::Located>(found).message == chat::PostedMessage{chat::PostedMessage::Via::message, {"1.2"}});
    CHECK(stand_in.last("conversations.history").body.find("cursor=more") != std::string::npos);
    CHECK(stand_in.last("conversations.history").body.find("include_all_metadata=true") != std::string::npos);
}

TEST_CASE_FIXTURE(Bench, "a lost post is found by its block id where Slack dropped the metadata") {
    stand_in.script("conversations.replies", 200, R"({"ok":true,"messages":[{"ts":"1.1"},{"ts":"1.3",
        "blocks":[{"type":"rich_text","block_id":"0123456789abcdef"}]}]})");
    auto where = message().to;
    where.thread = identity::ThreadId{"1.0"};

    const auto found = wait_for(slack().locate(where, "0123456789abcdef", clock.now()));

    CHECK(std::get<chat::Located>(found).message.id.native == "1.3");
    CHECK(stand_in.last("conversations.replies").body.find("ts=1.0") != std::string::npos);
}

TEST_CASE_FIXTURE(Bench, "looking for a lost post is absent only when everything was seen") {
    const auto look = [this](chat::Destination where) {
        return wait_for(slack().locate(std::move(where), "m", clock.now()));
    };
    stand_in.script("conversations.history", 200, R"({"ok":true,"messages":[{"ts":"1.1"}],"has_more":false})");
    CHECK(std::holds_alternative<chat::Absent>(look(message().to)));
    stand_in.script("conversations.history", 200, R"({"ok":true,"messages":[],"has_more":true})");
    CHECK(std::holds_alternative<chat::CannotTell>(look(message().to)));
    stand_in.script("conversations.history", 200, R"({"ok":true})");
    CHECK(std::holds_alternative<chat::CannotTell>(look(message().to)));
    stand_in.script("conversations.history", 200,
                    R"({"ok":false,"error":"missing_scope","needed":"channels:history"})");
    CHECK(std::get<chat::CannotTell>(look(message().to)).reason == "missing_scope");
    CHECK(std::holds_alternative<chat::CannotTell>(look(message(chat::Audience::asker).to)));
}

TEST_CASE_FIXTURE(Bench, "conversations are described as far as Slack says it") {
    using identity::ConversationKind;
    using identity::Outsiders;
    struct Row {
        const char* channel;
        identity::ConversationFacts facts;
    };
    for (const auto& [channel, facts] :
         {Row{R"({"is_im":true})", {ConversationKind::direct, Outsiders::absent}},
          {R"({"is_im":true,"is_ext_shared":true})", {ConversationKind::direct, Outsiders::present}},
          {R"({"is_mpim":true,"is_private":true,"is_ext_shared":false})",
           {ConversationKind::group_direct, Outsiders::absent}},
          {R"({"is_private":true,"is_ext_shared":false})", {ConversationKind::private_channel, Outsiders::absent}},
          {R"({"is_private":false,"is_ext_shared":false})", {ConversationKind::public_channel, Outsiders::absent}},
          {R"({"is_private":false,"is_ext_shared":true})", {ConversationKind::public_channel, Outsiders::present}},
          {R"({"is_private":false,"is_ext_shared":false,"is_pending_ext_shared":true})",
           {ConversationKind::public_channel, Outsiders::present}},
          {R"({"is_private":false,"is_ext_shared":false,"pending_connected_team_ids":["T9"]})",
           {ConversationKind::public_channel, Outsiders::present}},
          {R"({"is_private":false})", {ConversationKind::public_channel, Outsiders::unknown}},
          {R"({})", {}},
          {R"(7)", {}}}) {
        CAPTURE(channel);
        stand_in.script("conversations.info", 200, std::string(R"({"ok":true,"channel":)") + channel + "}");
        CHECK(wait_for(slack().describe({identity::Platform::slack, "T1", channel})) == facts);
    }
}

TEST_CASE_FIXTURE(Bench, "of a message that is still being written nobody knows who will read it") {
    CHECK(wait_for(slack().describe({identity::Platform::slack, "T1", "COMPOSER"})) == identity::ConversationFacts{});
    CHECK(stand_in.calls.empty());
}

TEST_CASE_FIXTURE(Bench, "a description is remembered for a minute, its absence for half of one") {
    const identity::ConversationId place{identity::Platform::slack, "T1", "C1"};
    stand_in.script("conversations.info", 200, R"({"ok":false,"error":"missing_scope"})");
    CHECK(wait_for(slack().describe(place)) == identity::ConversationFacts{});
    CHECK(wait_for(slack().describe(place)) == identity::ConversationFacts{});
    CHECK(stand_in.count("conversations.info") == 1);

    clock.advance(std::chrono::seconds{31});
    stand_in.script("conversations.info", 200, R"({"ok":true,"channel":{"is_im":true}})");
    CHECK(wait_for(slack().describe(place)).kind == identity::ConversationKind::direct);
    clock.advance(std::chrono::seconds{31});
    CHECK(wait_for(slack().describe(place)).kind == identity::ConversationKind::direct);
    CHECK(stand_in.count("conversations.info") == 2);
}

TEST_CASE_FIXTURE(Bench, "many who ask at once are answered by one question") {
    const identity::ConversationId place{identity::Platform::slack, "T1", "C1"};
    stand_in.script("conversations.info", 200, R"({"ok":true,"channel":{"is_im":true}})");
    int answered = 0;
    for (int i = 0; i < 5; ++i) {
        asio::co_spawn(loop, slack().describe(place),
                       [&](const std::exception_ptr&, identity::ConversationFacts facts) {
                           answered += facts.kind == identity::ConversationKind::direct ? 1 : 0;
                       });
    }

    CHECK(until([&] { return answered == 5; }));
    CHECK(stand_in.count("conversations.info") == 1);
}

TEST_CASE_FIXTURE(
    Bench, "guests of the workspace are outsiders where they are members, and nobody knows if Slack does not tell") {
    using identity::Outsiders;
    constexpr auto channel = R"({"ok":true,"channel":{"is_private":true,"is_ext_shared":false}})";
    const auto describe = [&](const char* id) {
        stand_in.script("conversations.info", 200, channel);
        return wait_for(slack().describe({identity::Platform::slack, "T1", id})).outsiders;
    };
    stand_in.script("users.list", 200, R"({"ok":false,"error":"missing_scope"})");
    CHECK(describe("C1") == Outsiders::unknown);

    stand_in.script("users.list", 200, R"({"ok":true,"members":[{"id":"U1","is_restricted":false}],
        "response_metadata":{"next_cursor":"page-2"}})");
    stand_in.script("users.list", 200, R"({"ok":true,"members":[{"id":"UGUEST","is_ultra_restricted":true},7]})");
    stand_in.script("conversations.members", 200, R"({"ok":true,"members":["U1","UGUEST"]})");
    CHECK(describe("C2") == Outsiders::present);

    stand_in.script("conversations.members", 200, R"({"ok":true,"members":["U1"]})");
    CHECK(describe("C3") == Outsiders::absent);
    stand_in.script("conversations.info", 200, R"({"ok":true,"channel":{"is_im":true}})");
    stand_in.script("conversations.members", 200, R"({"ok":true,"members":["UBOT","UGUEST"]})");
    CHECK(wait_for(slack().describe({identity::Platform::slack, "T1", "D1"})).outsiders == Outsiders::present);
    stand_in.script("conversations.members", 200, R"({"ok":true})");
    CHECK(describe("C4") == Outsiders::unknown);
    CHECK(stand_in.count("users.list") == 3); // Remembered.
}
