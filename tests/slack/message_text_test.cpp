#include "slack/message_text.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "testing/contains.hpp"
#include "usher/slack/wire_text.hpp"

using nlohmann::json;
using usher::slack::neutral_text;
using usher::slack::neutral_text_of_event;

namespace {

json message(const json& parts, const char* text = "what old clients see") {
    return {{"type", "message"},
            {"user", "U1"},
            {"text", text},
            {"ts", "1610241741.000200"},
            {"blocks", json::array({{{"type", "rich_text"}, {"block_id", "b"}, {"elements", parts}}})}};
}

json part(const char* type, const json& elements) {
    return {{"type", type}, {"elements", elements}};
}

/// A message with one section.
json section(const char* elements) {
    return message(json::array({part("rich_text_section", json::parse(elements))}));
}

std::string neutral(const json& event, std::string_view own_user = {}) {
    return neutral_text_of_event(event, own_user).value_or("no message");
}

const char* const everything = R"({"envelope_id":"e","type":"events_api","payload":{"type":"event_callback",
    "event":{"type":"message","subtype":"message_changed","message":{"type":"message","user":"U1","text":"a #516757",
    "blocks":[{"type":"rich_text","elements":[
        {"type":"rich_text_section","elements":[{"type":"text","text":"it`s || #516757\n"},
            {"type":"text","text":"close #111111","style":{"code":true}},{"type":"user","user_id":"U1"},
            {"type":"link","url":"https://evil.example/#111111","text":"#111111"},{"type":"emoji","name":"bug"}]},
        {"type":"rich_text_list","style":"bullet","indent":0,"border":0,"elements":[
            {"type":"rich_text_section","elements":[{"type":"text","text":"ticket 902347"}]}]},
        {"type":"rich_text_quote","elements":[{"type":"text","text":"#111111"}]},
        {"type":"rich_text_preformatted","border":0,"elements":[{"type":"text","text":"#111111"}]}]}]}}}})";

} // namespace

TEST_CASE("rich text is what people see, whatever its style") {
    CHECK(neutral(section(R"([{"type":"text","text":"ticket "},{"type":"text","text":"516757","style":{"bold":true}},
        {"type":"text","text":", "},{"type":"text","text":"902347","style":{"strike":true,"italic":true}}])")) ==
          "ticket 516757, 902347\n");
}

