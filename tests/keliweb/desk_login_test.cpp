#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "keliweb/api_double.hpp"
#include "keliweb/tokens.hpp"
#include "testing/memory_store.hpp"
#include "usher/ops/log.hpp"
#include "usher/store/sqlite_store.hpp"

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
    tasks.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        tasks.push_back(bench.desk().fetch(number("303303")));
    }
    std::vector<std::string> outcomes;
    for (const auto& fetched : bench.run_all(std::move(tasks))) {
        outcomes.push_back(outcome(fetched));
    }
    return outcomes;
}

runtime::Task<void> put(store::Store& store, std::string name, std::string text) {
    const auto saved = co_await store.save_secret(std::move(name), secret::Secret(std::move(text)));
    if (!saved) {
        throw std::runtime_error("not stored");
    }
}

/// A folder that is gone with this object.
class TemporaryFolder {
public:
    TemporaryFolder() : path_((std::filesystem::temp_directory_path() / "usher-keliweb-XXXXXX").string()) {
        if (::mkdtemp(path_.data()) == nullptr) {
            throw std::runtime_error("no temporary folder");
        }
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

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

TEST_CASE("a fetch that is cancelled in the middle of the login leaves it to the next one") {
    Bench bench;
    bench.api.slowness = 5ms;
    const auto first = bench.start("303303");
    const auto second = bench.start("303303");
    bench.run_until([&] { return bench.api.arrived == 1; });

    first->cancel.emit(asio::cancellation_type::terminal);
    bench.run_until([&] { return second->outcome != "waiting"; });

    CHECK_EQ(first->outcome, "cancelled");
    CHECK_EQ(second->outcome, "found 303303");
    CHECK_EQ(bench.api.arrived, 3); // The abandoned login, the second one and the ticket.
}

TEST_CASE("a fetch that waits for another one's login can be cancelled without harm to it") {
    Bench bench;
    bench.api.slowness = 5ms;
    const auto first = bench.start("303303");
    const auto second = bench.start("303303");
    bench.run_until([&] { return bench.api.arrived == 1; });

    second->cancel.emit(asio::cancellation_type::terminal);
    bench.run_until([&] { return second->outcome != "waiting"; });
    CHECK_EQ(second->outcome, "cancelled");
    CHECK_EQ(first->outcome, "waiting");

    bench.run_until([&] { return first->outcome != "waiting"; });
    CHECK_EQ(first->outcome, "found 303303");
    CHECK_EQ(grants(bench.api), "password");
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
    testing::MemoryStore memory;
    Bench bench(&memory);
    bench.fetch("303303");
    bench.restart();
    CHECK_EQ(bench.fetch("303303"), "found 303303");
    CHECK_EQ(grants(bench.api), "password");
}

TEST_CASE("the tokens survive a restart in the real store") {
    const TemporaryFolder folder;
    Bench bench;
    const auto open = [&] {
        return std::make_unique<store::SqliteStore>(bench.io.get_executor(), folder.path() + "/usher.db",
                                                    identity::DeskId{"keliweb"}, bench.clock, bench.metrics);
    };
    auto sqlite = open();
    bench.store = sqlite.get();
    CHECK_EQ(bench.fetch("303303"), "found 303303");
    bench.clock.ahead += 1h;
    CHECK_EQ(bench.fetch("303303"), "found 303303");
    bench.restart();
    sqlite = nullptr;

    sqlite = open();
    bench.store = sqlite.get();
    bench.clock.ahead += 1h;
    CHECK_EQ(bench.fetch("303303"), "found 303303");
    bench.restart();

    CHECK_EQ(grants(bench.api), "password refresh_token refresh_token");
}

TEST_CASE("the rotated pair is the one that survives") {
    testing::MemoryStore memory;
    Bench bench(&memory);
    bench.fetch("303303");
    bench.clock.ahead += 1h;
    bench.fetch("303303");
    bench.restart();
    bench.clock.ahead += 1h;
    CHECK_EQ(bench.fetch("303303"), "found 303303");
    CHECK_EQ(grants(bench.api), "password refresh_token refresh_token");
}

TEST_CASE("tokens stored for another user are left alone") {
    testing::MemoryStore memory;
    Bench bench(&memory);
    bench.fetch("303303");
    bench.restart();
    bench.user = "other@example.org";
    CHECK_EQ(bench.fetch("303303"), "misconfigured credentials_rejected");

    bench.restart();
    bench.user = "user@example.org";
    CHECK_EQ(bench.fetch("303303"), "found 303303");
    CHECK_EQ(grants(bench.api), "password password");
}

TEST_CASE("nonsense in the store is as good as nothing") {
    testing::MemoryStore memory;
    Bench bench(&memory);
    bench.fetch("303303");
    bench.restart();
    bench.run_void(put(memory, token_storage_name(bench.api.url, "client", bench.user), "{\"access_token\":"));
    CHECK_EQ(bench.fetch("303303"), "found 303303");
    CHECK_EQ(grants(bench.api), "password password");
}

TEST_CASE("a store that does not work costs only a login after a restart, and the operator hears of it") {
    const ops::LogCapture log;
    testing::MemoryStore memory;
    memory.fail_next(store::Failure::Kind::io);
    memory.fail_next(store::Failure::Kind::full);
    Bench bench(&memory);
    CHECK_EQ(bench.fetch("303303"), "found 303303");
    CHECK_EQ(bench.fetch("303303"), "found 303303");
    CHECK_EQ(grants(bench.api), "password");
    CHECK(log.contains("desk_token_not_loaded"));
    CHECK(log.contains("desk_token_not_stored"));
}

} // namespace
} // namespace usher::keliweb::tests
