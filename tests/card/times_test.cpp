#include <doctest/doctest.h>

#include "card/times.hpp"
#include "testing/tickets.hpp"
#include "usher/card/words.hpp"

namespace {

using namespace usher::card;
using usher::testing::at;

constexpr auto en = Language::en;
constexpr auto it = Language::it;

TEST_CASE("a moment is shown in the reader's zone and in the manner of the language") {
    const auto time = at(2026, 11, 4, 13, 32);

    CHECK(date_time(time, "Europe/Rome", en) == "4 Nov 2026 14:32");
    CHECK(date_time(time, "Europe/Rome", it) == "04/11/2026 14:32");
    CHECK(date_time(time, "America/New_York", en) == "4 Nov 2026 08:32");
    CHECK(clock_time(time, "Europe/Rome") == "14:32");
}

TEST_CASE("the day is the reader's day") {
    CHECK(date_time(at(2026, 12, 31, 23, 30), "Europe/Rome", en) == "1 Jan 2027 00:30");
    CHECK(date_time(at(2026, 1, 1, 0, 30), "America/New_York", en) == "31 Dec 2025 19:30");
}

TEST_CASE("the hour that is skipped in March is not shown") {
    CHECK(date_time(at(2026, 3, 29, 0, 59), "Europe/Rome", en) == "29 Mar 2026 01:59");
    CHECK(date_time(at(2026, 3, 29, 1, 0), "Europe/Rome", en) == "29 Mar 2026 03:00");
}

TEST_CASE("the hour that happens twice in October is shown twice") {
    CHECK(date_time(at(2026, 10, 25, 0, 30), "Europe/Rome", en) == "25 Oct 2026 02:30");
    CHECK(date_time(at(2026, 10, 25, 1, 30), "Europe/Rome", en) == "25 Oct 2026 02:30");
    CHECK(date_time(at(2026, 10, 25, 2, 30), "Europe/Rome", en) == "25 Oct 2026 03:30");
}

TEST_CASE("an unknown zone is replaced by UTC, and says so") {
    for (const auto* zone : {"", "Europe/Atlantis", "Rome", "../../etc/passwd", "Europe/Rome\n"}) {
        CAPTURE(zone);
        CHECK_FALSE(known_zone(zone));
        CHECK(date_time(at(2026, 7, 1, 12, 0), zone, en) == "1 Jul 2026 12:00 UTC");
        CHECK(clock_time(at(2026, 7, 1, 12, 0), zone) == "12:00 UTC");
    }
    CHECK(known_zone("Europe/Rome"));
    CHECK(known_zone("UTC"));
}

TEST_CASE("a moment that no calendar shows stays within the years 1 to 9999") {
    CHECK(date_time(Time::min(), "UTC", en) == "1 Jan 1 00:00");
    CHECK(date_time(Time::max(), "UTC", it) == "31/12/9999 23:59");
    CHECK_FALSE(showable(Time::max()));
    CHECK_FALSE(showable(Time::min()));
    CHECK_FALSE(showable(std::nullopt));
    CHECK(showable(at(2026, 1, 1)) == at(2026, 1, 1));
}

} // namespace
