#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "keliweb/api_double.hpp"
#include "usher/ops/log.hpp"

namespace usher::keliweb::tests {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a ticket is asked for as the API documents it") {
    Bench bench;
    CHECK_EQ(bench.fetch("303303"), "found 303303");

    REQUIRE_EQ(bench.api.fetches.size(), 1);
    const auto& [request, form] = bench.api.fetches.front();
    CHECK_EQ(request.method, "POST");
    CHECK_EQ(request.path, "/api/v2/keliweb/get-ticket");
    CHECK_EQ(std::string(request.header("content-type")), "application/x-www-form-urlencoded");
    CHECK_EQ(std::string(request.header("accept")), "application/json");
    CHECK_EQ(std::string(request.header("x-requested-with")), "XMLHttpRequest");
    CHECK_EQ(std::string(request.header("authorization")), "Bearer access-1");
    CHECK_EQ(form, ApiDouble::Form{{"ticketnum", "303303"}, {"repliessort", "ASC"}});
}

TEST_CASE("an id is asked for as an id alone") {
    Bench bench;
    bench.api.next_fetch.push_back(ApiDouble::json(200, body("replies-object")));

    CHECK_EQ(bench.fetch("id:77"), "found 303303");

    CHECK_EQ(bench.api.fetches.front().form, ApiDouble::Form{{"ticketid", "77"}, {"repliessort", "ASC"}});
}

TEST_CASE("the login is asked for as the API documents it") {
    Bench bench;
    bench.fetch("303303");

    REQUIRE_EQ(bench.api.logins.size(), 1);
    const auto& [request, form] = bench.api.logins.front();
    CHECK_EQ(request.method, "POST");
    CHECK_EQ(std::string(request.header("content-type")), "application/x-www-form-urlencoded");
    CHECK_EQ(std::string(request.header("x-requested-with")), "XMLHttpRequest");
    CHECK(request.header("authorization").empty());
    CHECK_EQ(form, ApiDouble::Form{{"grant_type", "password"},
                                   {"client_id", "client"},
                                   {"client_secret", "s3cret"},
                                   {"username", "user@example.org"},
                                   {"password", "p&ss wörd"}});
}

TEST_CASE("a slash at the end of the configured address does no harm") {
    Bench bench;
    bench.options.url += "/";
    CHECK_EQ(bench.fetch("303303"), "found 303303");
    CHECK_EQ(bench.api.fetches.front().request.path, "/api/v2/keliweb/get-ticket");
}

TEST_CASE("an unknown number is not found") {
    Bench bench;
    CHECK_EQ(bench.fetch("999999"), "not_found");
}

