#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>

#include "usher/desk/breaker.hpp"

namespace usher::desk::tests {
namespace {

using namespace std::chrono_literals;
using runtime::milliseconds;

/// Says the same every time.
class Loaded final : public runtime::Random {
public:
    std::uint64_t value = 0;
    std::uint64_t next() override { return value; }
};

/// A breaker, its clock, and calls that go well or not.
class Circuit {
public:
    explicit Circuit(BreakerOptions options = without_jitter()) : breaker_(options, random_) {}

    static BreakerOptions without_jitter() {
        BreakerOptions options;
        options.jitter_percent = 0;
        return options;
    }

    void pass(milliseconds time) { now_ += time; }
    std::optional<Breaker::Permit> ask() {
        const auto decision = breaker_.ask(now_);
        const auto* wait = std::get_if<Breaker::Wait>(&decision);
        wait_ = wait != nullptr ? wait->remaining : 0ms;
        return wait == nullptr ? std::optional(std::get<Breaker::Permit>(decision)) : std::nullopt;
    }
    /// Whether a call is allowed; it then succeeds or fails.
    bool call(bool success, std::optional<milliseconds> retry_after = std::nullopt) {
        const auto permit = ask();
        if (permit && success) {
            breaker_.succeeded(*permit, now_);
        } else if (permit) {
            breaker_.failed(*permit, now_, retry_after);
        }
        return permit.has_value();
    }
    void calls(int count, bool success) {
        for (int i = 0; i < count; ++i) {
            REQUIRE(call(success));
        }
    }
    void open() { calls(10, false); }
    [[nodiscard]] milliseconds wait() const { return wait_; }
    Breaker& breaker() { return breaker_; }
    [[nodiscard]] runtime::SteadyTime now() const { return now_; }
    [[nodiscard]] Breaker::State state() const { return breaker_.state(); }
    Loaded& random() { return random_; }

private:
    Loaded random_;
    Breaker breaker_;
    runtime::SteadyTime now_{1h};
    milliseconds wait_{0};
};

TEST_CASE("a breaker opens at ten calls when half of them fail") {
    Circuit circuit;
    circuit.calls(5, true);
    circuit.calls(4, false);
    CHECK_EQ(circuit.state(), Breaker::State::closed);

    circuit.calls(1, false);

    CHECK_EQ(circuit.state(), Breaker::State::open);
    CHECK_FALSE(circuit.call(true));
    CHECK_EQ(circuit.wait(), 5s);
}

TEST_CASE("nine failures in a row prove nothing") {
    Circuit circuit;
    circuit.calls(9, false);
    CHECK_EQ(circuit.state(), Breaker::State::closed);
}

TEST_CASE("fewer failures than half leave it closed") {
    Circuit circuit;
    circuit.calls(60, true);
    circuit.calls(59, false);
    CHECK_EQ(circuit.state(), Breaker::State::closed);
}

TEST_CASE("failures older than the window are forgotten") {
    for (const auto pause : {30s, 45s, 3600s}) {
        Circuit circuit;
        circuit.calls(9, false);
        circuit.pass(pause);
        circuit.calls(9, false);
        CHECK_EQ(circuit.state(), Breaker::State::closed);
    }
}

TEST_CASE("failures spread over the window count together") {
    Circuit circuit;
    for (int i = 0; i < 10; ++i) {
        REQUIRE(circuit.call(false));
        circuit.pass(2s);
    }
    CHECK_EQ(circuit.state(), Breaker::State::open);
}

TEST_CASE("after its pause an open breaker lets one probe through at a time") {
    Circuit circuit;
    circuit.open();
    circuit.pass(5s);

    const auto probe = circuit.ask();
    REQUIRE(probe);
    CHECK_EQ(circuit.state(), Breaker::State::half_open);
    CHECK_FALSE(circuit.ask());
    CHECK_EQ(circuit.wait(), 1s);

    circuit.breaker().succeeded(*probe, circuit.now());
    CHECK(circuit.ask());
}

TEST_CASE("two good probes close it and the count starts anew") {
    Circuit circuit;
    circuit.open();
    circuit.pass(5s);

    CHECK(circuit.call(true));
    CHECK_EQ(circuit.state(), Breaker::State::half_open);
    CHECK(circuit.call(true));
    CHECK_EQ(circuit.state(), Breaker::State::closed);

    circuit.calls(9, false);
    CHECK_EQ(circuit.state(), Breaker::State::closed);
}

TEST_CASE("each failed probe doubles the pause up to a minute") {
    Circuit circuit;
    circuit.open();
    for (const auto pause : {5s, 10s, 20s, 40s, 60s, 60s}) {
        circuit.pass(pause - 1s);
        CHECK_FALSE(circuit.call(false));
        CHECK_EQ(circuit.wait(), 1s);
        circuit.pass(1s);
        CHECK(circuit.call(false));
        CHECK_EQ(circuit.state(), Breaker::State::open);
    }
}

TEST_CASE("a failed second probe opens it again") {
    Circuit circuit;
    circuit.open();
    circuit.pass(5s);
    circuit.call(true);
    circuit.call(false);
    CHECK_EQ(circuit.state(), Breaker::State::open);
    CHECK_FALSE(circuit.ask());
    CHECK_EQ(circuit.wait(), 10s);
}

TEST_CASE("once closed the pause is short again") {
    Circuit circuit;
    circuit.open();
    circuit.pass(5s);
    circuit.call(false);
    circuit.pass(10s);
    circuit.call(true);
    circuit.call(true);

    circuit.open();

    CHECK_FALSE(circuit.ask());
    CHECK_EQ(circuit.wait(), 5s);
}

TEST_CASE("the pause has a jitter of a fifth") {
    Circuit circuit{BreakerOptions{}};
    circuit.random().value = 0;
    circuit.open();
    CHECK_FALSE(circuit.ask());
    CHECK_EQ(circuit.wait(), 4s);

    Circuit other{BreakerOptions{}};
    other.random().value = 2000; // The width of [4 s, 6 s] in milliseconds.
    other.open();
    CHECK_FALSE(other.ask());
    CHECK_EQ(other.wait(), 6s);
}

TEST_CASE("a desk that names a time is left alone until then, even by a closed breaker") {
    Circuit circuit;
    circuit.call(false, 30s);
    CHECK_EQ(circuit.state(), Breaker::State::closed);

    CHECK_FALSE(circuit.ask());
    CHECK_EQ(circuit.wait(), 30s);
    circuit.pass(29s);
    CHECK_FALSE(circuit.ask());
    circuit.pass(1s);
    CHECK(circuit.call(true));
}

TEST_CASE("of two named times the later one counts") {
    Circuit circuit;
    const auto first = circuit.ask();
    const auto second = circuit.ask();
    REQUIRE(first);
    REQUIRE(second);
    circuit.breaker().failed(*first, circuit.now(), 30s);
    circuit.breaker().failed(*second, circuit.now(), 10s);

    circuit.pass(11s);
    CHECK_FALSE(circuit.ask());
    CHECK_EQ(circuit.wait(), 19s);
}

TEST_CASE("an abandoned probe makes room for the next one") {
    Circuit circuit;
    circuit.open();
    circuit.pass(5s);
    const auto probe = circuit.ask();
    REQUIRE(probe);

    circuit.breaker().abandoned(*probe);

    CHECK(circuit.ask());
}

TEST_CASE("a call from before says nothing about now, except for the time it names") {
    Circuit circuit;
    const auto slow = circuit.ask();
    const auto slower = circuit.ask();
    REQUIRE(slow);
    REQUIRE(slower);
    circuit.open();
    circuit.pass(5s);
    const auto probe = circuit.ask();
    REQUIRE(probe);

    circuit.breaker().succeeded(*slow, circuit.now());
    CHECK_EQ(circuit.state(), Breaker::State::half_open);
    circuit.breaker().failed(*slower, circuit.now(), 7s);
    CHECK_EQ(circuit.state(), Breaker::State::half_open);
    CHECK_FALSE(circuit.ask());
    CHECK_EQ(circuit.wait(), 7s);
}

} // namespace
} // namespace usher::desk::tests
