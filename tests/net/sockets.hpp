#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "net/world.hpp"

namespace usher::testing {

using Socket = std::unique_ptr<net::WebSocket>;
using Serve = runtime::Task<void> (*)(World&, net::WebSocket&);

inline constexpr net::WebSocketOptions patient{.timeout = long_time};

inline runtime::Task<void> own(World& world, Socket socket, Serve serve) {
    co_await serve(world, *socket);
}

inline void serve_with(World& world, Serve serve) {
    const auto accepts = [](const net::ServerRequest& request) { return request.path == "/link"; };
    world.server.on_websocket(accepts, [&world, serve](net::ServerRequest request, Socket socket) {
        world.seen.push_back(std::move(request));
        return own(world, std::move(socket), serve);
    });
}

/// The next message's data; empty for anything else.
inline runtime::Task<std::string> next_message(net::WebSocket& socket) {
    const auto event = co_await socket.receive();
    const auto* message = std::get_if<net::WebSocketMessage>(&event);
    co_return message != nullptr ? message->data : std::string();
}

inline runtime::Task<std::optional<net::WebSocketClosed>> next_close(net::WebSocket& socket) {
    const auto event = co_await socket.receive();
    const auto* closed = std::get_if<net::WebSocketClosed>(&event);
    co_return closed != nullptr ? std::optional(*closed) : std::nullopt;
}

inline runtime::Task<std::optional<net::WebSocketControl>> next_control(net::WebSocket& socket) {
    const auto event = co_await socket.receive();
    const auto* control = std::get_if<net::WebSocketControl>(&event);
    co_return control != nullptr ? std::optional(*control) : std::nullopt;
}

inline runtime::Task<Socket> connect(World& world) {
    auto result = co_await net::connect_websocket(world.client, world.ws("/link?ticket=1"), patient);
    const auto reason = result ? std::string() : result.error().reason;
    REQUIRE(reason == "");
    co_return std::move(*result);
}

inline runtime::Task<void> echo(World&, net::WebSocket& socket) {
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

inline runtime::Task<void> read_to_the_end(World& world, net::WebSocket& socket) {
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

inline runtime::Task<void> serve_forever(World&, net::WebSocket&) {
    co_await sleep_for(std::chrono::hours(1));
}

} // namespace usher::testing
