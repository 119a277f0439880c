#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <variant>

#include "net/sockets.hpp"
#include "net/world.hpp"
#include "usher/runtime/asio_names.hpp"

using namespace usher;
using namespace usher::testing;

TEST_CASE("a handshake that is refused says with which status") {
    for (const char* status : {"429 Too Many Requests", "302 Found", "200 OK", "404 Not Found"}) {
        CAPTURE(std::string(status));
        static const char* current;
        current = status;
        World().run([](World& w) -> runtime::Task<void> {
            auto& server = w.make<RawServer>(w);
            const auto refuse = [](RawServer& s) -> runtime::Task<void> {
                auto peer = co_await s.accept();
                co_await read_head(peer);
                co_await write_text(peer, std::string("HTTP/1.1 ") + current + "\r\nContent-Length: 0\r\n\r\n");
            };
            w.tasks.spawn("refuse", refuse(server));

            const auto result = co_await net::connect_websocket(w.client, server.ws(), patient);

            REQUIRE(!result.has_value());
            CHECK(result.error().status == std::stoi(current));
            CHECK(contains(result.error().reason, std::to_string(result.error().status)));
        });
    }
}

TEST_CASE("a handshake answer that is not one is a failure") {
    for (const char* answer : {"garbage\r\n\r\n",
                               "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                               "Sec-WebSocket-Accept: wrong\r\n\r\n",
                               "", "HTTP/1.1 101 "}) {
        CAPTURE(std::string(answer));
        static const char* current;
        current = answer;
        World().run([](World& w) -> runtime::Task<void> {
            auto& server = w.make<RawServer>(w);
            const auto refuse = [](RawServer& s) -> runtime::Task<void> {
                auto peer = co_await s.accept();
                co_await read_head(peer);
                co_await write_text(peer, current);
            };
            w.tasks.spawn("refuse", refuse(server));

            const auto result = co_await net::connect_websocket(w.client, server.ws(), patient);

            REQUIRE(!result.has_value());
            CHECK(result.error().kind == net::HttpFailure::Kind::ambiguous);
            CHECK(contains(result.error().reason, "broke off"));
        });
    }
}

TEST_CASE("a handshake that is never answered ends at the deadline") {
    World().run([](World& w) -> runtime::Task<void> {
        RawServer silent(w);
        net::WebSocketOptions options;
        options.timeout = short_time;

        const auto result = co_await net::connect_websocket(w.client, silent.ws(), options);

        REQUIRE(!result.has_value());
        CHECK(result.error().kind == net::HttpFailure::Kind::ambiguous);
        CHECK(contains(result.error().reason, "in time"));
    });
}

TEST_CASE("a WebSocket that nobody listens for has sent nothing") {
    World().run([](World& w) -> runtime::Task<void> {
        std::optional<RawServer> gone(w);
        auto url = gone->ws();
        gone.reset();

        const auto result = co_await net::connect_websocket(w.client, std::move(url), patient);

        REQUIRE(!result.has_value());
        CHECK(result.error().kind == net::HttpFailure::Kind::not_sent);
    });
}

TEST_CASE("a WebSocket URL that is not allowed is refused without a word of it") {
    for (const char* url : {"ws://example.com/hunter2", "http://127.0.0.1/hunter2", "https://127.0.0.1/hunter2",
                            "wss://hunter2@127.0.0.1/", "wss://", "hunter2"}) {
        CAPTURE(std::string(url));
        static const char* current;
        current = url;
        World().run([](World& w) -> runtime::Task<void> {
            const auto result = co_await net::connect_websocket(w.client, secret::Secret(current), patient);

            REQUIRE(!result.has_value());
            CHECK(result.error().kind == net::HttpFailure::Kind::refused);
            CHECK(!contains(result.error().reason, "hunter2"));
        });
    }
}

TEST_CASE("a URL without a path still reaches its host") {
    World world;
    world.server.on_websocket(
        [](const net::ServerRequest& r) { return r.path == "/" && r.query == "a=b"; },
        [&world](const net::ServerRequest&, Socket socket) { return own(world, std::move(socket), echo); });
    world.run([](World& w) -> runtime::Task<void> {
        const auto result = co_await net::connect_websocket(w.client, w.ws("?a=b#fragment"), patient);

        CHECK(result.has_value());
    });
}

TEST_CASE("upgrades are refused where they do not belong") {
    World world;
    serve_with(world, echo);
    world.run([](World& w) -> runtime::Task<void> {
        const auto elsewhere = co_await net::connect_websocket(w.client, w.ws("/other"), patient);
        auto old = w.get("/link");
        old.headers = {{"Connection", "Upgrade"}, {"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "8"}};
        const auto version = co_await w.client.send(std::move(old));
        auto keyless = w.get("/link");
        keyless.headers = {{"Connection", "Upgrade"}, {"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}};
        const auto key = co_await w.client.send(std::move(keyless));

        REQUIRE(!elsewhere.has_value());
        CHECK(elsewhere.error().status == 404);
        REQUIRE(version.has_value());
        CHECK(version->status == 426);
        CHECK(version->header("sec-websocket-version") == "13");
        REQUIRE(key.has_value());
        CHECK(key->status == 400);
    });
}
