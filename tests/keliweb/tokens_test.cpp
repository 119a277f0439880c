#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "keliweb/bodies.hpp"
#include "keliweb/tokens.hpp"

namespace usher::keliweb::tests {
namespace {

net::HttpResponse response(int status, std::string body, std::vector<net::Header> headers = {}) {
    net::HttpResponse response;
    response.status = status;
    response.body = std::move(body);
    response.headers = std::move(headers);
    return response;
}

std::string told(const TokenAnswer& answer) {
    if (const auto* granted = std::get_if<TokenGranted>(&answer)) {
        return "granted " + std::string(granted->access.reveal()) + " " + std::string(granted->refresh.reveal()) + " " +
               std::to_string(granted->lifetime.count());
    }
    if (const auto* rejected = std::get_if<TokenRejected>(&answer)) {
        return "rejected " + rejected->reason;
    }
    const auto& missed = std::get<TokenMissed>(answer);
    const auto wait = missed.retry_after ? " " + std::to_string(missed.retry_after->count()) : "";
    return (missed.may_have_acted ? "lost " : "missed ") + missed.reason + wait;
}

std::string read(Grant grant, int status, std::string body) {
    return told(read_token_answer(grant, response(status, std::move(body)), some_time));
}

TEST_CASE("a pair comes with its lifetime, whatever its type, and without one it is an hour") {
    const auto with_lifetime = [](const std::string& lifetime) {
        return read(Grant::password, 200,
                    R"({"token_type":"Bearer","access_token":"A","refresh_token":"R")" + lifetime + "}");
    };
    CHECK_EQ(with_lifetime(R"(,"expires_in":600)"), "granted A R 600");
    CHECK_EQ(with_lifetime(R"(,"expires_in":"600")"), "granted A R 600");
    CHECK_EQ(with_lifetime(R"(,"expires_in":600.7)"), "granted A R 600");
    CHECK_EQ(with_lifetime(""), "granted A R 3600");
    CHECK_EQ(with_lifetime(R"(,"expires_in":null)"), "granted A R 3600");
    CHECK_EQ(with_lifetime(R"(,"expires_in":-5)"), "granted A R 3600");
    CHECK_EQ(with_lifetime(R"(,"expires_in":1e300)"), "granted A R 31622400");
}

TEST_CASE("a grant without a refresh token is one all the same") {
    CHECK_EQ(read(Grant::password, 200, R"({"access_token":"A","expires_in":60})"), "granted A  60");
}

TEST_CASE("a success without a token that could be sent is a lost answer") {
    for (const auto* body : {"", "null", "[]", "<html>", "{}", R"({"access_token":null})", R"({"access_token":""})",
                             R"({"access_token":"A\r\nX-Evil: 1"})"}) {
        CAPTURE(body);
        CHECK_EQ(read(Grant::refresh, 200, body), "lost token_bad_answer");
    }
}

TEST_CASE("one failure has different codes in different versions of the server") {
    struct Row {
        Grant grant;
        int status;
        const char* body;
        const char* expected;
    };
    const std::vector<Row> rows = {
        {Grant::password, 401, R"({"error":"invalid_credentials","message":"The user credentials were incorrect."})",
         "rejected credentials_rejected"},
        {Grant::password, 400,
         R"({"error":"invalid_grant","error_description":"The user credentials were incorrect."})",
         "rejected credentials_rejected"},
        {Grant::password, 400, R"({"message":"The user credentials were incorrect."})",
         "rejected credentials_rejected"},
        {Grant::password, 401, R"({"error":"invalid_client","message":"Client authentication failed"})",
         "rejected client_rejected"},
        {Grant::refresh, 401, R"({"error":"invalid_client","message":"Client authentication failed"})",
         "rejected client_rejected"},
        {Grant::refresh, 401, R"({"error":"invalid_request","hint":"Cannot decrypt the refresh token"})",
         "rejected refresh_rejected"},
        {Grant::refresh, 401, R"({"error":"invalid_request","hint":"Token has been revoked"})",
         "rejected refresh_rejected"},
        {Grant::refresh, 400, R"({"error":"invalid_grant","hint":"Token has expired"})", "rejected refresh_rejected"},
        {Grant::refresh, 400, R"({"error":"invalid_grant","hint":"Token is not linked to client"})",
         "rejected refresh_rejected"},
        {Grant::password, 400, R"({"error":"unsupported_grant_type"})", "rejected grant_not_allowed"},
        {Grant::password, 401, R"({"error":"unauthorized_client"})", "rejected grant_not_allowed"},
        {Grant::password, 400, R"({"error":"invalid_request","hint":"Check the `username` parameter"})",
         "rejected token_request_refused"},
        {Grant::password, 400, "<html>", "rejected token_request_refused"},
        {Grant::password, 403, R"({"error":{"code":1},"message":["x"]})", "rejected token_request_refused"},
        {Grant::password, 404, R"({"message":""})", "rejected no_token_endpoint"},
        {Grant::password, 405, "", "rejected no_token_endpoint"},
        {Grant::password, 302, "", "rejected no_token_endpoint"},
        {Grant::password, 500, "<html>", "missed token_server_error"},
        {Grant::refresh, 503, "", "missed token_server_error"},
        {Grant::refresh, 400, R"({"error":"server_error"})", "missed token_server_error"},
        {Grant::password, 429, R"({"message":"Too Many Attempts."})", "missed token_rate_limited"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.status);
        CAPTURE(row.body);
        CHECK_EQ(read(row.grant, row.status, row.body), row.expected);
    }
}

TEST_CASE("the time that the token endpoint asks for is kept") {
    const auto answer = read_token_answer(Grant::password, response(429, "", {{"retry-after", "58"}}), some_time);
    CHECK_EQ(told(answer), "missed token_rate_limited 58000");
}

TEST_CASE("an exchange without an answer says whether the server may have acted") {
    using Kind = net::HttpFailure::Kind;
    const auto failed = [](Kind kind) { return told(read_token_failure({.kind = kind, .reason = "curl's words"})); };
    CHECK_EQ(failed(Kind::not_sent), "missed token_unreachable");
    CHECK_EQ(failed(Kind::ambiguous), "lost token_answer_lost");
    CHECK_EQ(failed(Kind::too_large), "lost token_bad_answer");
    CHECK_EQ(failed(Kind::refused), "rejected url_not_allowed");
}

TEST_CASE("a pair comes back out of the store as it was") {
    TokenPair pair;
    pair.access = secret::Secret("A\"quoted\"");
    pair.refresh = secret::Secret("def50200aa");
    pair.expires_at = some_time + std::chrono::hours{1};

    const auto again = decode_token_pair(encode(pair));

    REQUIRE(again);
    CHECK_EQ(std::string(again->access.reveal()), "A\"quoted\"");
    CHECK_EQ(std::string(again->refresh.reveal()), "def50200aa");
    CHECK_EQ(again->expires_at, pair.expires_at);
}

TEST_CASE("something else in the store is no pair") {
    for (const auto* stored :
         {"", "null", "[]", "{}", R"({"access_token":1,"expires_at":5})", R"({"access_token":"A","expires_at":"soon"})",
          R"({"access_token":"","expires_at":5})"}) {
        CAPTURE(stored);
        CHECK_FALSE(decode_token_pair(secret::Secret(stored)));
    }
}

TEST_CASE("every desk, client and user has a name of its own in the store, always the same one") {
    const auto name = token_storage_name("https://a.example", "client", "user@example.org");

    CHECK_EQ(name, "keliweb:1d0cbcf9e79112cc");
    CHECK_NE(name, token_storage_name("https://b.example", "client", "user@example.org"));
    CHECK_NE(name, token_storage_name("https://a.example", "client2", "user@example.org"));
    CHECK_NE(name, token_storage_name("https://a.example", "client", "other@example.org"));
    CHECK_NE(token_storage_name("u", "ab", "c"), token_storage_name("u", "a", "bc"));
}

} // namespace
} // namespace usher::keliweb::tests