TEST_CASE("code is code, in a line and in a block") {
    CHECK(
        neutral(section(R"([{"type":"text","text":"run "},{"type":"text","text":"#516757","style":{"code":true}}])")) ==
        "run `#516757`\n");
    CHECK(neutral(message({part("rich_text_section", {{{"type", "text"}, {"text", "see"}}}),
                           part("rich_text_preformatted", {{{"type", "text"}, {"text", "a\n#516757"}}})})) ==
          "see\n```\na\n#516757\n```\n");
}

TEST_CASE("backticks that people see as such do not open code around what is code") {
    CHECK(neutral(section(R"([{"type":"text","text":"a ` b "},{"type":"text","text":"#111111","style":{"code":true}},
        {"type":"text","text":" #516757"}])")) == "a ` b (code) #516757\n");
}

TEST_CASE("quotations are quoted line by line, lists within them too") {
    const auto line = [](const char* text) {
        return part("rich_text_section", json::array({{{"type", "text"}, {"text", text}}}));
    };
    auto list = part("rich_text_list", json::array({line("#111111")}));
    list["border"] = 1;
    CHECK(neutral(
              message(json::array({part("rich_text_quote", json::array({{{"type", "text"}, {"text", "a\n#111111"}}})),
                                   list, part("rich_text_quote", json::array({line("#111111")})), line("#516757")}))) ==
          "> a\n> #111111\n> \xE2\x80\xA2 #111111\n> #111111\n#516757\n");
}

TEST_CASE("each item of a list has a line of its own") {
    const auto line = [](const char* text) {
        return part("rich_text_section", json::array({{{"type", "text"}, {"text", text}}}));
    };
    CHECK(neutral(message(
              json::array({line("ticket"), part("rich_text_list", json::array({line("516757"), line("b")}))}))) ==
          "ticket\n\xE2\x80\xA2 516757\n\xE2\x80\xA2 b\n");
}

TEST_CASE("a link is its address and what its label adds") {
    CHECK(neutral(section(R"([{"type":"text","text":"see"},
        {"type":"link","url":"https://desk.example/viewticket.php?tid=516757&c=x"},{"type":"text","text":"now"}])")) ==
          "see https://desk.example/viewticket.php?tid=516757&c=x now\n");
    CHECK(neutral(section(R"([{"type":"link","url":"https://a.example/","text":"a.example"}])")) ==
          "https://a.example/\n");
    CHECK(neutral(section(R"([{"type":"link","url":"https://a.example/1","text":"#516757"}])")) ==
          "[#516757](https://a.example/1)\n");
    CHECK(neutral(section(R"([{"type":"link","url":"https://a.example/1","text":"#516757","style":{"code":true}}])")) ==
          "`[#516757](https://a.example/1)`\n");
    CHECK(neutral(section(R"([{"type":"link","url":"mailto:516757@a.example","text":"516757"}])")) == "(mail)\n");
    CHECK(neutral(section(R"([{"type":"link","url":"tel:516757","text":"516757"}])")) == "(phone)\n");
}

TEST_CASE("what is neither text nor link is a word that names no ticket") {
    CHECK(neutral(section(R"([{"type":"text","text":"ticket"},{"type":"user","user_id":"U516757"},
        {"type":"usergroup","usergroup_id":"S516757"},{"type":"channel","channel_id":"C516757"},
        {"type":"broadcast","range":"here"},{"type":"emoji","name":"516757","unicode":"1f4a9"},
        {"type":"date","timestamp":516757,"format":"{date}","fallback":"#516757"},
        {"type":"canvas","text":"#516757"},{"type":"text","text":"516757"}])")) ==
          "ticket @user @group #channel @here (emoji) (date) (something) 516757\n");
    CHECK(neutral(section(R"([{"type":"user","user_id":"UBOT"},{"type":"text","text":" 516757"}])"), "UBOT") ==
          " 516757\n");
    CHECK(neutral(message(json::array({part("rich_text_table", json::array({"#516757"}))}))) == "(something)\n");
}

TEST_CASE("what Slack takes for a colour is the text somebody typed") {
    CHECK(neutral(section(R"([{"type":"text","text":"who owns "},{"type":"color","value":"#516757"},
        {"type":"text","text":"?"}])")) == "who owns #516757?\n");
    CHECK(neutral(section(R"([{"type":"color","value":"#516757"},{"type":"text","text":".zip"}])")) == "#516757.zip\n");
    CHECK(neutral(section(R"([{"type":"text","text":"PR"},{"type":"color","value":"#516757"}])")) == "PR#516757\n");
    CHECK(neutral(section(R"([{"type":"color","value":"#516757","style":{"code":true}}])")) == "`#516757`\n");
    CHECK(neutral(message(json::array(
              {part("rich_text_quote",
                    json::parse(R"([{"type":"text","text":"see "},{"type":"color","value":"#516757"}])"))}))) ==
          "> see #516757\n");
    CHECK(neutral(message(json::array(
              {part("rich_text_preformatted",
                    json::parse(R"([{"type":"text","text":"a { color: "},{"type":"color","value":"#516757"}])"))}))) ==
          "```\na { color: #516757\n```\n");
    CHECK(neutral(section(R"([{"type":"color","value":5},{"type":"color"}])")).empty());
}

TEST_CASE("without rich text the wire text counts") {
    CHECK(neutral({{"type", "message"}, {"text", "&gt; #1\n<@U1> #516757"}}) == "> #1\n@user #516757");
    CHECK(neutral(message(json::array(), "ticket 516757")) == "ticket 516757");
    CHECK(neutral({{"type", "message"},
                   {"text", "a"},
                   {"blocks", {{{"type", "section"}, {"text", {{"text", "#516757"}}}}}}}) == "a");
}

TEST_CASE("of a changed message what it says now, of a deleted one nothing") {
    CHECK(neutral({{"type", "message"},
                   {"subtype", "message_changed"},
                   {"message", {{"text", "#516757"}}},
                   {"previous_message", {{"text", "#111111"}}}}) == "#516757");
    CHECK(neutral({{"type", "message"}, {"subtype", "message_deleted"}, {"previous_message", {{"text", "#111111"}}}})
              .empty());
    CHECK(neutral({{"type", "message"}, {"subtype", "message_changed"}}) == "no message");
}

TEST_CASE("attachments, files and what is shared say nothing") {
    CHECK(neutral({{"type", "message"},
                   {"subtype", "file_share"},
                   {"text", "look"},
                   {"files", {{{"title", "#111111"}, {"initial_comment", {{"comment", "#111111"}}}}}},
                   {"attachments", {{{"text", "#111111"}, {"fallback", "#111111"}}}}}) == "look");
}

TEST_CASE("an event is found in what Slack wraps it in, and nothing else is taken for one") {
    CHECK(neutral_text(R"({"type":"app_mention","text":"<@UBOT> #516757"})") == "@user #516757");
    CHECK(neutral_text(R"({"type":"event_callback","event":{"type":"message","text":"#516757"}})") == "#516757");
    CHECK(usher::testing::contains(neutral_text(everything).value(), "\n\xE2\x80\xA2 ticket 902347\n> #111111\n"));
    CHECK(neutral_text(R"({"text":"#516757"})") == "#516757");
    for (const std::string_view none :
         {R"({"type":"reaction_added","text":"#516757"})", R"({"type":"hello"})", "{}",
          R"({"command":"/ticket","text":"516757"})",
          R"({"type":"slash_commands","payload":{"command":"/ticket","text":"516757"}})",
          R"({"envelope_id":"e","payload":{"text":"an acknowledgement"}})", "[]", "\"a\"", "{", "",
          R"({"type":"event_callback","event":{"type":"app_home_opened","text":"#1"}})"}) {
        CAPTURE(none);
        CHECK_FALSE(neutral_text(none).has_value());
    }
    CHECK_FALSE(neutral_text(std::string(100'000, '[')).has_value());
}

TEST_CASE("whatever becomes of an event on its way, it is read in peace") {
    std::mt19937 random(516757);
    const auto below = [&random](std::size_t end) {
        return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
    };
    const std::vector<json> odd{nullptr,
                                true,
                                -1,
                                1e300,
                                "",
                                "#",
                                json::array(),
                                json::object(),
                                {{"type", "text"}},
                                json::array({json::array({1})})};
    const auto whole = json::parse(everything);
    const auto flat = whole.flatten();
    for (int i = 0; i < 4000; ++i) {
        auto broken = whole;
        for (auto left = 1 + below(3); left > 0; --left) {
            auto at =
                json::json_pointer(std::next(flat.begin(), static_cast<std::ptrdiff_t>(below(flat.size()))).key());
            for (auto up = below(8); up > 0 && !at.empty(); --up) {
                at.pop_back();
            }
            if (broken.contains(at)) {
                broken[at] = odd.at(below(odd.size()));
            }
        }
        const auto text = neutral_text(broken.dump());
        REQUIRE((text.has_value() || !text.error().empty()));

        std::string bytes = everything;
        bytes.at(below(bytes.size())) = static_cast<char>(below(256));
        REQUIRE((neutral_text(bytes).has_value() || true));
    }
}
