#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "usher/runtime/clock.hpp"

namespace usher::slack {

using runtime::milliseconds;
using runtime::SteadyTime;

/// The limits of one socket's life. Slack's own libraries use 5 to 30 s for silence; 5 s is widely reported as too
/// nervous.
struct SessionLimits {
    milliseconds open{12'000};    ///< `apps.connections.open`.
    milliseconds connect{12'000}; ///< Name, TCP, TLS, handshake.
    milliseconds hello{10'000};
    milliseconds ping_every{10'000};
    milliseconds silence{30'000}; ///< Without any frame: dead, whatever the socket says.
    milliseconds drain{15'000};   ///< How long a replaced socket is still read.
};

/// The life of one Socket Mode connection, without I/O: getting its URL → connecting → waiting for `hello` → live →
/// draining → over.
///
/// Feed it what happened, carry out what it returns, in order, and feed `Tick` at `deadline()`. Any frame counts as
/// life. Once over it asks for nothing more, whatever arrives late.
class SocketSession {
public:
    struct UrlArrived {};   ///< Slack gave the URL of a connection.
    struct Connected {};    ///< The WebSocket handshake is done.
    struct FrameArrived {}; ///< Anything: text, ping, pong.
    struct HelloArrived {};
    struct Replaced {};  ///< A younger connection is live: read on, but not for long.
    struct Dismissed {}; ///< Close it now.
    struct Ended {};     ///< The connection is gone, or never came to be.
    struct Tick {};
    using Input = std::variant<UrlArrived, Connected, FrameArrived, HelloArrived, Replaced, Dismissed, Ended, Tick>;

    enum class Action : std::uint8_t {
        connect, ///< Open the WebSocket.
        ping,
        close, ///< Send a close frame, wait shortly, end the stream. Slack then forgets the connection, which an abort
               ///< leaves to a timeout.
        report_live, ///< Tell the policy.
        report_over  ///< Tell the policy, once.
    };
    enum class State : std::uint8_t { opening, connecting, waiting_for_hello, live, draining, over };
    /// Why it is over: a stable word for logs and metrics.
    enum class End : std::uint8_t { closed, silent, no_hello, slow_open, slow_connect, drained, dismissed };

    SocketSession(SessionLimits limits, SteadyTime now);

    std::vector<Action> resume(Input input, SteadyTime now);
    /// When the next `Tick` is due.
    [[nodiscard]] SteadyTime deadline() const;
    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] End end() const { return end_; }
    [[nodiscard]] SteadyTime last_frame() const { return last_frame_; }

private:
    std::vector<Action> tick(SteadyTime now);
    std::vector<Action> finish(End why);
    [[nodiscard]] bool connected() const;

    SessionLimits limits_;
    State state_ = State::opening;
    End end_ = End::closed;
    SteadyTime step_ends_; ///< Of opening, connecting, waiting for hello, draining.
    SteadyTime last_frame_;
    SteadyTime next_ping_;
};

} // namespace usher::slack