TEST_CASE("the answers of the API are told apart") {
    struct Row {
        const char* what;
        net::ServerResponse response;
        const char* expected;
    };
    const auto json = [](int status, std::string text) { return ApiDouble::json(status, std::move(text)); };
    const auto html = [](int status, std::string text) { return ApiDouble::html(status, std::move(text)); };
    auto text = json(200, body("replies-object"));
    text.content_type = "text/plain";
    auto other_json = json(200, body("replies-object"));
    other_json.content_type = "text/json; charset=utf-8";
    auto problem_json = json(200, body("replies-object"));
    problem_json.content_type = "application/vnd.api+json";
    net::ServerResponse dropped;
    dropped.drop = true;
    const std::vector<Row> rows = {
        {"text/json", other_json, "found 303303"},
        {"+json", problem_json, "found 303303"},
        {"plain text", text, "unavailable not_json"},
        {"html", html(200, "<html><h1>Welcome</h1></html>"), "unavailable not_json"},
        {"json in html's clothes", html(200, body("replies-object")), "unavailable not_json"},
        {"empty", json(200, ""), "unavailable bad_json"},
        {"another ticket", json(200, body("vendor-example")), "not_found"},
        {"error in a 200", json(200, R"({"result":"error","message":"Access denied"})"), "refused"},
        {"error in a 404", json(404, R"({"result":"error","message":"Ticket ID Not Found"})"), "not_found"},
        {"error in a 403", json(403, R"({"result":"error","message":"Invalid IP 10.0.0.1"})"),
         "misconfigured desk_lost_access"},
        {"error in a 500", json(500, R"({"result":"error","message":"Error generating JSON encoded response"})"),
         "unreadable broken_text"},
        {"no such route", json(404, R"({"message":"The route could not be found."})"), "misconfigured no_such_method"},
        {"no such page", html(404, "<html>"), "misconfigured no_such_method"},
        {"forbidden", html(403, "<html>"), "misconfigured forbidden"},
        {"unprocessable", json(422, R"({"message":"The given data was invalid."})"), "misconfigured request_form"},
        {"server error", html(500, "<html>EmitterException</html>"), "unavailable server_error"},
        {"busy", json(429, R"({"message":"Too Many Attempts."})"), "unavailable rate_limited"},
        {"dropped", dropped, "unavailable no_answer"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        Bench bench;
        bench.api.next_fetch.push_back(row.response);
        CHECK_EQ(bench.fetch("303303"), row.expected);
        CHECK_EQ(bench.api.logins.size(), 1);
    }
}

TEST_CASE("the time that the API asks for is passed on") {
    for (const int status : {429, 503}) {
        Bench bench;
        bench.api.next_fetch.push_back(ApiDouble::json(status, "{}", {{"Retry-After", "58"}}));
        const auto fetched = bench.fetched("303303");
        const auto* unavailable = std::get_if<desk::Unavailable>(&fetched);
        REQUIRE(unavailable);
        CHECK_EQ(unavailable->retry_after, runtime::milliseconds(58s));
    }
}

TEST_CASE("an answer that is too large is cut off") {
    Bench bench;
    bench.options.max_body = 64U << 10U;
    bench.api.next_fetch.push_back(ApiDouble::json(200, "{\"x\":\"" + std::string(200'000, 'x') + "\"}"));
    CHECK_EQ(bench.fetch("303303"), "unreadable too_large");
}

TEST_CASE("a desk that nobody listens at is unavailable, and one that must not be asked is misconfigured") {
    Bench bench;
    bench.options.url = "http://127.0.0.1:1";
    CHECK_EQ(bench.fetch("303303"), "unavailable token_unreachable");

    bench.restart();
    bench.options.url = "http://desk.example";
    CHECK_EQ(bench.fetch("303303"), "misconfigured url_not_allowed");
}

TEST_CASE("a ticket of somebody who is not on the list is refused") {
    Bench bench;
    bench.options.users = {"1"};
    CHECK_EQ(bench.fetch("303303"), "refused");
    CHECK_EQ(bench.fetch("516757"), "found 516757");
}

TEST_CASE("no more requests are under way than allowed") {
    Bench bench;
    bench.options.max_in_flight = 3;
    bench.fetch("303303");
    bench.api.slowness = 5ms;
    std::vector<runtime::Task<desk::Fetched>> tasks;
    tasks.reserve(20);
    for (int i = 0; i < 20; ++i) {
        tasks.push_back(bench.desk().fetch(number("303303")));
    }

    const auto results = bench.run_all(std::move(tasks));

    for (const auto& result : results) {
        CHECK_EQ(outcome(result), "found 303303");
    }
    CHECK_EQ(bench.api.most_at_once, 3);
}

TEST_CASE("an unknown time zone is refused at the start") {
    Bench bench;
    bench.options.time_zone = "Europe/Atlantis";
    CHECK_THROWS_AS(bench.desk(), std::invalid_argument);
}

TEST_CASE("every fetch is counted by its outcome") {
    Bench bench;
    bench.fetch("303303");
    bench.fetch("999999");
    bench.fetch("999999");
    CHECK_EQ(bench.metrics.value("usher_upstream_requests_total", {{"result", "found"}}), 1);
    CHECK_EQ(bench.metrics.value("usher_upstream_requests_total", {{"result", "not_found"}}), 2);
}

TEST_CASE("neither secrets nor the desk's words get into the log") {
    const ops::LogCapture log;
    Bench bench;
    bench.api.next_fetch.push_back(ApiDouble::json(200, R"({"result":"error","message":"Invalid IP 10.9.8.7"})"));
    bench.fetch("303303");
    bench.api.next_fetch.push_back(ApiDouble::html(500, "<html>CANARY</html>"));
    bench.fetch("303303");
    bench.fetch("303303");

    CHECK(log.contains("desk_fetch_failed"));
    CHECK(log.contains("desk_lost_access"));
    for (const auto* canary : {"10.9.8.7", "CANARY", "access-1", "refresh-1", "p&ss", "s3cret", "Zk9xQw2r",
                               "Mail is slow", "user@example.org"}) {
        CAPTURE(canary);
        CHECK_FALSE(log.contains(canary));
    }
}

} // namespace
} // namespace usher::keliweb::tests
