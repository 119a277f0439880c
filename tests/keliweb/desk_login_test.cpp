#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "keliweb/api_double.hpp"
#include "keliweb/secret_shelf.hpp"
#include "usher/ops/log.hpp"

namespace usher::keliweb::tests {
namespace {

using namespace std::chrono_literals;

/// Which grants were asked for, in order.
std::string grants(const ApiDouble& api) {
    std::string line;
    for (const auto& login : api.logins) {
        line += (line.empty() ? "" : " ") + login.form.at("grant_type");
    }
    return line;
}

std::vector<std::string> fetch_together(Bench& bench, int count) {
    std::vector<runtime::Task<desk::Fetched>> tasks;
    for (int i = 0; i < count; ++i) {
        tasks.push_back(bench.desk().fetch(number("303303")));
    }
    std::vector<std::string> outcomes;
    for (const auto& fetched : bench.run_all(std::move(tasks))) {
        outcomes.push_back(outcome(fetched));
    }
    return outcomes;
}

const std::vector<std::string> twenty_found(20, "found 303303");

TEST_CASE("twenty fetches at once log in once") {
    Bench bench;
    CHECK_EQ(fetch_together(bench, 20), twenty_found);
    CHECK_EQ(grants(bench.api), "password");
}

TEST_CASE("twenty fetches at the end of a token refresh once, twice over") {
    Bench bench;
    bench.fetch("303303");
    bench.clock.ahead += 1h;
    CHECK_EQ(fetch_together(bench, 20), twenty_found);
    bench.clock.ahead += 1h;
    CHECK_EQ(fetch_together(bench, 20), twenty_found);
    CHECK_EQ(grants(bench.api), "password refresh_token refresh_token");
    CHECK_EQ(bench.api.logins.at(2).form.at("refresh_token"), "refresh-2");
}

TEST_CASE("twenty fetches with a revoked token log in once more") {
    Bench bench;
    bench.fetch("303303");
    bench.api.valid.clear();
    CHECK_EQ(fetch_together(bench, 20), twenty_found);
    CHECK_EQ(grants(bench.api), "password password");
}

TEST_CASE("twenty fetches share one rejected login, and it is not tried again at once") {
    Bench bench;
    bench.password = "wrong";
    CHECK_EQ(fetch_together(bench, 20), std::vector<std::string>(20, "misconfigured credentials_rejected"));
    CHECK_EQ(bench.fetch("303303"), "misconfigured credentials_rejected");
    CHECK_EQ(grants(bench.api), "password");

    bench.clock.ahead += 61s;
    bench.fetch("303303");
    CHECK_EQ(grants(bench.api), "password password");
}

TEST_CASE("twenty fetches share one failed login") {
    Bench bench;
    bench.api.next_login.push_back(ApiDouble::html(503, "<html>"));
    CHECK_EQ(fetch_together(bench, 8), std::vector<std::string>(8, "unavailable token_server_error"));
    CHECK_EQ(bench.fetch("303303"), "found 303303");
}

TEST_CASE("an answer that says not logged in is followed by one login") {
    const auto login_page = R"(<form><input name="email"><input TYPE="password" name="password"></form>)";
    for (const auto& response :
         {ApiDouble::json(401, R"({"message":"Unauthenticated."})"),
          ApiDouble::json(401, R"({"error":"Unauthenticated."})"),
          ApiDouble::html(302, "", {{"Location", "https://desk.example/login"}}), ApiDouble::html(200, login_page)}) {
        CAPTURE(response.status);
        Bench bench;
        bench.fetch("303303");
        bench.api.next_fetch.push_back(response);
        CHECK_EQ(bench.fetch("303303"), "found 303303");
        CHECK_EQ(grants(bench.api), "password password");
        CHECK_EQ(bench.api.fetches.size(), 3);
    }
}

TEST_CASE("a desk that takes no token at all is left alone after one login more") {
    Bench bench;
    bench.fetch("303303");
    for (int i = 0; i < 10; ++i) {
        bench.api.next_fetch.push_back(ApiDouble::html(302, ""));
    }
    CHECK_EQ(bench.fetch("303303"), "misconfigured token_rejected");
    CHECK_EQ(bench.fetch("303303"), "misconfigured token_rejected");
    CHECK_EQ(bench.fetch("303303"), "misconfigured token_rejected");
    CHECK_EQ(grants(bench.api), "password password");
    CHECK_EQ(bench.api.fetches.size(), 3);
}

TEST_CASE("a refresh whose answer is lost is followed by a login") {
    Bench bench;
    bench.fetch("303303");
    bench.clock.ahead += 1h;
    net::ServerResponse dropped;
    dropped.drop = true;
    bench.api.next_login.push_back(dropped);
    CHECK_EQ(bench.fetch("303303"), "found 303303");
    CHECK_EQ(bench.api.logins.back().form.at("grant_type"), "password");
}

TEST_CASE("a fixed token is used and never renewed") {
    Bench bench;
    bench.fixed_token = "fixed";
    bench.api.valid = {"fixed"};
    CHECK_EQ(bench.fetch("303303"), "found 303303");

    bench.api.valid.clear();
    CHECK_EQ(bench.fetch("303303"), "misconfigured token_rejected");
    CHECK_EQ(bench.fetch("303303"), "misconfigured token_rejected");
    CHECK(bench.api.logins.empty());
    CHECK_EQ(bench.api.fetches.size(), 2);

    bench.api.valid = {"fixed"};
    bench.clock.ahead += 61s;
    CHECK_EQ(bench.fetch("303303"), "found 303303");
}

TEST_CASE("the tokens survive a restart") {
    SecretShelf shelf;
    Bench bench(&shelf);
    bench.fetch("303303");
    bench.restart();
    CHECK_EQ(bench.fetch("303303"), "found 303303");
    CHECK_EQ(grants(bench.api), "password");
}

TEST_CASE("the rotated pair is the one that survives") {
    SecretShelf shelf;
    Bench bench(&shelf);
    bench.fetch("303303");
    bench.clock.ahead += 1h;
    bench.fetch("303303");
    bench.restart();
    bench.clock.ahead += 1h;
    CHECK_EQ(bench.fetch("303303"), "found 303303");
    CHECK_EQ(grants(bench.api), "password refresh_token refresh_token");
    CHECK_EQ(shelf.saves, 3);
}

TEST_CASE("tokens stored for another user are left alone") {
    SecretShelf shelf;
    Bench bench(&shelf);
    bench.fetch("303303");
    bench.restart();
    bench.user = "other@example.org";
    CHECK_EQ(bench.fetch("303303"), "misconfigured credentials_rejected");
    CHECK_EQ(shelf.secrets.size(), 1);
}

TEST_CASE("nonsense in the store is as good as nothing") {
    SecretShelf shelf;
    Bench bench(&shelf);
    bench.fetch("303303");
    shelf.secrets.begin()->second = "{\"access_token\":";
    bench.restart();
    CHECK_EQ(bench.fetch("303303"), "found 303303");
    CHECK_EQ(grants(bench.api), "password password");
}

TEST_CASE("a store that does not work costs only a login after a restart, and the operator hears of it") {
    const ops::LogCapture log;
    SecretShelf shelf;
    shelf.broken = true;
    Bench bench(&shelf);
    CHECK_EQ(bench.fetch("303303"), "found 303303");
    CHECK_EQ(bench.fetch("303303"), "found 303303");
    CHECK_EQ(grants(bench.api), "password");
    CHECK(log.contains("desk_token_not_loaded"));
    CHECK(log.contains("desk_token_not_stored"));
}

} // namespace
} // namespace usher::keliweb::tests
