#include "usher/bot/patience.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using usher::bot::Patience;
using usher::bot::PatienceOptions;
using usher::runtime::WallTime;

namespace {

constexpr WallTime start{1'000'000ms};

Patience patient(std::chrono::milliseconds give_up = 60min) {
    return {PatienceOptions{}, start, start + give_up, false};
}

template <class Action>
bool is(const Patience::Action& action) {
    return std::holds_alternative<Action>(action);
}

} // namespace

TEST_CASE("a fresh question asks the desk until the placeholder is due") {
    auto patience = patient();

    const auto action = patience.next(start);

    REQUIRE(is<Patience::Ask>(action));
    CHECK(std::get<Patience::Ask>(action).until == start + 800ms);
}

TEST_CASE("a slow desk gets a placeholder first and then the promise") {
    auto patience = patient();

    CHECK(is<Patience::SayLookingUp>(patience.next(start + 800ms)));
    CHECK(is<Patience::Ask>(patience.next(start + 900ms)));
    CHECK(is<Patience::SayStillTrying>(patience.next(start + 2500ms)));
    CHECK(is<Patience::Ask>(patience.next(start + 2600ms)));
}

TEST_CASE("a desk that is known to be down is not said to be looked up") {
    auto patience = patient();
    patience.failed(start + 5ms, std::nullopt, 0.5);

    CHECK(is<Patience::SayStillTrying>(patience.next(start + 800ms)));
}

TEST_CASE("after a failure it waits, no longer than the next thing to say") {
    auto patience = patient();
    patience.failed(start + 700ms, std::nullopt, 0.5);

    const auto action = patience.next(start + 700ms);

    REQUIRE(is<Patience::Wait>(action));
    CHECK(std::get<Patience::Wait>(action).until == start + 800ms);
}

TEST_CASE("the desk's own Retry-After is obeyed") {
    auto patience = patient();
    patience.failed(start, 20s, 0.0);
    (void)patience.next(start + 3s);

    CHECK(is<Patience::Wait>(patience.next(start + 19s)));
    CHECK(is<Patience::Ask>(patience.next(start + 20s)));
}

TEST_CASE("retries slow down to one in half a minute") {
    auto patience = patient();
    auto now = start;
    for (int i = 0; i < 20; ++i) {
        patience.failed(now, std::nullopt, 0.5);
        now += 1min;
    }
    patience.failed(now, std::nullopt, 0.5);
    (void)patience.next(now);

    CHECK(is<Patience::Wait>(patience.next(now + 29s)));
    CHECK(is<Patience::Ask>(patience.next(now + 30s)));
}

TEST_CASE("at the end it gives up, even in the middle of a pause") {
    auto patience = patient(10s);
    patience.failed(start + 9s, 1h, 0.0);

    CHECK(is<Patience::GiveUp>(patience.next(start + 10s)));
}

TEST_CASE("the end can come forward but never go back") {
    auto patience = patient(60min);
    patience.give_up_by(start + 25min);
    patience.give_up_by(start + 40min);

    CHECK(patience.give_up_at() == start + 25min);
}

TEST_CASE("a silent wait says nothing before it gives up") {
    Patience patience(PatienceOptions{}, start, start + 30s, true);

    CHECK(is<Patience::Ask>(patience.next(start + 5s)));
    CHECK(is<Patience::GiveUp>(patience.next(start + 30s)));
}
