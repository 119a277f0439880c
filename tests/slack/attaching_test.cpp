#include <doctest/doctest.h>

#include <string>
#include <variant>

#include <nlohmann/json.hpp>

#include "cards.hpp"
#include "slack/link_place.hpp"
#include "stand_in.hpp"
#include "usher/ops/log.hpp"

// Cards below the links of other people's messages.

using namespace usher;
using nlohmann::json;
using testing::SlackBench;

namespace {

const std::string url = "https://desk.example/viewticket.php?tid=516757&c=Secret12";
const chat::PostedMessage below_link{chat::PostedMessage::Via::link, {}};

struct Bench : SlackBench {
    [[nodiscard]] chat::ReplyHandle handle(const slack::LinkPlace& place) const {
        return {slack::to_handle(place), clock.now() + std::chrono::minutes{29}};
    }
    [[nodiscard]] chat::Outgoing message(const slack::LinkPlace& place,
                                         chat::Audience audience = chat::Audience::everyone) const {
        chat::Outgoing made;
        made.to.conversation = {identity::Platform::slack, "T1", "C1"};
        made.to.audience = audience;
        made.to.asker = {identity::Platform::slack, "T1", "U1"};
        made.content = testing::a_card();
        made.marker = "0123456789abcdef";
        made.handle = handle(place);
        return made;
    }
    chat::PostResult post(chat::Outgoing outgoing) { return wait_for(slack().post(std::move(outgoing))); }
    chat::PostResult edit(chat::Outgoing outgoing) { return wait_for(slack().edit(std::move(outgoing), below_link)); }
    [[nodiscard]] json body(const std::string& method) const { return json::parse(stand_in.last(method).body); }
    [[nodiscard]] slack::LinkPlace pressed() const { return {"C1", "10.1", "", url, stand_in.url("/respond")}; }
    void refuse(const std::string& error) {
        stand_in.script("chat.unfurl", 200, R"({"ok":false,"error":")" + error + "\"}");
    }
};

const slack::LinkPlace sent{"C1", "10.1", "", url, ""};
const slack::LinkPlace written{"", "", "gryl3", url, ""};

std::string rejected(const chat::PostResult& result) {
    const auto* reason = std::get_if<chat::Rejected>(&result);
    return reason != nullptr ? reason->reason : "not rejected";
}
std::string not_sent(const chat::PostResult& result) {
    const auto* reason = std::get_if<chat::NotSent>(&result);
    return reason != nullptr ? reason->reason : "something else";
}

} // namespace

TEST_CASE_FIXTURE(Bench, "a card goes below the link that its handle names, by the exact URL") {
    stand_in.script("chat.unfurl", 200, R"({"ok":true})");

    const auto result = post(message(sent));

    CHECK(std::get<chat::Sent>(result).message == below_link);
    const auto body = this->body("chat.unfurl");
    CHECK(body.at("channel") == "C1");
    CHECK(body.at("ts") == "10.1");
    CHECK_FALSE(body.contains("unfurl_id"));
    CHECK(body.at("unfurls").size() == 1);
    CHECK(body.at("unfurls").at(url).at("blocks").size() >= 3);
    CHECK(body.at("unfurls").at(url).at("color").get<std::string>().starts_with('#'));
    CHECK_FALSE(body.at("unfurls").at(url).contains("preview"));
    CHECK(stand_in.last("chat.unfurl").authorization == "Bearer xoxb-made-up");
    CHECK(stand_in.count("chat.postMessage") == 0);
}

TEST_CASE_FIXTURE(Bench, "a card for a message that is being written has a preview") {
    CHECK(std::holds_alternative<chat::Sent>(post(message(written))));

    const auto body = this->body("chat.unfurl");
    CHECK(body.at("unfurl_id") == "gryl3");
    CHECK(body.at("source") == "composer");
    CHECK_FALSE(body.contains("channel"));
    CHECK(body.at("unfurls").at(url).at("preview").at("title").at("type") == "plain_text");
}

