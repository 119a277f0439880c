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

TEST_CASE("a client's close reaches the server with code and reason") {
    World world;
    serve_with(world, read_to_the_end);
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);

        co_await socket->close(4001, "enough", long_time);

        CHECK(!socket->open());
        CHECK(!socket->send_text("late"));
        co_await until([&w] { return w.seen.size() == 2; });
        CHECK(w.seen.back().path == "4001");
        CHECK(w.seen.back().body == "enough");
    });
}

TEST_CASE("a server's close reaches the client with code and reason, again and again") {
    World world;
    serve_with(world, [](World& w, net::WebSocket& socket) -> runtime::Task<void> {
        socket.send_text("last words");
        co_await socket.close(1001, "refresh", long_time);
        w.seen.emplace_back();
    });
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);

        const auto words = co_await next_message(*socket);
        const auto closed = co_await next_close(*socket);
        const auto again = co_await next_close(*socket);

        CHECK(words == "last words");
        REQUIRE(closed.has_value());
        CHECK(closed->code == 1001);
        CHECK(closed->reason == "refresh");
        REQUIRE(again.has_value());
        CHECK(again->code == 1001);
        CHECK(!socket->open());
        co_await until([&w] { return w.seen.size() == 2; });
    });
}

TEST_CASE("a long close reason is cut on a character") {
    World world;
    serve_with(world, read_to_the_end);
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);
        std::string reason;
        for (int i = 0; i < 100; ++i) {
            reason += "è";
        }

        co_await socket->close(1000, reason, long_time);

        co_await until([&w] { return w.seen.size() == 2; });
        CHECK(w.seen.back().path == "1000");
        CHECK(w.seen.back().body == reason.substr(0, 122));
    });
}

TEST_CASE("a stream that just ends is 1006") {
    World world;
    serve_with(world, [](World&, net::WebSocket& socket) -> runtime::Task<void> {
        socket.abort();
        CHECK(!socket.open());
        const auto own = co_await next_close(socket);
        REQUIRE(own.has_value());
        CHECK(own->code == 1006);
    });
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);

        const auto closed = co_await next_close(*socket);

        REQUIRE(closed.has_value());
        CHECK(closed->code == 1006);
        CHECK(!socket->send_text("late"));
    });
}

TEST_CASE("an abort wakes the coroutine that receives") {
    World world;
    serve_with(world, read_to_the_end);
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);
        std::optional<net::WebSocketClosed> closed;
        const auto wait = [](net::WebSocket& s, std::optional<net::WebSocketClosed>& c) -> runtime::Task<void> {
            c = co_await next_close(s);
        };
        w.tasks.spawn("receive", wait(*socket, closed));
        co_await sleep_for(std::chrono::milliseconds(1));

        socket->abort();
        co_await w.tasks.drained();

        REQUIRE(closed.has_value());
        CHECK(closed->code == 1006);
    });
}

TEST_CASE("a close by one coroutine ends the receiving of another") {
    World world;
    serve_with(world, read_to_the_end);
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);
        std::optional<net::WebSocketClosed> closed;
        const auto wait = [](net::WebSocket& s, std::optional<net::WebSocketClosed>& c) -> runtime::Task<void> {
            c = co_await next_close(s);
        };
        w.tasks.spawn("receive", wait(*socket, closed));
        co_await sleep_for(std::chrono::milliseconds(1));

        co_await socket->close(1000, "", long_time);
        co_await w.tasks.drained();

        REQUIRE(closed.has_value());
        CHECK(closed->code == 1000);
    });
}

TEST_CASE("a peer that breaks the protocol gets to read why before the connection ends") {
    World world;
    serve_with(world, read_to_the_end);
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = w.dial();
        co_await write_text(socket, "GET /link HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        const auto head = co_await read_head(socket);

        co_await write_text(socket, "\x81\x05hello" + std::string(100'000, 'x')); // Not masked.
        const auto frame = co_await read_exactly(socket, 4);
        socket.shutdown(asio::ip::tcp::socket::shutdown_send);
        const bool in_order = co_await ends_in_order(socket);

        CHECK(head.starts_with("HTTP/1.1 101 "));
        CHECK(head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")); // RFC 6455 1.3.
        CHECK(frame.substr(2) == "\x03\xea");                 // 1002.
        CHECK(in_order);
    });
}

TEST_CASE("a peer that never reads does not fill our memory") {
    World world;
    serve_with(world, [](World& w, net::WebSocket& socket) -> runtime::Task<void> {
        while (socket.open() && w.cancelled_handlers < 40) {
            socket.send_text(std::string(2'000'000, 'x'));
            ++w.cancelled_handlers;
            co_await next_turn();
        }
        w.seen.emplace_back();
    });
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);

        co_await until([&w] { return w.seen.size() == 2; });

        CHECK(w.cancelled_handlers < 40);
    });
}

