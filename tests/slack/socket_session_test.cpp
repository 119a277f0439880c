#include <doctest/doctest.h>

#include <chrono>
#include <vector>

#include "slack/socket_session.hpp"

using usher::slack::SessionLimits;
using usher::slack::SocketSession;
using usher::slack::SteadyTime;
using namespace std::chrono_literals;
using Action = SocketSession::Action;
using Actions = std::vector<Action>;
using End = SocketSession::End;
using State = SocketSession::State;

namespace {

const SteadyTime start{1'000s};

SocketSession connected() {
    SocketSession session(SessionLimits{}, start);
    session.resume(SocketSession::UrlArrived{}, start);
    session.resume(SocketSession::Connected{}, start);
    return session;
}

SocketSession live() {
    auto session = connected();
    session.resume(SocketSession::HelloArrived{}, start);
    return session;
}

} // namespace

TEST_CASE("a connection gets its URL, connects, and is live only after hello") {
    SocketSession session(SessionLimits{}, start);

    CHECK(session.resume(SocketSession::UrlArrived{}, start) == Actions{Action::connect});
    CHECK(session.resume(SocketSession::Connected{}, start).empty());
    CHECK(session.state() == State::waiting_for_hello);
    CHECK(session.resume(SocketSession::FrameArrived{}, start).empty());
    CHECK(session.resume(SocketSession::HelloArrived{}, start) == Actions{Action::report_live});
    CHECK(session.state() == State::live);
}

TEST_CASE("a second hello changes nothing") {
    auto session = live();

    CHECK(session.resume(SocketSession::HelloArrived{}, start + 1s).empty());
    CHECK(session.state() == State::live);
}

TEST_CASE("every step has a deadline") {
    SUBCASE("the URL") {
        SocketSession session(SessionLimits{}, start);
        CHECK(session.resume(SocketSession::Tick{}, start + 11'999ms).empty());
        CHECK(session.resume(SocketSession::Tick{}, session.deadline()) == Actions{Action::report_over});
        CHECK(session.end() == End::slow_open);
    }
    SUBCASE("connecting") {
        SocketSession session(SessionLimits{}, start);
        session.resume(SocketSession::UrlArrived{}, start + 5s);
        CHECK(session.deadline() == start + 17s);
        CHECK(session.resume(SocketSession::Tick{}, session.deadline()) == Actions{Action::report_over});
        CHECK(session.end() == End::slow_connect);
    }
    SUBCASE("hello") {
        auto session = connected();
        session.resume(SocketSession::FrameArrived{}, start + 9s);
        CHECK(session.resume(SocketSession::Tick{}, start + 10s) == Actions{Action::close, Action::report_over});
        CHECK(session.end() == End::no_hello);
    }
}

TEST_CASE("a live connection pings every ten seconds") {
    auto session = live();

    CHECK(session.deadline() == start + 10s);
    CHECK(session.resume(SocketSession::Tick{}, start + 9'999ms).empty());
    CHECK(session.resume(SocketSession::Tick{}, start + 10s) == Actions{Action::ping});
    CHECK(session.resume(SocketSession::Tick{}, start + 10s).empty());
    CHECK(session.deadline() == start + 20s);
}

TEST_CASE("any frame counts as life, thirty seconds without one do not") {
    auto session = live();
    session.resume(SocketSession::FrameArrived{}, start + 29s);

    CHECK(session.resume(SocketSession::Tick{}, start + 58'999ms) == Actions{Action::ping});
    CHECK(session.state() == State::live);
    CHECK(session.resume(SocketSession::Tick{}, start + 59s) == Actions{Action::close, Action::report_over});
    CHECK(session.end() == End::silent);
}

TEST_CASE("a replaced connection is read for fifteen seconds, then closed") {
    auto session = live();

    CHECK(session.resume(SocketSession::Replaced{}, start + 5s).empty());
    CHECK(session.state() == State::draining);
    CHECK(session.resume(SocketSession::FrameArrived{}, start + 15s).empty());
    CHECK(session.resume(SocketSession::Replaced{}, start + 18s).empty());
    CHECK(session.resume(SocketSession::Tick{}, start + 20s) == Actions{Action::close, Action::report_over});
    CHECK(session.end() == End::drained);
}

TEST_CASE("a connection that Slack ends needs no close") {
    auto session = live();

    CHECK(session.resume(SocketSession::Ended{}, start + 1s) == Actions{Action::report_over});
    CHECK(session.end() == End::closed);
}

TEST_CASE("a dismissed connection is closed properly in every state") {
    SUBCASE("while opening there is nothing to close") {
        SocketSession session(SessionLimits{}, start);
        CHECK(session.resume(SocketSession::Dismissed{}, start) == Actions{Action::report_over});
    }
    SUBCASE("before hello") {
        auto session = connected();
        CHECK(session.resume(SocketSession::Dismissed{}, start) == Actions{Action::close, Action::report_over});
    }
    SUBCASE("live") {
        auto session = live();
        CHECK(session.resume(SocketSession::Dismissed{}, start) == Actions{Action::close, Action::report_over});
    }
    SUBCASE("draining") {
        auto session = live();
        session.resume(SocketSession::Replaced{}, start);
        CHECK(session.resume(SocketSession::Dismissed{}, start) == Actions{Action::close, Action::report_over});
    }
}

TEST_CASE("nothing that comes late wakes a connection that is over") {
    auto session = live();
    session.resume(SocketSession::Ended{}, start);

    CHECK(session.resume(SocketSession::UrlArrived{}, start).empty());
    CHECK(session.resume(SocketSession::Connected{}, start).empty());
    CHECK(session.resume(SocketSession::HelloArrived{}, start).empty());
    CHECK(session.resume(SocketSession::FrameArrived{}, start).empty());
    CHECK(session.resume(SocketSession::Replaced{}, start).empty());
    CHECK(session.resume(SocketSession::Dismissed{}, start).empty());
    CHECK(session.resume(SocketSession::Ended{}, start).empty());
    CHECK(session.resume(SocketSession::Tick{}, start + 1h).empty());
    CHECK(session.deadline() == SteadyTime::max());
}

TEST_CASE("hello before the handshake is reported is not believed") {
    SocketSession session(SessionLimits{}, start);

    CHECK(session.resume(SocketSession::HelloArrived{}, start).empty());
    CHECK(session.state() == State::opening);
}
