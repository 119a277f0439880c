#include <doctest/doctest.h>

#include <string>

#include <nlohmann/json.hpp>

#include "slack/buttons.hpp"
#include "slack/envelopes.hpp"
#include "slack/mrkdwn.hpp"

using namespace usher;
using nlohmann::json;

TEST_CASE("an acknowledgement names its envelope") {
    CHECK(slack::acknowledgement("e-1", "") == R"({"envelope_id":"e-1"})");
}

TEST_CASE("a payload goes along if it is small enough") {
    const auto frame = json::parse(slack::acknowledgement("e-1", R"({"text":"no"})"));

    CHECK(frame.at("payload").at("text") == "no");
}

TEST_CASE("an acknowledgement never reaches the size at which Slack closes the connection") {
    for (const std::size_t size : {19'900U, 19'950U, 19'990U, 20'480U, 200'000U}) {
        const auto payload = json{{"text", std::string(size, 'x')}}.dump();

        const auto frame = slack::acknowledgement("e-1", payload);

        CHECK(frame.size() < slack::max_acknowledgement);
        CHECK(frame.find("e-1") != std::string::npos);
    }
}

TEST_CASE("a payload that is no JSON is left out") {
    CHECK(slack::acknowledgement("e-1", "{") == R"({"envelope_id":"e-1"})");
}

TEST_CASE("a button's value survives the way to Slack and back") {
    const auto number = ticket::TicketNumber::parse("CFB-250177");
    REQUIRE(number);

    const auto back = slack::parse_button_value(slack::to_button_value({*number, card::View::last}));

    REQUIRE(back);
    CHECK(back->view == card::View::last);
    CHECK(ticket::to_string(back->reference) == "CFB-250177");
}

TEST_CASE("somebody else's words are literal in mrkdwn") {
    struct Row {
        const char* text;
        const char* shown;
    };
    for (const auto& [text, shown] : {Row{"plain", "plain"},
                                      {"a & b", "a &amp; b"},
                                      {"<!here>", "&lt;!here&gt;"},
                                      {"*bold*", "＊bold＊"},
                                      {"5 * 3", "5 * 3"},
                                      {"log_of_2026.txt", "log_of_2026.txt"},
                                      {"_sly_ x", "＿sly＿ x"},
                                      {"> quote", "＞ quote"},
                                      {"two\nlines", "two lines"}}) {
        CAPTURE(text);
        CHECK(slack::literal(text, 100) == shown);
    }
}

TEST_CASE("escaping counts against the limit") {
    for (const std::size_t max : {1U, 5U, 6U, 10U, 99U}) {
        CHECK(slack::units(slack::literal(std::string(300, '&'), max)) <= max);
    }
}
