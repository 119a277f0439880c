#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <string>
#include <variant>

#include "net/websocket_codec.hpp"

using namespace usher;
using net::WebSocketCodec;
using Phase = WebSocketCodec::Phase;

namespace {

constexpr std::size_t limit = 2'000'000;

/// Moves bytes from one side to the other in pieces of the given size.
void carry(WebSocketCodec& from, WebSocketCodec& to, std::size_t piece) {
    const auto bytes = from.take_output();
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        to.feed(std::string_view(bytes).substr(at, piece));
    }
}

struct Pair {
    explicit Pair(std::size_t max_message = limit)
        : client(WebSocketCodec::client("ws://127.0.0.1/x", "usher", max_message)),
          server(WebSocketCodec::server(max_message)) {
        carry(*client, *server, 4096);
        carry(*server, *client, 4096);
        REQUIRE(client->phase() == Phase::open);
        REQUIRE(server->phase() == Phase::open);
    }
    std::unique_ptr<WebSocketCodec> client;
    std::unique_ptr<WebSocketCodec> server;
};

/// A frame as a client sends it, with a mask of zeros.
std::string masked_frame(std::uint8_t first, std::string_view payload) {
    REQUIRE(payload.size() < 126);
    std::string frame;
    frame += static_cast<char>(first);
    frame += static_cast<char>(0x80U | payload.size());
    frame.append(4, '\0');
    return frame.append(payload);
}

std::string message_of(std::optional<net::WebSocketEvent> event) {
    const auto* message = event ? std::get_if<net::WebSocketMessage>(&*event) : nullptr;
    return message != nullptr ? message->data : "(no message)";
}

} // namespace

