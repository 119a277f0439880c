#include "usher/bot/rate_limiter.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace std::chrono_literals;
using usher::bot::RateLimiter;
using usher::identity::PersonId;
using usher::identity::Platform;
using usher::runtime::SteadyTime;

namespace {

PersonId person(const std::string& id) {
    return {Platform::slack, "T01", id};
}
constexpr SteadyTime start{1h};

} // namespace

TEST_CASE("a burst is allowed and what follows is told how long to wait") {
    RateLimiter limiter({.burst = 3, .refill = 2s});

    CHECK_FALSE(limiter.take(person("U1"), start));
    CHECK_FALSE(limiter.take(person("U1"), start));
    CHECK_FALSE(limiter.take(person("U1"), start));

    CHECK(limiter.take(person("U1"), start) == 2s);
}

TEST_CASE("waiting as long as told is enough for one more question") {
    RateLimiter limiter({.burst = 1, .refill = 2s});
    CHECK_FALSE(limiter.take(person("U1"), start));
    REQUIRE(limiter.take(person("U1"), start + 500ms) == 1500ms);

    CHECK_FALSE(limiter.take(person("U1"), start + 2s));
    CHECK(limiter.take(person("U1"), start + 2s));
}

TEST_CASE("a refused question does not make the wait longer") {
    RateLimiter limiter({.burst = 1, .refill = 2s});
    CHECK_FALSE(limiter.take(person("U1"), start));
    for (int i = 0; i < 10; ++i) {
        CHECK(limiter.take(person("U1"), start + 1s) == 1s);
    }
}

TEST_CASE("one person's flood does not touch another person") {
    RateLimiter limiter({.burst = 1, .refill = 2s});
    CHECK_FALSE(limiter.take(person("U1"), start));
    CHECK(limiter.take(person("U1"), start));

    CHECK_FALSE(limiter.take(person("U2"), start));
}

TEST_CASE("no burst means no limit") {
    RateLimiter limiter({.burst = 0, .refill = 2s});

    for (int i = 0; i < 1000; ++i) {
        CHECK_FALSE(limiter.take(person("U1"), start));
    }
}

TEST_CASE("a crowd larger than the memory is still served") {
    RateLimiter limiter({.burst = 1, .refill = 2s});

    for (std::size_t i = 0; i < 2 * RateLimiter::max_people; ++i) {
        CHECK_FALSE(limiter.take(person("U" + std::to_string(i)), start));
    }
}
