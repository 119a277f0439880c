#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <variant>

#include "net/world.hpp"
#include "usher/runtime/asio_names.hpp"

using namespace usher;
using asio::experimental::awaitable_operators::operator||;
using testing::RawServer;
using testing::World;
using Socket = std::unique_ptr<net::WebSocket>;
using Serve = runtime::Task<void> (*)(World&, net::WebSocket&);

namespace {

constexpr net::WebSocketOptions patient{.timeout = testing::long_time};

runtime::Task<void> own(World& world, Socket socket, Serve serve) {
    co_await serve(world, *socket);
}

void serve_with(World& world, Serve serve) {
    const auto accepts = [](const net::ServerRequest& request) { return request.path == "/link"; };
    world.server.on_websocket(accepts, [&world, serve](net::ServerRequest request, Socket socket) {
        world.seen.push_back(std::move(request));
        return own(world, std::move(socket), serve);
    });
}

/// The next message's data; empty for anything else.
runtime::Task<std::string> next_message(net::WebSocket& socket) {
    const auto event = co_await socket.receive();
    const auto* message = std::get_if<net::WebSocketMessage>(&event);
    co_return message != nullptr ? message->data : std::string();
}

runtime::Task<std::optional<net::WebSocketClosed>> next_close(net::WebSocket& socket) {
    const auto event = co_await socket.receive();
    const auto* closed = std::get_if<net::WebSocketClosed>(&event);
    co_return closed != nullptr ? std::optional(*closed) : std::nullopt;
}

runtime::Task<std::optional<net::WebSocketControl>> next_control(net::WebSocket& socket) {
    const auto event = co_await socket.receive();
    const auto* control = std::get_if<net::WebSocketControl>(&event);
    co_return control != nullptr ? std::optional(*control) : std::nullopt;
}

runtime::Task<Socket> connect(World& world) {
    auto result = co_await net::connect_websocket(world.client, world.ws("/link?ticket=1"), patient);
    const auto reason = result ? std::string() : result.error().reason;
    REQUIRE(reason == "");
    co_return std::move(*result);
}

runtime::Task<void> echo(World&, net::WebSocket& socket) {
    while (socket.open()) {
        auto event = co_await socket.receive();
        if (auto* message = std::get_if<net::WebSocketMessage>(&event)) {
            if (message->binary) {
                socket.send_binary(std::move(message->data));
            } else {
                socket.send_text(std::move(message->data));
            }
        }
    }
}

runtime::Task<void> read_to_the_end(World& world, net::WebSocket& socket) {
    while (true) {
        const auto event = co_await socket.receive();
        if (const auto* closed = std::get_if<net::WebSocketClosed>(&event)) {
            net::ServerRequest note;
            note.path = std::to_string(closed->code);
            note.body = closed->reason;
            world.seen.push_back(std::move(note));
            co_return;
        }
    }
}

runtime::Task<void> serve_forever(World&, net::WebSocket&) {
    co_await testing::sleep_for(std::chrono::hours(1));
}

} // namespace

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
        co_await testing::until([&w] { return w.cancelled_handlers == 1; }); // The test's signal to begin reading.
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

TEST_CASE("a client's close reaches the server with code and reason") {
    World world;
    serve_with(world, read_to_the_end);
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);

        co_await socket->close(4001, "enough", testing::long_time);

        CHECK(!socket->open());
        CHECK(!socket->send_text("late"));
        co_await testing::until([&w] { return w.seen.size() == 2; });
        CHECK(w.seen.back().path == "4001");
        CHECK(w.seen.back().body == "enough");
    });
}

TEST_CASE("a server's close reaches the client with code and reason, again and again") {
    World world;
    serve_with(world, [](World& w, net::WebSocket& socket) -> runtime::Task<void> {
        socket.send_text("last words");
        co_await socket.close(1001, "refresh", testing::long_time);
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
        co_await testing::until([&w] { return w.seen.size() == 2; });
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

        co_await socket->close(1000, reason, testing::long_time);

        co_await testing::until([&w] { return w.seen.size() == 2; });
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
        co_await testing::sleep_for(std::chrono::milliseconds(1));

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
        co_await testing::sleep_for(std::chrono::milliseconds(1));

        co_await socket->close(1000, "", testing::long_time);
        co_await w.tasks.drained();

        REQUIRE(closed.has_value());
        CHECK(closed->code == 1000);
    });
}

