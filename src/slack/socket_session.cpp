#include "slack/socket_session.hpp"

#include <algorithm>

namespace usher::slack {

SocketSession::SocketSession(SessionLimits limits, SteadyTime now)
    : limits_(limits), step_ends_(now + limits.open), last_frame_(now), next_ping_(SteadyTime::max()) {}

bool SocketSession::connected() const {
    return state_ == State::waiting_for_hello || state_ == State::live || state_ == State::draining;
}

std::vector<SocketSession::Action> SocketSession::finish(End why) {
    const bool needs_close = connected();
    state_ = State::over;
    end_ = why;
    if (needs_close && why != End::closed) {
        return {Action::close, Action::report_over};
    }
    return {Action::report_over};
}

std::vector<SocketSession::Action> SocketSession::tick(SteadyTime now) {
    if (now >= step_ends_) {
        switch (state_) {
        case State::opening:
            return finish(End::slow_open);
        case State::connecting:
            return finish(End::slow_connect);
        case State::waiting_for_hello:
            return finish(End::no_hello);
        case State::draining:
            return finish(End::drained);
        case State::live:
        case State::over:
            break;
        }
    }
    if (!connected()) {
        return {};
    }
    if (now >= last_frame_ + limits_.silence) {
        return finish(End::silent);
    }
    if (now >= next_ping_) {
        next_ping_ = now + limits_.ping_every;
        return {Action::ping};
    }
    return {};
}

std::vector<SocketSession::Action> SocketSession::resume(Input input, SteadyTime now) {
    if (state_ == State::over) {
        return {};
    }
    if (std::holds_alternative<Ended>(input)) {
        return finish(End::closed);
    }
    if (std::holds_alternative<Dismissed>(input)) {
        return finish(End::dismissed);
    }
    if (std::holds_alternative<Tick>(input)) {
        return tick(now);
    }
    if (std::holds_alternative<UrlArrived>(input) && state_ == State::opening) {
        state_ = State::connecting;
        step_ends_ = now + limits_.connect;
        return {Action::connect};
    }
    if (std::holds_alternative<Connected>(input) && state_ == State::connecting) {
        state_ = State::waiting_for_hello;
        step_ends_ = now + limits_.hello;
        last_frame_ = now;
        next_ping_ = now + limits_.ping_every;
        return {};
    }
    if (!connected()) {
        return {};
    }
    if (std::holds_alternative<Replaced>(input)) {
        if (state_ != State::draining) {
            state_ = State::draining;
            step_ends_ = now + limits_.drain;
        }
        return {};
    }
    last_frame_ = now;
    if (std::holds_alternative<HelloArrived>(input) && state_ == State::waiting_for_hello) {
        state_ = State::live;
        step_ends_ = SteadyTime::max();
        return {Action::report_live};
    }
    return {};
}

SteadyTime SocketSession::deadline() const {
    switch (state_) {
    case State::opening:
    case State::connecting:
        return step_ends_;
    case State::waiting_for_hello:
    case State::live:
    case State::draining:
        return std::min({step_ends_, last_frame_ + limits_.silence, next_ping_});
    case State::over:
        break;
    }
    return SteadyTime::max();
}

} // namespace usher::slack
