#include <doctest/doctest.h>

#include "sandbox/block_kit.hpp"
#include "testing/contains.hpp"

namespace usher::sandbox {

namespace {

Json plain(const std::string& text) {
    return {{"type", "plain_text"}, {"text", text}};
}
Json mrkdwn(const std::string& text) {
    return {{"type", "mrkdwn"}, {"text", text}};
}
Json section(const std::string& text) {
    return {{"type", "section"}, {"text", mrkdwn(text)}};
}
Json button(const std::string& label) {
    return {{"type", "button"}, {"action_id", label}, {"text", plain(label)}};
}
Json list(Json item) {
    Json items = Json::array();
    items.push_back(std::move(item));
    return items;
}
Json times(std::size_t count, const Json& item) {
    Json items = Json::array();
    for (std::size_t i = 0; i < count; ++i) {
        items.push_back(item);
    }
    return items;
}
Json rich(Json element) {
    return {{"type", "rich_text"},
            {"elements", list({{"type", "rich_text_section"}, {"elements", list(std::move(element))}})}};
}
std::string verdict(const Json& block) {
    const auto refusal = check_message(list(block), Json());
    return refusal ? refusal->error : "";
}
std::string of(std::size_t length) {
    return std::string(length, 'x');
}

} // namespace

TEST_CASE("what Slack takes is taken") {
    CHECK(verdict(section(of(3'000))) == "");
    CHECK(verdict({{"type", "header"}, {"text", plain(of(150))}}) == "");
    CHECK(verdict({{"type", "section"}, {"fields", times(10, mrkdwn("*a*\nb"))}}) == "");
    CHECK(verdict({{"type", "context"}, {"elements", times(10, mrkdwn("a"))}}) == "");
    CHECK(verdict({{"type", "divider"}}) == "");
    CHECK(verdict({{"type", "actions"}, {"elements", list(button("Refresh"))}}) == "");
    CHECK(verdict(rich({{"type", "text"}, {"text", "a"}, {"style", {{"bold", true}}}})) == "");
    CHECK(verdict(rich({{"type", "link"}, {"url", "https://a.example"}})) == "");
}

TEST_CASE("lengths count characters, not bytes") {
    std::string accents;
    for (int i = 0; i < 150; ++i) {
        accents += "è";
    }
    CHECK(verdict({{"type", "header"}, {"text", plain(accents)}}) == "");
    CHECK(verdict({{"type", "header"}, {"text", plain(accents + "è")}}) == "invalid_blocks");
}

TEST_CASE("what Slack refuses is refused") {
    struct Row {
        const char* why;
        Json block;
    };
    const std::vector<Row> rows{
        {"unknown type", {{"type", "nonsense"}}},
        {"not an object", "text"},
        {"section too long", section(of(3'001))},
        {"empty section text", section("")},
        {"section without text and fields", {{"type", "section"}}},
        {"eleven fields", {{"type", "section"}, {"fields", times(11, mrkdwn("a"))}}},
        {"field too long", {{"type", "section"}, {"fields", list(mrkdwn(of(2'001)))}}},
        {"header too long", {{"type", "header"}, {"text", plain(of(151))}}},
        {"header in mrkdwn", {{"type", "header"}, {"text", mrkdwn("a")}}},
        {"emoji on mrkdwn", {{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", "a"}, {"emoji", true}}}}},
        {"member that does not exist", {{"type", "divider"}, {"colour", "red"}}},
        {"eleven in a context", {{"type", "context"}, {"elements", times(11, mrkdwn("a"))}}},
        {"button in a context", {{"type", "context"}, {"elements", list(button("a"))}}},
        {"no elements", {{"type", "actions"}, {"elements", Json::array()}}},
        {"same action id twice", {{"type", "actions"}, {"elements", times(2, button("a"))}}},
        {"button label too long", {{"type", "actions"}, {"elements", list(button(of(76)))}}},
        {"style that does not exist",
         {{"type", "actions"}, {"elements", list({{"type", "button"}, {"text", plain("a")}, {"style", "bold"}})}}},
        {"button value too long",
         {{"type", "actions"}, {"elements", list({{"type", "button"}, {"text", plain("a")}, {"value", of(2'001)}})}}},
        {"empty rich text", rich({{"type", "text"}, {"text", ""}})},
        {"unknown rich element", rich({{"type", "blink"}, {"text", "a"}})},
        {"list without style",
         {{"type", "rich_text"}, {"elements", list({{"type", "rich_text_list"}, {"elements", Json::array()}})}}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.why);
        CHECK(verdict(row.block) == "invalid_blocks");
    }
}

TEST_CASE("a refusal says where and what, as Slack does") {
    const auto refusal = check_message(list(section(of(3'001))), Json());

    REQUIRE(refusal.has_value());
    CHECK(refusal->details.at(0) == "must be less than 3001 characters [json-pointer:/blocks/0/text/text]");
}

TEST_CASE("a message has at most fifty blocks") {
    CHECK_FALSE(check_message(times(50, section("a")), Json()).has_value());
    CHECK(check_message(times(51, section("a")), Json()).value().error == "invalid_blocks");
}

TEST_CASE("all blocks together have at most 13,200 characters") {
    CHECK_FALSE(check_message(times(5, section(of(2'640))), Json()).has_value());
    CHECK(check_message(times(5, section(of(2'641))), Json()).value().error == "msg_blocks_too_long");
}

TEST_CASE("blocks in attachments are checked and counted, too") {
    const Json good = list({{"color", "#ff0000"}, {"blocks", list(section("a"))}});
    const Json bad = list({{"blocks", list(section(""))}});
    const Json long_one = list({{"blocks", times(3, section(of(2'900)))}});

    CHECK_FALSE(check_message(Json(), good).has_value());
    CHECK(check_message(Json(), bad).value().error == "invalid_attachments");
    CHECK(check_message(times(3, section(of(2'900))), long_one).value().error == "msg_blocks_too_long");
    CHECK(check_message(Json(), times(101, good[0])).value().error == "too_many_attachments");
}

} // namespace usher::sandbox