TEST_CASE("a message that arrives while a receive is cancelled is not lost") {
    World world;
    serve_with(world, [](World& w, net::WebSocket& socket) -> runtime::Task<void> {
        for (int i = 0; i < 500 && socket.open(); ++i) {
            socket.send_text(std::to_string(i));
            co_await testing::sleep_for(std::chrono::milliseconds(i % 2));
        }
        co_await read_to_the_end(w, socket);
    });
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);
        int expected = 0;

        while (expected < 500) {
            auto outcome = co_await (next_message(*socket) || testing::sleep_for(std::chrono::milliseconds(1)));
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
            auto outcome = co_await (testing::next_turn() || next_message(*socket));
            if (outcome.index() == 0) {
                outcome = co_await next_message(*socket);
            }
            REQUIRE(std::get<1>(outcome) == std::to_string(expected));
        }
    });
}

TEST_CASE("a peer that breaks the protocol gets to read why before the connection ends") {
    World world;
    serve_with(world, read_to_the_end);
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = w.dial();
        co_await testing::write_text(
            socket, "GET /link HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        const auto head = co_await testing::read_head(socket);

        co_await testing::write_text(socket, "\x81\x05hello" + std::string(100'000, 'x')); // Not masked.
        const auto frame = co_await testing::read_exactly(socket, 4);
        socket.shutdown(asio::ip::tcp::socket::shutdown_send);
        const bool in_order = co_await testing::ends_in_order(socket);

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
            co_await testing::next_turn();
        }
        w.seen.emplace_back();
    });
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);

        co_await testing::until([&w] { return w.seen.size() == 2; });

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
        co_await testing::until([&w] { return w.seen.size() == 4; });
        CHECK(w.seen.back().path == "1009");
    });
}

TEST_CASE("a peer that never answers the close is left after the limit") {
    World world;
    serve_with(world, [](World& w, net::WebSocket& socket) -> runtime::Task<void> {
        socket.answer_close(false);
        co_await read_to_the_end(w, socket);
        co_await testing::sleep_for(std::chrono::hours(1));
    });
    world.run([](World& w) -> runtime::Task<void> {
        auto socket = co_await connect(w);

        co_await socket->close(1000, "bye", testing::short_time);
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
        const auto outcome = co_await (socket->receive() || testing::sleep_for(testing::short_time));
        co_await socket->close(1000, "", testing::short_time);

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

TEST_CASE("a handshake that is refused says with which status") {
    for (const char* status : {"429 Too Many Requests", "302 Found", "200 OK", "404 Not Found"}) {
        CAPTURE(std::string(status));
        static const char* current;
        current = status;
        World().run([](World& w) -> runtime::Task<void> {
            auto& server = w.make<RawServer>(w);
            const auto refuse = [](RawServer& s) -> runtime::Task<void> {
                auto peer = co_await s.accept();
                co_await testing::read_head(peer);
                co_await testing::write_text(peer,
                                             std::string("HTTP/1.1 ") + current + "\r\nContent-Length: 0\r\n\r\n");
            };
            w.tasks.spawn("refuse", refuse(server));

            const auto result = co_await net::connect_websocket(w.client, server.ws(), patient);

            REQUIRE(!result.has_value());
            CHECK(result.error().status == std::stoi(current));
            CHECK(testing::contains(result.error().reason, std::to_string(result.error().status)));
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
                co_await testing::read_head(peer);
                co_await testing::write_text(peer, current);
            };
            w.tasks.spawn("refuse", refuse(server));

            const auto result = co_await net::connect_websocket(w.client, server.ws(), patient);

            REQUIRE(!result.has_value());
            CHECK(result.error().kind == net::HttpFailure::Kind::ambiguous);
            CHECK(testing::contains(result.error().reason, "broke off"));
        });
    }
}

TEST_CASE("a handshake that is never answered ends at the deadline") {
    World().run([](World& w) -> runtime::Task<void> {
        RawServer silent(w);
        net::WebSocketOptions options;
        options.timeout = testing::short_time;

        const auto result = co_await net::connect_websocket(w.client, silent.ws(), options);

        REQUIRE(!result.has_value());
        CHECK(result.error().kind == net::HttpFailure::Kind::ambiguous);
        CHECK(testing::contains(result.error().reason, "in time"));
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
            CHECK(!testing::contains(result.error().reason, "hunter2"));
        });
    }
}

TEST_CASE("a URL without a path still reaches its host") {
    World world;
    world.server.on_websocket(
        [](const net::ServerRequest& r) { return r.path == "/" && r.query == "a=b"; },
        [&world](net::ServerRequest, Socket socket) { return own(world, std::move(socket), echo); });
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
    while (world->cancelled_handlers == 0) {
        world->io.run_one();
    }

    world.reset();

    CHECK(!world.has_value());
}
