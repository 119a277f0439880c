#include <doctest/doctest.h>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "matrix/client.hpp"
#include "testing/manual_clock.hpp"
#include "testing/memory_store.hpp"
#include "usher/net/http_server.hpp"

// How the session gets, renews and keeps its tokens, against a homeserver that answers as told. A real one is asked in
// tests/matrix/synapse.

using namespace usher;
using namespace usher::matrix;
using nlohmann::json;

namespace {

class Bench {
public:
    struct Call {
        std::string path;
        std::string body;
        std::string authorization;
    };
    explicit Bench(Credentials credentials)
        : http(loop.get_executor(), {}), server(loop.get_executor(), {}), url(start()), homeserver(url, http, clock),
          session(loop.get_executor(), {"@usher:hs.test", "USHER", std::move(credentials)}, homeserver, clock, store),
          client(homeserver, session) {}
    ~Bench() { run(server.stop()); }

    template <class T>
    T run(runtime::Task<T> task) {
        std::optional<T> result;
        asio::co_spawn(loop, std::move(task), [&](std::exception_ptr, T value) { result = std::move(value); });
        while (!result) {
            loop.run_one();
        }
        return std::move(*result);
    }
    void run(runtime::Task<void> task) {
        bool done = false;
        asio::co_spawn(loop, std::move(task), [&](const std::exception_ptr&) { done = true; });
        while (!done) {
            loop.run_one();
        }
    }
    [[nodiscard]] std::size_t count(std::string_view path) const {
        return static_cast<std::size_t>(
            std::ranges::count_if(calls, [&](const Call& call) { return call.path == path; }));
    }

    asio::io_context loop{1};
    testing::ManualClock clock{loop};
    testing::MemoryStore store;
    std::vector<Call> calls;
    std::map<std::string, std::string> good_tokens; ///< `Bearer …` that `whoami` takes.
    json login = {{"access_token", "a1"}, {"refresh_token", "r1"}, {"expires_in_ms", 300'000}};
    json refreshed = {{"access_token", "a2"}, {"refresh_token", "r2"}, {"expires_in_ms", 300'000}};

    net::HttpClient http;
    net::HttpServer server;
    std::string url;
    Homeserver homeserver;
    Session session;
    Client client;

private:
    std::string start() {
        server.on_request([this](net::ServerRequest request) { return answer(std::move(request)); });
        return "http://127.0.0.1:" + std::to_string(server.start());
    }
    runtime::Task<net::ServerResponse> answer(net::ServerRequest request) {
        const std::string authorization(request.header("authorization"));
        calls.push_back({request.path, request.body, authorization});
        net::ServerResponse response;
        response.content_type = "application/json";
        if (request.path.ends_with("/login")) {
            response.body = login.dump();
        } else if (request.path.ends_with("/refresh") || request.path == "/token") {
            response.body = refreshed.dump();
        } else if (request.path.ends_with("/auth_metadata")) {
            response.body = json{{"token_endpoint", url + "/token"}}.dump();
        } else if (good_tokens.contains(authorization)) {
            response.body = R"({"user_id":"@usher:hs.test"})";
        } else {
            response.status = 401;
            response.body = R"({"errcode":"M_UNKNOWN_TOKEN","error":"no","soft_logout":true})";
        }
        co_return response;
    }
};

Credentials with_password() {
    Credentials credentials;
    credentials.password = secret::Secret(std::string("pw"));
    return credentials;
}

} // namespace

TEST_CASE("a password logs in under the fixed device and asks for a refresh token") {
    Bench bench(with_password());
    bench.good_tokens = {{"Bearer a1", ""}};

    CHECK(bench.run(bench.client.whoami()));

    const auto body = json::parse(bench.calls.at(0).body);
    CHECK(body.at("device_id") == "USHER");
    CHECK(body.at("refresh_token") == true);
    CHECK(body.at("identifier").at("user") == "@usher:hs.test");
    const auto stored = bench.run(bench.store.load_secret("matrix_tokens:@usher:hs.test:USHER")).value();
    REQUIRE(stored);
    CHECK(decode_tokens(*stored)->refresh.reveal() == "r1");
}

TEST_CASE("a token that was ended is renewed and the call made once more") {
    Bench bench(with_password());
    bench.good_tokens = {{"Bearer a2", ""}};

    CHECK(bench.run(bench.client.whoami()));

    CHECK(bench.count("/_matrix/client/v3/login") == 1);
    CHECK(bench.count("/_matrix/client/v3/refresh") == 1);
    const auto stored = bench.run(bench.store.load_secret("matrix_tokens:@usher:hs.test:USHER")).value();
    CHECK(decode_tokens(*stored)->access.reveal() == "a2");
}

TEST_CASE("an OAuth refresh token is renewed at the endpoint that the homeserver names") {
    Credentials credentials;
    credentials.refresh_token = secret::Secret(std::string("device-grant"));
    credentials.client_id = "client-1";
    Bench bench(std::move(credentials));
    bench.good_tokens = {{"Bearer a2", ""}};
    bench.refreshed = {
        {"access_token", "a2"}, {"refresh_token", "next"}, {"expires_in", 300}, {"token_type", "Bearer"}};

    CHECK(bench.run(bench.client.whoami()));

    REQUIRE(bench.count("/token") == 1);
    const auto& call = *std::ranges::find(bench.calls, std::string("/token"), &Bench::Call::path);
    CHECK(call.body == "grant_type=refresh_token&refresh_token=device-grant&client_id=client-1");
    CHECK(call.authorization.empty());
}

TEST_CASE("a fixed token that is refused leaves only the operator") {
    Credentials credentials;
    credentials.access_token = secret::Secret(std::string("gone"));
    Bench bench(std::move(credentials));

    const auto answer = bench.run(bench.client.whoami());

    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == "M_UNKNOWN_TOKEN");
    CHECK_FALSE(bench.run(bench.client.whoami()));
    CHECK(bench.client.dead());
    CHECK(bench.count("/_matrix/client/v3/account/whoami") == 1);
}