TEST_CASE_FIXTURE(Bench, "a new face of the card goes the same way") {
    CHECK(std::get<chat::Sent>(edit(message(sent))).message == below_link);
    CHECK(std::get<chat::Sent>(edit(message(pressed()))).message == below_link);

    CHECK(stand_in.count("chat.unfurl") == 2);
    CHECK(stand_in.count("respond") == 0);
}

TEST_CASE_FIXTURE(Bench, "what is for one person alone never goes below a link") {
    CHECK(rejected(post(message(sent, chat::Audience::asker))) == "links_are_for_everyone");
    CHECK(rejected(edit(message(sent, chat::Audience::asker))) == "links_are_for_everyone");

    CHECK(std::holds_alternative<chat::Sent>(post(message(pressed(), chat::Audience::asker))));
    CHECK(body("respond").at("response_type") == "ephemeral");
    CHECK(body("respond").at("replace_original") == false);
    CHECK(std::holds_alternative<chat::Sent>(edit(message(pressed(), chat::Audience::asker))));
    CHECK(body("respond").at("response_type") == "ephemeral");
    CHECK(body("respond").at("replace_original") == false);

    CHECK(stand_in.count("chat.unfurl") == 0);
}

TEST_CASE_FIXTURE(Bench, "a handle that has expired is not used, and nothing is posted instead") {
    auto late = message(sent);
    clock.advance(std::chrono::minutes{30});

    CHECK(rejected(post(std::move(late))) == "reply_handle_expired");
    CHECK(stand_in.calls.empty());
}

TEST_CASE_FIXTURE(Bench, "an event whose acknowledgement Slack has not seen yet is tried again shortly") {
    refuse("cannot_unfurl_url");

    const auto result = post(message(sent));

    CHECK(not_sent(result) == "cannot_unfurl_url");
    CHECK(std::get<chat::NotSent>(result).retry_after == std::chrono::seconds{1});
    CHECK(stand_in.count("chat.unfurl") == 1);
}

TEST_CASE_FIXTURE(Bench, "whatever may have been attached can be attached again") {
    for (const auto& [status, answer] : {std::pair{500, "{}"},
                                         {503, "busy"},
                                         {200, "not json"},
                                         {200, "{}"},
                                         {200, R"({"ok":false,"error":"fatal_error"})"},
                                         {200, R"({"ok":false,"error":"brand_new"})"}}) {
        CAPTURE(answer);
        stand_in.script("chat.unfurl", status, answer);
        CHECK(std::holds_alternative<chat::NotSent>(post(message(sent))));
    }
}

TEST_CASE_FIXTURE(Bench, "a message or a link that is gone is rejected") {
    for (const auto* error :
         {"cannot_find_message", "cannot_unfurl_message", "invalid_unfurl_id", "cannot_find_channel"}) {
        refuse(error);
        CHECK(rejected(post(message(sent))) == error);
    }
}

TEST_CASE_FIXTURE(Bench, "a missing scope and a rate limit are obeyed") {
    refuse("missing_scope");
    CHECK(not_sent(post(message(sent))) == "missing_scope");
    stand_in.script("chat.unfurl", 429, R"({"ok":false,"error":"ratelimited"})", {{"Retry-After", "7"}});
    CHECK(std::get<chat::NotSent>(post(message(sent))).retry_after == std::chrono::seconds{7});
}

TEST_CASE_FIXTURE(Bench,
                  "a card that Slack does not take as built goes out in one plain line, and the log keeps quiet") {
    ops::LogCapture log;
    refuse("invalid_blocks");

    CHECK(std::holds_alternative<chat::Sent>(post(message(sent))));

    CHECK(stand_in.count("chat.unfurl") == 2);
    const auto unfurl = body("chat.unfurl").at("unfurls").at(url);
    CHECK(unfurl.at("blocks").size() == 1);
    CHECK(unfurl.at("blocks").at(0).at("text").at("type") == "plain_text");
    CHECK(log.contains("slack_message_refused"));
    CHECK_FALSE(log.contains("516757"));
    CHECK_FALSE(log.contains("Secret12"));

    refuse("invalid_blocks");
    refuse("invalid_blocks");
    CHECK(rejected(post(message(sent))) == "invalid_blocks");
}
