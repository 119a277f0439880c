#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "sandbox/bench.hpp"
#include "sandbox/desk.hpp"
#include "sandbox/desk_time.hpp"

namespace usher::sandbox {

namespace {

net::ServerRequest form(const std::string& path, std::string body) {
    net::ServerRequest request;
    request.method = "POST";
    request.path = path;
    request.headers = {{"content-type", "application/x-www-form-urlencoded"}, {"accept", "application/json"}};
    request.body = std::move(body);
    return request;
}

struct DeskBench : Bench {
    Desk desk{
        clock, ids, {.client_id = "id", .client_secret = "secret", .username = "u@desk.example", .password = "p"}};

    Json token(const std::string& body, int status = 200) {
        const auto response = desk.token(form("/oauth/token", body));
        CHECK(response.status == status);
        return Json::parse(response.body);
    }
    Json log_in() {
        return token("grant_type=password&client_id=id&client_secret=secret&username=u%40desk.example&password=p");
    }
    Json refresh(const Json& pair, int status = 200) {
        return token("grant_type=refresh_token&client_id=id&client_secret=secret&refresh_token=" +
                         text_of(pair, "refresh_token"),
                     status);
    }
    net::ServerResponse get(const std::string& body, const Json& pair, const Fault* fault = nullptr) {
        auto request = form("/api/v2/keliweb/get-ticket", body);
        request.headers.push_back({"authorization", "Bearer " + text_of(pair, "access_token")});
        return desk.ticket(request, fault);
    }
    Json ticket(const std::string& body) { return Json::parse(get(body, log_in()).body); }
};

} // namespace

TEST_CASE("the password buys a pair of tokens for an hour") {
    DeskBench bench;

    const auto pair = bench.log_in();

    CHECK(pair["token_type"] == "Bearer");
    CHECK(pair["expires_in"] == 3600);
    CHECK(bench.get("ticketnum=516757", pair).status == 200);
    bench.pass(std::chrono::hours{1});
    CHECK(bench.get("ticketnum=516757", pair).status == 401);
}

TEST_CASE("what is wrong with a token request is said as the desk says it") {
    DeskBench bench;

    CHECK(bench.token("grant_type=password&client_id=id&client_secret=wrong", 401)["error"] == "invalid_client");
    CHECK(bench.token("grant_type=client_credentials&client_id=id&client_secret=secret", 400)["error"] ==
          "unsupported_grant_type");
    CHECK(bench.token("grant_type=password&client_id=id&client_secret=secret&username=u", 400)["hint"] ==
          "Check the `password` parameter");
    CHECK(bench.token("grant_type=password&client_id=id&client_secret=secret&username=u&password=x", 400)["error"] ==
          "invalid_grant");
    CHECK(bench.token("grant_type=refresh_token&client_id=id&client_secret=secret&refresh_token=x", 401)["hint"] ==
          "Cannot decrypt the refresh token");
}

TEST_CASE("a refresh revokes the old pair, both halves") {
    DeskBench bench;
    const auto old_pair = bench.log_in();

    const auto new_pair = bench.refresh(old_pair);

    CHECK(bench.get("ticketnum=516757", old_pair).status == 401);
    CHECK(bench.get("ticketnum=516757", new_pair).status == 200);
    CHECK(bench.refresh(old_pair, 401)["hint"] == "Token has been revoked");
}

TEST_CASE("a refresh token lives ten days") {
    DeskBench bench;
    const auto pair = bench.log_in();

    bench.pass(std::chrono::days{10});

    CHECK(bench.refresh(pair, 401)["hint"] == "Token has expired");
}

TEST_CASE("without a token the answer depends on what the client expects") {
    DeskBench bench;
    auto request = form("/api/v2/keliweb/get-ticket", "ticketnum=516757");

    const auto json = bench.desk.ticket(request, nullptr);
    request.headers.pop_back();
    const auto browser = bench.desk.ticket(request, nullptr);

    CHECK(json.status == 401);
    CHECK(json.body == R"({"message":"Unauthenticated."})");
    CHECK(browser.status == 302);
}

TEST_CASE("the documentation's ticket is served as it is documented") {
    DeskBench bench;
    std::ifstream file(std::string(USHER_SOURCE_DIR) + "/src/sandbox/tickets/516757.json");
    const auto documented = Json::parse(std::string(std::istreambuf_iterator<char>(file), {}));

    CHECK(bench.ticket("ticketnum=516757") == documented);
    CHECK(bench.ticket("ticketid=1") == documented);
    CHECK(text_of(documented, "date") == "2016-01-01 06:26:29");
}

TEST_CASE("numbers are compared as the desk's database does: without case, with leading zeros") {
    DeskBench bench;

    CHECK(bench.ticket("ticketnum=cfb-250177")["tid"] == "CFB-250177");
    CHECK(bench.ticket("ticketnum=007123")["tid"] == "007123");
    CHECK(bench.ticket("ticketnum=7123")["message"] == "Ticket ID Not Found");
    CHECK(bench.ticket("")["message"] == "Ticket ID Required");
}

TEST_CASE("dates are relative to now, in the desk's time zone") {
    DeskBench bench;
    bench.clock.set(runtime::WallTime{std::chrono::seconds{1'782'864'000}}); // 2026-07-01 00:00 UTC

    CHECK(bench.ticket("ticketnum=358126")["date"] == "2026-07-01 01:53:00");
    CHECK(desk_time(runtime::WallTime{std::chrono::seconds{1'767'225'600}}) == "2026-01-01 01:00:00");
}

TEST_CASE("every ticket has its number, and no date is left uncomputed") {
    DeskBench bench;
    for (const auto* number :
         {"482913", "615208", "902347", "358126", "CFB-250177", "007123", "731440", "640255", "655021", "518330",
          "274619", "483377", "861905", "390118", "120045", "900000", "900999"}) {
        CAPTURE(number);
        const auto ticket = bench.ticket(std::string("ticketnum=") + number);
        CHECK(ticket["tid"] == number);
        CHECK(dump(ticket).find("\"now-") == std::string::npos);
    }
}

TEST_CASE("the huge ticket has five hundred replies and about a megabyte") {
    DeskBench bench;

    const auto response = bench.get("ticketnum=990500", bench.log_in());

    CHECK(Json::parse(response.body)["replies"]["reply"].size() == 501);
    CHECK(response.body.size() > 900'000);
    CHECK(response.body.size() < 1'200'000);
}

TEST_CASE("replies come newest first if that is asked for") {
    DeskBench bench;

    const auto replies = bench.ticket("ticketnum=516757&repliessort=DESC")["replies"]["reply"];

    CHECK(replies[0]["replyid"] == "2");
    CHECK(replies[2]["replyid"] == "0");
}

TEST_CASE("a multipart form needs its boundary; JSON is no form") {
    net::ServerRequest request;
    request.body = "--B\r\nContent-Disposition: form-data; name=\"ticketnum\"\r\n\r\n516757\r\n--B--\r\n";
    const auto as = [&](const char* type) {
        request.headers = {{"content-type", type}};
        return php_form(request);
    };

    CHECK(as("multipart/form-data; boundary=B") == Json{{"ticketnum", "516757"}});
    CHECK(as("multipart/form-data; boundary=\"B\"") == Json{{"ticketnum", "516757"}});
    CHECK(as("multipart/form-data").empty());
    CHECK(as("application/json").empty());
}

TEST_CASE("the desk's own faults") {
    DeskBench bench;
    const auto pair = bench.log_in();
    const auto with = [&](const char* deed) {
        const Fault fault{.at = "ticket", .deed = deed, .parameters = Json::object()};
        return bench.get("ticketnum=516757", pair, &fault);
    };

    CHECK(with("unauthorized").status == 401);
    CHECK(with("login_redirect").status == 302);
    CHECK(with("login_page").content_type == "text/html; charset=utf-8");
    CHECK(with("null").body == "null");
    CHECK(Json::parse(with("wrong_ticket").body)["tid"] == "615208");
    CHECK(with("expire_tokens").status == 401);
    CHECK(bench.get("ticketnum=516757", pair).status == 401);
}

} // namespace usher::sandbox