TEST_CASE("a message past the limit is answered with 1009, on either side") {
    net::HttpServerOptions options;
    options.max_message = 1000;
    World world(options);
    serve_with(world, [](World& w, net::WebSocket& socket) -> runtime::Task<void> {
        socket.send_text(std::string(2001, 'x'));
        co_await read_to_the_end(w, socket);
    });
    world.run([](World& w) -> runtime::Task<void> {
        auto roomy = co_await connect(w);
        roomy->send_text(std::string(3'000'000, 'y'));
        const auto words = co_await next_message(*roomy);
        const auto refused = co_await next_close(*roomy);
        auto options = patient;
        options.max_message = 2000;
        auto narrow = co_await net::connect_websocket(w.client, w.ws("/link"), options);
        REQUIRE(narrow.has_value());

        const auto own = co_await next_close(**narrow);

        CHECK(words.size() == 2001);
        REQUIRE(refused.has_value());
        CHECK(refused->code == 1009);
        REQUIRE(own.has_value());
        CHECK(own->code == 1009);
        co_await until([&w] { return w.seen.size() == 4; });
        CHECK(w.seen.back().path == "1009");
    });
}

TEST_CASE("a peer that never answers the close is left after the limit") {
    World world;
    serve_with(world, [](World& w, net::WebSocket& socket) -> runtime::Task<void> {
        socket.answer_close(false);
        co_await read_to_the_end(w, socket);
        co_await sleep_for(std::chrono::hours(1));
    });
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);

        co_await socket->close(1000, "bye", short_time);
        const auto closed = co_await next_close(*socket);

        CHECK(!socket->open());
        REQUIRE(closed.has_value());
        CHECK(closed->code == 1006);
        CHECK(w.seen.back().path == "1000");
        CHECK(w.seen.back().body == "bye");
    });
}

TEST_CASE("a deaf peer answers nothing but still speaks") {
    World world;
    serve_with(world, [](World&, net::WebSocket& socket) -> runtime::Task<void> {
        socket.stop_reading();
        socket.send_text("I am here");
        co_await socket.receive();
    });
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);

        const auto words = co_await next_message(*socket);
        socket->ping("?");
        const auto outcome = co_await (socket->receive() || sleep_for(short_time));
        co_await socket->close(1000, "", short_time);

        CHECK(words == "I am here");
        CHECK(std::holds_alternative<std::monostate>(outcome)); // Asio flattens the variants.
        CHECK(!socket->open());
    });
}

TEST_CASE("a peer can be told to leave pings unanswered") {
    World world;
    serve_with(world, [](World& w, net::WebSocket& socket) -> runtime::Task<void> {
        socket.answer_pings(false);
        const auto ping = co_await next_control(socket);
        CHECK(ping.has_value());
        socket.send_text("seen");
        co_await read_to_the_end(w, socket);
    });
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);

        socket->ping("?");
        const auto first = co_await next_message(*socket);

        CHECK(first == "seen");
    });
}

TEST_CASE("stopping the server ends its sockets and their handlers") {
    World world;
    serve_with(world, serve_forever);
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);

        co_await w.server.stop();
        const auto closed = co_await next_close(*socket);

        REQUIRE(closed.has_value());
        CHECK(closed->code == 1006);
    });
}

TEST_CASE("a loop that is torn down with WebSockets under way is clean") {
    std::optional<World> world(std::in_place);
    serve_with(*world, echo);
    world->port = world->server.start();
    const auto hold = [](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);
        socket->send_text("x");
        co_await next_message(*socket);
        ++w.cancelled_handlers;
        co_await socket->receive();
    };
    world->tasks.spawn("client", hold(*world));
    world->run_until([&world] { return world->cancelled_handlers > 0; });

    world.reset();

    CHECK(!world.has_value());
}
