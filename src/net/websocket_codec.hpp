#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "usher/net/websocket.hpp"

namespace usher::net {

/// RFC 6455 without I/O: bytes in, events and bytes out. websocketpp does the work and is seen by nobody else.
class WebSocketCodec {
public:
    enum class Phase : std::uint8_t {
        handshake,
        refused, ///< The handshake failed; a client's `refusal_status()` says how, if the peer spoke HTTP.
        open,
        closing, ///< We sent a close frame; the peer's is awaited.
        closed   ///< `closed()` says how.
    };

    static std::unique_ptr<WebSocketCodec> client(std::string_view url, std::string_view user_agent,
                                                  std::size_t max_message);
    static std::unique_ptr<WebSocketCodec> server(std::size_t max_message);

    virtual ~WebSocketCodec() = default;
    virtual void feed(std::string_view bytes) = 0;
    /// The stream has ended.
    virtual void end() = 0;
    [[nodiscard]] virtual Phase phase() const = 0;
    [[nodiscard]] virtual int refusal_status() const = 0;

    virtual bool send_text(const std::string& data) = 0;
    virtual bool send_binary(const std::string& data) = 0;
    virtual bool ping(const std::string& payload) = 0;
    virtual void close(std::uint16_t code, std::string_view reason) = 0;

    /// Messages, pings and pongs, in order.
    std::optional<WebSocketEvent> take_event();
    [[nodiscard]] const std::optional<WebSocketClosed>& closed() const { return closed_; }
    /// Whether it ended because the peer broke the protocol: it needs time to read our close frame.
    [[nodiscard]] bool broken_by_peer() const { return broken_; }
    /// Bytes for the peer.
    std::string take_output();
    [[nodiscard]] std::size_t output_size() const { return output_.size(); }

    void answer_pings(bool yes) { answers_pings_ = yes; }
    void answer_close(bool yes) { answers_close_ = yes; }
    [[nodiscard]] bool answers_close() const { return answers_close_; }

protected:
    std::deque<WebSocketEvent> events_;
    std::optional<WebSocketClosed> closed_;
    std::string output_;
    bool broken_ = false;
    bool answers_pings_ = true;
    bool answers_close_ = true;
};

} // namespace usher::net
