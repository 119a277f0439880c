#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <variant>

#include "usher/net/http_client.hpp"
#include "usher/runtime/task.hpp"
#include "usher/secret/secret.hpp"

namespace usher::net {

/// A whole text or binary message.
struct WebSocketMessage {
    std::string data;
    bool binary = false;
};
/// A ping (already answered) or a pong of the peer: a sign of life.
struct WebSocketControl {
    enum class Kind : std::uint8_t { ping, pong };
    Kind kind = Kind::pong;
    std::string payload;
};
/// The end. After it nothing more is received.
struct WebSocketClosed {
    std::uint16_t code = 1006; ///< RFC 6455 close code; 1006 if the stream just ended.
    std::string reason;
};
using WebSocketEvent = std::variant<WebSocketMessage, WebSocketControl, WebSocketClosed>;

/// One WebSocket, either side. websocketpp is the codec; the stream is curl's (client) or Asio's (server). Loop thread
/// only. One coroutine may receive while others send; each frame is written whole, in order.
class WebSocket {
public:
    virtual ~WebSocket() = default;
    /// The next event. Waits until one arrives; cancel or race it for a deadline. After `WebSocketClosed` it returns
    /// that again.
    virtual runtime::Task<WebSocketEvent> receive() = 0;
    /// Queues one unfragmented frame. False if the socket is no longer open.
    virtual bool send_text(std::string data) = 0;
    virtual bool send_binary(std::string data) = 0;
    virtual bool ping(std::string payload) = 0;
    /// Sends a close frame, waits at most `limit` for the peer's, then ends the stream.
    virtual runtime::Task<void> close(std::uint16_t code, std::string reason, milliseconds limit) = 0;
    /// Ends the stream at once, without a close frame.
    virtual void abort() = 0;
    [[nodiscard]] virtual bool open() const = 0;

    // For scripted faults. A socket that cannot play them ignores them.
    /// Goes deaf: nothing is read or answered any more, while the connection stays and sending still works.
    virtual void stop_reading() {}
    /// Whether the peer's pings get their pong. They are reported either way.
    virtual void answer_pings(bool /*yes*/) {}
    /// Whether the peer's close frame gets its answer and the end of the stream. `WebSocketClosed` is reported either
    /// way.
    virtual void answer_close(bool /*yes*/) {}
};

struct WebSocketOptions {
    milliseconds timeout{10'000};        ///< Name, TCP, TLS and handshake together.
    std::size_t max_message = 4U << 20U; ///< Above: close 1009.
};

/// Opens a client WebSocket (`wss`, or `ws` to loopback). Same TLS and proxy policy as all HTTP. The URL is a secret
/// and is in no error.
runtime::Task<std::expected<std::unique_ptr<WebSocket>, HttpFailure>>
connect_websocket(HttpClient& client, secret::Secret url, WebSocketOptions options);

} // namespace usher::net
