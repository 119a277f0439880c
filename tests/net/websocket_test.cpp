#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <variant>

#include "net/sockets.hpp"
#include "net/world.hpp"
#include "usher/runtime/asio_names.hpp"

using namespace usher;
using namespace usher::testing;
using namespace asio::experimental::awaitable_operators;

TEST_CASE("messages come back as they were sent") {
    World world;
    serve_with(world, echo);
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);

        for (const std::string& text : {std::string("hello"), std::string(), std::string("grüße"),
                                        std::string(126, 'a'), std::string(65'536, 'b'), std::string(1'000'000, 'c')}) {
            CHECK(socket->send_text(text));
            const auto event = co_await socket->receive();
            REQUIRE(std::holds_alternative<net::WebSocketMessage>(event));
            CHECK(std::get<net::WebSocketMessage>(event).data == text);
            CHECK(!std::get<net::WebSocketMessage>(event).binary);
        }
        const std::string bytes("\x00\xff\x80", 3);
        CHECK(socket->send_binary(bytes));
        const auto event = co_await socket->receive();
        REQUIRE(std::holds_alternative<net::WebSocketMessage>(event));
        CHECK(std::get<net::WebSocketMessage>(event).data == bytes);
        CHECK(std::get<net::WebSocketMessage>(event).binary);
        CHECK(w.seen.front().query_value("ticket") == "1");
    });
}

TEST_CASE("messages keep their order when they are sent in one go") {
    World world;
    serve_with(world, echo);
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);

        for (int i = 0; i < 200; ++i) {
            socket->send_text(std::string(5000, 'x') + std::to_string(i));
        }

        for (int i = 0; i < 200; ++i) {
            const auto data = co_await next_message(*socket);
            CHECK(data == std::string(5000, 'x') + std::to_string(i));
        }
    });
}

TEST_CASE("a message that the peer cannot take yet waits for it") {
    World world;
    serve_with(world, [](World& w, net::WebSocket& socket) -> runtime::Task<void> {
        co_await until([&w] { return w.cancelled_handlers == 1; }); // The test's signal to begin reading.
        co_await echo(w, socket);
    });
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);
        for (int i = 0; i < 8; ++i) {
            CHECK(socket->send_text(std::string(2'000'000, static_cast<char>('a' + i))));
        }

        w.cancelled_handlers = 1;

        for (int i = 0; i < 8; ++i) {
            const auto data = co_await next_message(*socket);
            CHECK(data == std::string(2'000'000, static_cast<char>('a' + i)));
        }
    });
}

TEST_CASE("a ping is reported, and its pong comes back") {
    World world;
    serve_with(world, [](World& w, net::WebSocket& socket) -> runtime::Task<void> {
        socket.ping("from the server");
        const auto pong = co_await next_control(socket);
        REQUIRE(pong.has_value());
        CHECK(pong->kind == net::WebSocketControl::Kind::pong);
        CHECK(pong->payload == "from the server");
        const auto ping = co_await next_control(socket);
        REQUIRE(ping.has_value());
        CHECK(ping->kind == net::WebSocketControl::Kind::ping);
        CHECK(ping->payload == "from the client");
        co_await read_to_the_end(w, socket);
    });
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);

        const auto ping = co_await next_control(*socket);
        socket->ping("from the client");
        const auto pong = co_await next_control(*socket);

        REQUIRE(ping.has_value());
        CHECK(ping->kind == net::WebSocketControl::Kind::ping);
        REQUIRE(pong.has_value());
        CHECK(pong->kind == net::WebSocketControl::Kind::pong);
        CHECK(pong->payload == "from the client");
    });
}

TEST_CASE("a message that arrives while a receive is cancelled is not lost") {
    World world;
    serve_with(world, [](World& w, net::WebSocket& socket) -> runtime::Task<void> {
        for (int i = 0; i < 500 && socket.open(); ++i) {
            socket.send_text(std::to_string(i));
            co_await sleep_for(std::chrono::milliseconds(i % 2));
        }
        co_await read_to_the_end(w, socket);
    });
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);
        int expected = 0;

        while (expected < 500) {
            auto outcome = co_await (next_message(*socket) || sleep_for(std::chrono::milliseconds(1)));
            if (outcome.index() == 0) {
                REQUIRE(std::get<0>(outcome) == std::to_string(expected));
                ++expected;
            }
        }

        CHECK(expected == 500);
    });
}

TEST_CASE("a receive that finds a message and loses its race leaves the message") {
    World world;
    serve_with(world, [](World& w, net::WebSocket& socket) -> runtime::Task<void> {
        for (int i = 0; i < 100; ++i) {
            socket.send_text(std::to_string(i));
        }
        co_await read_to_the_end(w, socket);
    });
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);

        for (int expected = 0; expected < 100; ++expected) {
            auto outcome = co_await (next_turn() || next_message(*socket));
            if (outcome.index() == 0) {
                outcome = co_await next_message(*socket);
            }
            REQUIRE(std::get<1>(outcome) == std::to_string(expected));
        }
    });
}