TEST_CASE("a large message survives every way of cutting it") {
    std::string text(1'000'000, ' ');
    for (std::size_t i = 0; i < text.size(); ++i) {
        text[i] = static_cast<char>('a' + i % 26);
    }
    for (const std::size_t piece :
         {1UL, 2UL, 3UL, 125UL, 126UL, 127UL, 1460UL, 16'383UL, 16'384UL, 16'385UL, 65'536UL, 2'000'000UL}) {
        CAPTURE(piece);
        const auto part = text.substr(0, piece < 100 ? 66'000 : text.size()); // Both have the longest form of length.
        Pair pair;
        REQUIRE(pair.client->send_text(part));
        carry(*pair.client, *pair.server, piece);
        CHECK(message_of(pair.server->take_event()) == part);
        REQUIRE(pair.server->send_text(part));
        carry(*pair.server, *pair.client, piece);
        CHECK(message_of(pair.client->take_event()) == part);
    }
}

TEST_CASE("the handshake and the first message survive a cut at every byte") {
    auto probe = WebSocketCodec::client("ws://127.0.0.1/x", "usher", limit);
    const auto length = probe->take_output().size();
    for (std::size_t cut = 1; cut < length; ++cut) {
        auto client = WebSocketCodec::client("ws://127.0.0.1/x", "usher", limit);
        auto server = WebSocketCodec::server(limit);
        const auto request = client->take_output();
        server->feed(std::string_view(request).substr(0, cut));
        server->feed(std::string_view(request).substr(cut));
        REQUIRE(server->send_text("hello"));
        const auto answer = server->take_output();
        client->feed(std::string_view(answer).substr(0, std::min(cut, answer.size())));
        client->feed(std::string_view(answer).substr(std::min(cut, answer.size())));
        CHECK(message_of(client->take_event()) == "hello");
    }
}

TEST_CASE("a fragmented message is one message, and a ping may come between") {
    Pair pair;

    pair.server->feed(masked_frame(0x01, "one "));
    pair.server->feed(masked_frame(0x89, "ping"));
    pair.server->feed(masked_frame(0x00, "two "));
    pair.server->feed(masked_frame(0x80, "three"));

    const auto ping = pair.server->take_event();
    REQUIRE(ping.has_value());
    CHECK(std::holds_alternative<net::WebSocketControl>(*ping));
    CHECK(message_of(pair.server->take_event()) == "one two three");
    CHECK(!pair.server->take_output().empty());
}

TEST_CASE("what breaks the protocol is closed with the code that says so") {
    struct Case {
        const char* what;
        std::string bytes;
        std::uint16_t code;
    };
    const std::vector<Case> cases = {
        {"bad UTF-8", masked_frame(0x81, "\xc3\x28"), 1007},
        {"UTF-8 that ends too early", masked_frame(0x81, "\xe2\x82"), 1007},
        {"an unmasked frame of a client", std::string("\x81\x01x", 3), 1002},
        {"a reserved bit", masked_frame(0xc1, "x"), 1002},
        {"a reserved opcode", masked_frame(0x83, "x"), 1002},
        {"a fragmented ping", masked_frame(0x09, "x"), 1002},
        {"a continuation of nothing", masked_frame(0x80, "x"), 1002},
        {"a message inside another", masked_frame(0x01, "x") + masked_frame(0x81, "y"), 1002},
        {"a ping that is too long", std::string("\x89\xfe\x00\x7e\0\0\0\0", 8), 1002},
        {"a message that is too long", std::string("\x81\xff\0\0\0\0\x7f\xff\xff\xff\0\0\0\0", 14), 1009}};
    for (const auto& c : cases) {
        CAPTURE(std::string(c.what));
        Pair pair;

        pair.server->feed(c.bytes);
        carry(*pair.server, *pair.client, 7);

        REQUIRE(pair.server->closed().has_value());
        CHECK(pair.server->closed()->code == c.code);
        CHECK(pair.server->broken_by_peer());
        CHECK(pair.server->phase() == Phase::closed);
        REQUIRE(pair.client->closed().has_value());
        CHECK(pair.client->closed()->code == c.code);
        CHECK(!pair.client->broken_by_peer());
        CHECK(!pair.server->send_text("late"));
    }
}

TEST_CASE("a message is allowed up to the limit and not beyond") {
    for (const std::size_t size : {999UL, 1000UL, 1001UL}) {
        CAPTURE(size);
        Pair pair(1000);

        pair.client->send_text(std::string(size, 'x'));
        carry(*pair.client, *pair.server, 100);

        CHECK(pair.server->closed().has_value() == (size > 1000));
    }
}

TEST_CASE("fragments together may not pass the limit either") {
    Pair pair(100);

    pair.server->feed(masked_frame(0x01, std::string(60, 'x')));
    pair.server->feed(masked_frame(0x80, std::string(60, 'x')));

    REQUIRE(pair.server->closed().has_value());
    CHECK(pair.server->closed()->code == 1009);
}

TEST_CASE("a close is answered, and both know why") {
    Pair pair;

    pair.client->close(4000, "why");
    CHECK(pair.client->phase() == Phase::closing);
    carry(*pair.client, *pair.server, 1);
    carry(*pair.server, *pair.client, 1);

    REQUIRE(pair.server->closed().has_value());
    CHECK(pair.server->closed()->code == 4000);
    CHECK(pair.server->closed()->reason == "why");
    REQUIRE(pair.client->closed().has_value());
    CHECK(pair.client->closed()->code == 4000);
}

TEST_CASE("a close code that must not be sent becomes a normal close, and the one for none is left out") {
    for (const std::uint16_t code : {0, 999, 1005, 1006, 1015, 5000}) {
        CAPTURE(code);
        Pair pair;

        pair.client->close(code, "");
        carry(*pair.client, *pair.server, 1);

        REQUIRE(pair.server->closed().has_value());
        CHECK(pair.server->closed()->code == (code == 0 || code == 1005 ? 1005 : 1000));
    }
}

TEST_CASE("a close frame without a code is 1005, and one with a forbidden code a protocol error") {
    Pair plain;
    Pair forbidden;

    plain.server->feed(masked_frame(0x88, ""));
    forbidden.server->feed(masked_frame(0x88, "\x03\xee")); // 1006
    carry(*forbidden.server, *forbidden.client, 9);

    REQUIRE(plain.server->closed().has_value());
    CHECK(plain.server->closed()->code == 1005);
    REQUIRE(forbidden.client->closed().has_value());
    CHECK(forbidden.client->closed()->code == 1002);
    REQUIRE(forbidden.server->closed().has_value());
}

TEST_CASE("both sides may close at once") {
    Pair pair;

    pair.client->close(4001, "");
    pair.server->close(4002, "");
    carry(*pair.client, *pair.server, 9);
    carry(*pair.server, *pair.client, 9);

    REQUIRE(pair.client->closed().has_value());
    CHECK(pair.client->closed()->code == 4002);
    REQUIRE(pair.server->closed().has_value());
    CHECK(pair.server->closed()->code == 4001);
}

TEST_CASE("text that is not UTF-8 is not sent") {
    Pair pair;

    CHECK(!pair.client->send_text("\xff\xfe"));
    CHECK(pair.client->send_binary("\xff\xfe"));
}

TEST_CASE("random bytes end in a clear outcome") {
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        Pair pair;
        std::string noise;
        for (int i = 0; i < 400; ++i) {
            noise += static_cast<char>(random());
        }

        pair.server->feed(noise);
        pair.client->feed(noise);
        pair.server->end();
        pair.client->end();

        CHECK(pair.server->closed().has_value());
        CHECK(pair.client->closed().has_value());
    }
}

TEST_CASE("a handshake that fails is refused") {
    for (const std::string& answer : {std::string("nonsense\r\n\r\n"), std::string("HTTP/1.1 503 Busy\r\n\r\n"),
                                      std::string("HTTP/1.1 101 Yes\r\n\r\n"), std::string(40'000, 'x')}) {
        auto client = WebSocketCodec::client("ws://127.0.0.1/x", "usher", limit);

        client->feed(answer);
        client->end();

        CHECK(client->phase() == Phase::refused);
        CHECK(client->refusal_status() == (answer.contains("503") ? 503 : answer.contains("101") ? 101 : 0));
    }
}
