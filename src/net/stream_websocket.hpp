#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include <asio/steady_timer.hpp>

#include "net/byte_stream.hpp"
#include "net/websocket_codec.hpp"
#include "usher/net/websocket.hpp"

namespace usher::net {

/// A codec over a stream. Reads only while somebody receives (or closes), so a slow receiver slows the peer down;
/// writes at once, and what the stream does not take waits for it.
class StreamWebSocket final : public WebSocket {
public:
    using Deadline = asio::steady_timer::time_point;

    StreamWebSocket(std::unique_ptr<ByteStream> stream, std::unique_ptr<WebSocketCodec> codec);
    ~StreamWebSocket() override;
    StreamWebSocket(const StreamWebSocket&) = delete;
    StreamWebSocket& operator=(const StreamWebSocket&) = delete;

    runtime::Task<WebSocketEvent> receive() override;
    bool send_text(std::string data) override;
    bool send_binary(std::string data) override;
    bool ping(std::string payload) override;
    runtime::Task<void> close(std::uint16_t code, std::string reason, milliseconds limit) override;
    void abort() override;
    [[nodiscard]] bool open() const override;
    void stop_reading() override;
    void answer_pings(bool yes) override { codec_->answer_pings(yes); }
    void answer_close(bool yes) override { codec_->answer_close(yes); }

    /// A client's first step. True once open; false if refused, cut off or too late.
    runtime::Task<bool> handshake(Deadline deadline);
    /// A server's first step: what it has read already.
    void accept(std::string_view handshake);
    [[nodiscard]] const WebSocketCodec& codec() const { return *codec_; }

private:
    /// Reads once. Whether anything came, the end included.
    bool pump();
    void after_input();
    void flush();
    void end_stream();
    void lose(); ///< The stream is gone.
    runtime::Task<void> readable_until(Deadline deadline);
    runtime::Task<void> ended_until(Deadline deadline);
    runtime::Task<void> wait_for_end();
    runtime::Task<void> linger(Deadline deadline);
    [[nodiscard]] std::size_t backlog() const { return sending_.size() - sent_ + codec_->output_size(); }

    std::unique_ptr<ByteStream> stream_;
    std::unique_ptr<WebSocketCodec> codec_;
    std::optional<WebSocketClosed> closed_;
    std::string sending_; ///< Never touched until it is all sent.
    std::size_t sent_ = 0;
    bool stream_open_ = true;
    bool waiting_to_write_ = false;
    bool end_when_flushed_ = false;
    bool deaf_ = false;
    asio::steady_timer end_; ///< Cancelled when the stream ends.
    std::shared_ptr<StreamWebSocket*> self_;
    std::array<char, 16384> chunk_;
};

} // namespace usher::net
