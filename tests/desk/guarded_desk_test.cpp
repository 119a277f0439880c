#include <doctest/doctest.h>

#include <asio/bind_cancellation_slot.hpp>

#include <chrono>
#include <string>

#include "desk/bench.hpp"
#include "usher/desk/guarded_desk.hpp"
#include "usher/ops/log.hpp"

namespace usher::desk::tests {
namespace {

using namespace std::chrono_literals;

class Bench : public Loop {
public:
    std::string settle(Fetched answer) {
        last = start(guarded.fetch(number("1")));
        if (!inner.waiting.empty()) {
            inner.answer(std::move(answer));
        }
        tick();
        return last->outcome();
    }
    void fail(int times) {
        for (int i = 0; i < times; ++i) {
            settle(Unavailable{{}, "server_error"});
        }
    }
    double state() { return metrics.value("usher_upstream_breaker_state"); }

    ops::Metrics metrics;
    testing::SeededRandom random;
    HeldDesk inner{clock};
    GuardedDesk guarded{inner, Breaker{{}, random}, clock, metrics};
    std::shared_ptr<Asked> last;
};

TEST_CASE("a desk that keeps failing is left alone and the asker is told for how long") {
    Bench bench;
    bench.fail(10);

    CHECK_EQ(bench.settle(a_found("1")), "unavailable");

    CHECK_EQ(bench.inner.asked, 10);
    const auto& unavailable = std::get<Unavailable>(*bench.last->fetched);
    CHECK_EQ(unavailable.reason, "breaker_open");
    REQUIRE(unavailable.retry_after);
    CHECK_GE(*unavailable.retry_after, 3900ms);
    CHECK_LE(*unavailable.retry_after, 6000ms);
}

TEST_CASE("a desk that says no is alive") {
    Bench bench;
    for (int i = 0; i < 20; ++i) {
        bench.settle(NotFound{});
        bench.settle(Refused{});
        bench.settle(Unreadable{});
        bench.settle(Misconfigured{"token_rejected"});
    }
    CHECK_EQ(bench.inner.asked, 80);
    CHECK_EQ(bench.guarded.state(), Breaker::State::closed);
}

TEST_CASE("a desk that answers again is asked again, and the operator hears of both") {
    const ops::LogCapture log;
    Bench bench;
    bench.fail(10);
    CHECK(log.contains("desk_breaker_opened"));
    CHECK_EQ(bench.state(), 1);
    bench.clock.advance(6s);

    CHECK_EQ(bench.settle(a_found("1")), "found");
    CHECK_EQ(bench.state(), 2);
    CHECK_EQ(bench.settle(NotFound{}), "not_found");

    CHECK_EQ(bench.state(), 0);
    CHECK(log.contains("desk_breaker_closed"));
}

TEST_CASE("the time that the desk names is kept") {
    Bench bench;
    bench.settle(Unavailable{30s, "rate_limited"});

    bench.clock.advance(10s);
    bench.settle(a_found("1"));

    CHECK_EQ(bench.inner.asked, 1);
    const auto& unavailable = std::get<Unavailable>(*bench.last->fetched);
    REQUIRE(unavailable.retry_after);
    CHECK_LE(*unavailable.retry_after, 20s);
    CHECK_GT(*unavailable.retry_after, 19s);
}

TEST_CASE("a cancelled probe does not keep the breaker from probing again") {
    Bench bench;
    bench.fail(10);
    bench.clock.advance(6s);
    const auto probe = bench.start(bench.guarded.fetch(number("1")));
    CHECK_EQ(bench.start(bench.guarded.fetch(number("1")))->outcome(), "unavailable");

    probe->cancel.emit(asio::cancellation_type::terminal);
    bench.clock.settle();
    bench.inner.waiting.clear();

    CHECK_EQ(bench.settle(a_found("1")), "found");
}

} // namespace
} // namespace usher::desk::tests
