#include "net/stream_websocket.hpp"

#include <asio/post.hpp>
#include <asio/system_error.hpp>

#include <utility>

#include "usher/runtime/asio_names.hpp"

namespace usher::net {

namespace {

/// A peer that pings without reading would otherwise fill our memory with pongs.
constexpr std::size_t most_backlog = 32U << 20U;
constexpr milliseconds linger_limit{1'000};

} // namespace

StreamWebSocket::StreamWebSocket(std::unique_ptr<ByteStream> stream, std::unique_ptr<WebSocketCodec> codec)
    : stream_(std::move(stream)), codec_(std::move(codec)),
      end_(stream_->executor(), asio::steady_timer::time_point::max()), self_(std::make_shared<StreamWebSocket*>(this)),
      chunk_{} {}

StreamWebSocket::~StreamWebSocket() {
    *self_ = nullptr;
}

runtime::Task<WebSocketEvent> StreamWebSocket::receive() {
    // An event must not be taken for a coroutine that has lost its race against a deadline: it would be gone. So
    // suspend before taking, in order to learn of a cancellation, and return without suspending again.
    co_await asio::post(stream_->executor(), asio::use_awaitable);
    while (true) {
        const auto cancellation = co_await asio::this_coro::cancellation_state;
        if (cancellation.cancelled() != asio::cancellation_type::none) {
            throw asio::system_error(asio::error::operation_aborted);
        }
        if (auto event = codec_->take_event()) {
            co_return std::move(*event);
        }
        if (closed_ && codec_->broken_by_peer() && stream_open_) {
            co_await linger(asio::steady_timer::clock_type::now() + linger_limit);
        } else if (closed_) {
            co_return *closed_;
        } else if (deaf_) {
            co_await wait_for_end();
        } else if (!pump()) {
            co_await stream_->readable();
        }
    }
}

bool StreamWebSocket::send_text(std::string data) {
    const bool sent = open() && codec_->send_text(data);
    flush();
    return sent && open();
}

bool StreamWebSocket::send_binary(std::string data) {
    const bool sent = open() && codec_->send_binary(data);
    flush();
    return sent && open();
}

bool StreamWebSocket::ping(std::string payload) {
    const bool sent = open() && codec_->ping(payload);
    flush();
    return sent && open();
}

runtime::Task<void> StreamWebSocket::close(std::uint16_t code, std::string reason, milliseconds limit) {
    const auto deadline = asio::steady_timer::clock_type::now() + limit;
    if (open()) {
        codec_->close(code, reason);
        flush();
    }
    while (stream_open_ && !closed_ && asio::steady_timer::clock_type::now() < deadline) {
        if (deaf_) {
            co_await ended_until(deadline);
        } else if (!pump()) {
            co_await readable_until(deadline);
        }
    }
    if (closed_ && codec_->broken_by_peer()) {
        co_await linger(deadline);
    }
    if (stream_open_ && end_when_flushed_) {
        co_await ended_until(deadline);
    }
    end_stream();
}

void StreamWebSocket::abort() {
    if (stream_open_) {
        stream_->reset();
        lose();
    }
}

bool StreamWebSocket::open() const {
    return stream_open_ && !closed_ && codec_->phase() == WebSocketCodec::Phase::open;
}

void StreamWebSocket::stop_reading() {
    deaf_ = true;
}

runtime::Task<bool> StreamWebSocket::handshake(Deadline deadline) {
    flush();
    while (stream_open_ && codec_->phase() == WebSocketCodec::Phase::handshake &&
           asio::steady_timer::clock_type::now() < deadline) {
        if (!pump()) {
            co_await readable_until(deadline);
        }
    }
    co_return codec_->phase() == WebSocketCodec::Phase::open || codec_->phase() == WebSocketCodec::Phase::closed;
}

void StreamWebSocket::accept(std::string_view handshake) {
    codec_->feed(handshake);
    after_input();
}

bool StreamWebSocket::pump() {
    const auto progress = stream_->read(chunk_);
    switch (progress.state) {
    case ByteStream::State::moved:
        codec_->feed({chunk_.data(), progress.bytes});
        after_input();
        return true;
    case ByteStream::State::blocked:
        return false;
    case ByteStream::State::ended:
        lose();
        return true;
    }
    return false;
}

void StreamWebSocket::after_input() {
    if (!closed_ && codec_->closed()) {
        closed_ = codec_->closed();
        // A broken stream lingers, so that the peer can read why; a peer whose close we leave unanswered keeps its
        // connection.
        end_when_flushed_ = !codec_->broken_by_peer() && codec_->answers_close();
    } else if (codec_->phase() == WebSocketCodec::Phase::refused) {
        closed_ = WebSocketClosed{};
        end_when_flushed_ = true;
    }
    flush();
}

void StreamWebSocket::flush() {
    while (stream_open_ && !waiting_to_write_) {
        if (sent_ == sending_.size()) {
            sending_ = codec_->take_output();
            sent_ = 0;
            if (sending_.empty()) {
                break;
            }
        }
        const auto progress = stream_->write(std::string_view(sending_).substr(sent_));
        if (progress.state == ByteStream::State::moved) {
            sent_ += progress.bytes;
        } else if (progress.state == ByteStream::State::ended) {
            lose();
        } else {
            waiting_to_write_ = true;
            stream_->when_writable([self = self_] {
                if (*self != nullptr) {
                    (*self)->waiting_to_write_ = false;
                    (*self)->flush();
                }
            });
        }
    }
    if (!stream_open_) {
        return;
    }
    if (backlog() > most_backlog) {
        abort();
    } else if (end_when_flushed_ && backlog() == 0) {
        end_stream();
    }
}

void StreamWebSocket::end_stream() {
    if (!closed_) {
        closed_ = WebSocketClosed{};
    }
    if (std::exchange(stream_open_, false)) {
        stream_->close();
        end_.cancel();
    }
}

void StreamWebSocket::lose() {
    codec_->end();
    if (!closed_) {
        closed_ = codec_->closed();
    }
    end_stream();
}

runtime::Task<void> StreamWebSocket::readable_until(Deadline deadline) {
    using asio::experimental::awaitable_operators::operator||;
    asio::steady_timer timer(stream_->executor(), deadline);
    co_await (stream_->readable() || timer.async_wait(asio::use_awaitable));
}

/// Ends, at the latest, when the stream does.
runtime::Task<void> StreamWebSocket::ended_until(Deadline deadline) {
    using asio::experimental::awaitable_operators::operator||;
    asio::steady_timer timer(stream_->executor(), deadline);
    co_await (wait_for_end() || timer.async_wait(asio::use_awaitable));
}

runtime::Task<void> StreamWebSocket::wait_for_end() {
    co_await end_.async_wait(runtime::as_tuple);
}

runtime::Task<void> StreamWebSocket::linger(Deadline deadline) {
    while (stream_open_ && asio::steady_timer::clock_type::now() < deadline) {
        const auto progress = stream_->read(chunk_);
        if (progress.state == ByteStream::State::ended) {
            break;
        }
        if (progress.state == ByteStream::State::blocked) {
            co_await readable_until(deadline);
        }
    }
    end_stream();
}

} // namespace usher::net
