#include "usher/ops/health.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <stdexcept>

#include "testing/contains.hpp"

using namespace std::chrono_literals;
using nlohmann::json;
using usher::ops::Health;

namespace {

/// Time that the test moves; nothing here sleeps.
class HandClock final : public usher::runtime::Clock {
public:
    void advance(std::chrono::seconds by) { now_ += by; }
    [[nodiscard]] usher::runtime::WallTime now() const override { return {}; }
    [[nodiscard]] usher::runtime::SteadyTime steady() const override { return now_; }
    usher::runtime::Task<void> sleep_until(usher::runtime::SteadyTime) override {
        throw std::logic_error("no sleeping here");
    }

private:
    usher::runtime::SteadyTime now_{1h};
};

json parts(const Health& health) {
    return json::parse(health.ready().json).at("parts");
}

} // namespace

TEST_CASE("a part that has not started keeps the bot from being ready") {
    const HandClock clock;
    Health health(clock);
    health.expect("store", 0s);

    CHECK_FALSE(health.ready().ok);
    CHECK(parts(health).at("store") == "not started");
}

TEST_CASE("the bot is ready once every part is up") {
    const HandClock clock;
    Health health(clock);
    health.expect("store", 0s);
    health.expect("slack", 60s);

    health.alive("store");
    CHECK_FALSE(health.ready().ok);
    health.alive("slack");

    CHECK(health.ready().ok);
    CHECK(json::parse(health.ready().json).at("ready") == true);
    CHECK(parts(health).at("slack") == "ok");
}

TEST_CASE("an open connection on which nothing comes is not ready") {
    HandClock clock;
    Health health(clock);
    health.expect("slack", 60s);
    health.alive("slack");

    clock.advance(60s);
    CHECK(health.ready().ok);
    clock.advance(1s);

    CHECK_FALSE(health.ready().ok);
    CHECK(parts(health).at("slack") == "no sign of life for 61 s");
}

TEST_CASE("a part without a limit may be silent for ever") {
    HandClock clock;
    Health health(clock);
    health.expect("store", 0s);
    health.alive("store");

    clock.advance(24h);

    CHECK(health.ready().ok);
}

TEST_CASE("a part that is down says why, until its next sign of life") {
    const HandClock clock;
    Health health(clock);
    health.expect("store", 0s);
    health.alive("store");

    health.down("store", "disk full");
    CHECK_FALSE(health.ready().ok);
    CHECK(parts(health).at("store") == "disk full");
    health.alive("store");

    CHECK(health.ready().ok);
}

TEST_CASE("a bot that stops is never ready again") {
    const HandClock clock;
    Health health(clock);
    health.expect("store", 0s);
    health.alive("store");

    health.drain();
    health.alive("store");

    CHECK_FALSE(health.ready().ok);
    CHECK(json::parse(health.ready().json).at("stopping") == true);
}

TEST_CASE("a reason cannot break the report or carry a token out") {
    const HandClock clock;
    Health health(clock);
    health.expect("slack", 0s);

    health.down("slack", "said \"no\"\n to xoxb-canary");

    CHECK(json::accept(health.ready().json));
    CHECK_FALSE(usher::testing::contains(health.ready().json, "canary"));
}

TEST_CASE("the bot is live while its loop turns, whatever the parts say") {
    HandClock clock;
    Health health(clock);
    health.expect("slack", 60s);

    CHECK(health.live().ok);
    clock.advance(10s);
    CHECK(health.live().ok);
    clock.advance(1s);
    CHECK_FALSE(health.live().ok);
    CHECK(json::parse(health.live().json).at("reason") == "the event loop has not turned for 11 s");
    health.beat();

    CHECK(health.live().ok);
}

TEST_CASE("signs of life of a part that nobody expects change nothing") {
    const HandClock clock;
    Health health(clock);

    health.alive("ghost");
    health.down("ghost", "gone");

    CHECK(health.ready().ok);
}
