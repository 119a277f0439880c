#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "testing/process.hpp"

using usher::testing::Process;
using usher::testing::usher_binary;

namespace {

const std::string example = USHER_SOURCE_DIR "/src/sandbox/tickets/516757.json";

struct Ran {
    int exit = 0;
    std::string output;
    std::string errors;
};

Ran show(std::vector<std::string> arguments, std::string input = {}) {
    arguments.insert(arguments.begin(), {usher_binary(), "show"});
    Process process(arguments, {.input = std::move(input), .environment = {}, .folder = {}});
    const int exit = process.wait();
    return {exit, process.output(), process.errors()};
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("show prints the documentation's ticket as text") {
    const auto ran = show({"--file", example});

    CHECK(ran.exit == 0);
    CHECK(has(ran.output, "This is a sample ticket"));
    CHECK(has(ran.output, "This is the first ticket reply by an admin user!"));
    CHECK(has(ran.output, "This is a second reply!"));
    CHECK_FALSE(has(ran.output, "KPqH7yG3"));
    CHECK_FALSE(has(ran.output, "This is a ticket note"));
}

TEST_CASE("show prints internal notes only if they are asked for, at the full level") {
    const auto ran = show({"--file", example, "--level", "full", "--notes"});
    CHECK(ran.exit == 0);
    CHECK(has(ran.output, "Internal note"));
    CHECK(has(ran.output, "This is a ticket note"));

    CHECK_FALSE(has(show({"--file", example, "--level", "full"}).output, "This is a ticket note"));
    const auto refused = show({"--file", example, "--notes"});
    CHECK(refused.exit == 2);
    CHECK(has(refused.errors, "--level full"));

    const auto json = show({"--file", example, "--level", "full", "--notes", "--as", "json"});
    const auto card = nlohmann::json::parse(json.output);
    CHECK(card.at("notes").size() == 1);
    CHECK(card.at("notes").at(0).at("text") == "This is a ticket note");
    for (const auto& reply : card.at("replies")) {
        CHECK(reply.at("text") != "This is a ticket note");
    }
}

TEST_CASE("show as JSON keeps the contract's members") {
    const auto ran = show({"--file", example, "--as", "json", "--now", "2016-01-02T00:00:00Z"});

    REQUIRE(ran.exit == 0);
    const auto card = nlohmann::json::parse(ran.output);
    CHECK(card.at("number") == "516757");
    CHECK(card.at("id") == "1");
    CHECK(card.at("status") == "Closed");
    CHECK(card.at("reply_count") == 2);
    CHECK(card.at("waiting").at("on") == "nobody");
    CHECK(card.at("opened") == "2016-01-01T05:26:29Z");
    CHECK(card.at("replies").size() == 2);
    CHECK(card.at("replies").at(0).at("role") == "staff");
    CHECK_FALSE(card.contains("email"));
}

TEST_CASE("show at the minimal level withholds replies and names") {
    const auto ran = show({"--file", example, "--as", "json", "--level", "minimal"});

    REQUIRE(ran.exit == 0);
    const auto card = nlohmann::json::parse(ran.output);
    CHECK_FALSE(card.contains("replies"));
    CHECK_FALSE(has(ran.output, "Cynthia"));
}

TEST_CASE("show as Slack prints a message body without a channel") {
    const auto ran = show({"--file", example, "--as", "slack"});

    REQUIRE(ran.exit == 0);
    const auto message = nlohmann::json::parse(ran.output);
    CHECK(message.contains("text"));
    CHECK_FALSE(message.contains("channel"));
}

TEST_CASE("show as Matrix prints the content of a message event") {
    const auto ran = show({"--file", example, "--as", "matrix"});

    REQUIRE(ran.exit == 0);
    CHECK(ran.output.ends_with("}\n"));
    const auto content = nlohmann::json::parse(ran.output);
    CHECK(content.at("msgtype") == "m.notice");
    CHECK(has(content.at("body").get<std::string>(), "#516757 · Closed · This is a sample ticket\n"));
    CHECK(has(content.at("formatted_body").get<std::string>(), "<b>This is a sample ticket</b>"));
}

TEST_CASE("show reads a body from standard input") {
    const auto ran = show({"--file", "-"}, R"({"result":"success","tid":"T-1","subject":"From a pipe"})");

    CHECK(ran.exit == 0);
    CHECK(has(ran.output, "From a pipe"));
}

TEST_CASE("an error body is a failure that says what it was") {
    const auto ran = show({"--file", "-"}, R"({"result":"error","message":"Ticket ID Not Found"})");

    CHECK(ran.exit == 1);
    CHECK(ran.output.empty());
    CHECK(has(ran.errors, "not found"));
}

TEST_CASE("bodies that are no tickets are failures and never crashes") {
    for (const auto* body :
         {"null", "[]", "", "{", "<html>no</html>", "\"text\"", "{\"result\":\"success\"}", "\xff\xfe"}) {
        CAPTURE(body);
        CHECK(show({"--file", "-"}, body).exit == 1);
    }
}

TEST_CASE("wrong usage of show exits 2") {
    CHECK(show({}).exit == 2);
    CHECK(show({"516757"}).exit == 2);
    CHECK(show({"--file", example, "--as", "fax"}).exit == 2);
    CHECK(show({"--file", example, "--level", "none"}).exit == 2);
    CHECK(show({"--file", example, "--now", "yesterday"}).exit == 2);
}

TEST_CASE("show in Italian speaks Italian") {
    const auto ran = show({"--file", example, "--language", "it"});

    CHECK(ran.exit == 0);
    CHECK(has(ran.output, "Chiuso"));
}
