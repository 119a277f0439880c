#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "keliweb/bodies.hpp"
#include "usher/ops/log.hpp"

namespace usher::keliweb::tests {
namespace {

std::string error_body(const std::string& text) {
    return R"({"result":"error","message":")" + text + R"("})";
}

TEST_CASE("bodies without a ticket have their outcome") {
    struct Row {
        const char* body;
        const char* expected;
    };
    const std::vector<Row> rows = {
        {"error-not-found", "not_found"},
        {"error-by-status", "not_found"},
        {"error-malformed-text", "unreadable broken_text"},
        {"error-lost-access", "misconfigured desk_lost_access"},
        {"error-without-text", "unavailable desk_error"},
        {"error-text-not-text", "unavailable desk_error"},
        {"error-with-ticket", "refused"},
        {"shape-null", "unavailable bad_shape"},
        {"shape-array", "unavailable bad_shape"},
        {"shape-array-of-ticket", "unavailable bad_shape"},
        {"shape-text", "unavailable bad_shape"},
        {"shape-empty-object", "unavailable bad_shape"},
        {"shape-success-without-number", "unavailable bad_shape"},
        {"shape-wrapped", "unavailable bad_shape"},
        {"shape-html", "unavailable bad_json"},
        {"shape-empty", "unavailable bad_json"},
        {"shape-cut", "unavailable bad_json"},
        {"shape-trailing", "unavailable bad_json"},
        {"shape-huge-number", "unavailable bad_json"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.body);
        CHECK_EQ(outcome(read(body(row.body))), row.expected);
    }
}

TEST_CASE("the desk's error texts are told apart without regard to case") {
    struct Row {
        const char* text;
        const char* expected;
    };
    const std::vector<Row> rows = {
        {"Ticket ID not found", "not_found"},
        {"TICKET ID NOT FOUND", "not_found"},
        {"Ticket Not Found", "not_found"},
        {"Ticket non trovato", "not_found"},
        {"Invalid Ticket ID", "not_found"},
        {"Not found", "not_found"},
        {"Authentication Failed", "misconfigured desk_lost_access"},
        {"Invalid IP 10.0.0.1", "misconfigured desk_lost_access"},
        {"Invalid or missing credentials", "misconfigured desk_lost_access"},
        {"Invalid Permissions: API action \\\"getticket\\\" is not allowed", "misconfigured desk_lost_access"},
        {"You do not have permission to view this ticket", "refused"},
        {"Access denied", "refused"},
        {"This ticket is not yours", "refused"},
        {"Action not allowed", "refused"},
        {"Too Many Attempts.", "unavailable rate_limited"},
        {"Ticket ID Required", "misconfigured request_form"},
        {"Message is required", "misconfigured request_form"},
        {"You must provide either a ticket id or ticket number", "misconfigured request_form"},
        {"malformed utf-8 characters", "unreadable broken_text"},
        {"Client Not Found", "unavailable desk_error"},
        {"Something went wrong", "unavailable desk_error"},
        {"", "unavailable desk_error"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK_EQ(outcome(read(error_body(row.text))), row.expected);
    }
}

TEST_CASE("an answer with another number than the asked one is not shown and logged without the other number") {
    const ops::LogCapture log;

    CHECK_EQ(outcome(read(body("replies-object"), number("303304"))), "not_found");

    CHECK(log.contains("desk_answered_another_ticket"));
    CHECK_FALSE(log.contains("303303"));
}

TEST_CASE("the asked number is compared without regard to case") {
    CHECK_EQ(outcome(read(body("number-with-letters"), number("cfb-250177"))), "found CFB-250177");
}

TEST_CASE("leading zeros of a number count") {
    CHECK_EQ(outcome(read(body("number-with-leading-zeros"), number("123"))), "not_found");
}

TEST_CASE("an id is compared with the answer's id and never with its number") {
    CHECK_EQ(outcome(read(body("replies-object"), id("77"))), "found 303303");
    CHECK_EQ(outcome(read(body("scalars-as-floats"), id("77"))), "found 303303");
    CHECK_EQ(outcome(read(body("replies-object"), id("303303"))), "not_found");
}

TEST_CASE("an answer without any id to compare is not trusted when an id was asked for") {
    CHECK_EQ(outcome(read(R"({"result":"success","tid":"303303"})", id("77"))), "unavailable bad_shape");
}

TEST_CASE("a ticket of a client who is not on the list is refused") {
    Options options;
    options.users = {"41", "42"};
    CHECK_EQ(outcome(read_ticket(body("replies-object"), options, some_time, nullptr)), "refused");

    options.users = {"41", "40"};
    CHECK_EQ(outcome(read_ticket(body("replies-object"), options, some_time, nullptr)), "found 303303");
}

TEST_CASE("a ticket without an owner is refused when there is a list") {
    Options options;
    options.users = {"40"};
    CHECK_EQ(outcome(read_ticket(body("nulls-everywhere"), options, some_time, nullptr)), "refused");
}

TEST_CASE("another ticket of a client who is not on the list is not found rather than refused") {
    Options options;
    options.users = {"41"};
    const auto asked = number("1");
    CHECK_EQ(outcome(read_ticket(body("replies-object"), options, some_time, &asked)), "not_found");
}

TEST_CASE("a body over the limit is too large") {
    Options options;
    options.max_body = 100;
    CHECK_EQ(outcome(read_ticket(body("replies-object"), options, some_time, nullptr)), "unreadable too_large");
}

TEST_CASE("nesting is limited to 64 levels") {
    const auto nested = [](std::size_t levels) {
        return R"({"tid":"1","x":)" + std::string(levels, '[') + std::string(levels, ']') + "}";
    };
    CHECK_EQ(outcome(read(nested(63))), "found 1");
    CHECK_EQ(outcome(read(nested(64))), "unavailable too_deep");
    CHECK_EQ(outcome(read(nested(1'000'000))), "unavailable too_deep");
}

TEST_CASE("an unknown time zone gives no dates rather than wrong ones") {
    Options options;
    options.time_zone = "Europe/Atlantis";
    const auto fetched = read_ticket(body("replies-object"), options, some_time, nullptr);
    CHECK_EQ(utc(std::get<desk::Found>(fetched).ticket.opened), "-");
}

TEST_CASE("the time of fetching is kept") {
    const auto fetched = read(body("replies-object"));
    CHECK_EQ(std::get<desk::Found>(fetched).fetched_at, some_time);
}

} // namespace
} // namespace usher::keliweb::tests
