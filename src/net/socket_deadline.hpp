#pragma once

#include <cstdint>
#include <memory>

#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include "usher/net/http_client.hpp"

namespace usher::net {

/// Cancels everything that waits on a socket when time is up. Cheaper than racing each read against a timer.
class SocketDeadline {
public:
    explicit SocketDeadline(asio::ip::tcp::socket& socket)
        : timer_(socket.get_executor()), state_(std::make_shared<State>(State{&socket})) {}
    ~SocketDeadline() { state_->socket = nullptr; }
    SocketDeadline(const SocketDeadline&) = delete;
    SocketDeadline& operator=(const SocketDeadline&) = delete;

    void start(milliseconds limit) {
        stop();
        timer_.expires_after(limit);
        timer_.async_wait([state = state_, turn = state_->turn](std::error_code error) {
            if (!error && state->socket != nullptr && state->turn == turn) {
                state->expired = true;
                std::error_code ignored;
                state->socket->cancel(ignored);
            }
        });
    }
    void stop() {
        ++state_->turn; // An expiry that is already queued must not hit the next wait.
        state_->expired = false;
        timer_.cancel();
    }
    [[nodiscard]] bool expired() const { return state_->expired; }

private:
    struct State {
        asio::ip::tcp::socket* socket;
        std::uint64_t turn = 0;
        bool expired = false;
    };
    asio::steady_timer timer_;
    std::shared_ptr<State> state_;
};

} // namespace usher::net
