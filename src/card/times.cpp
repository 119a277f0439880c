#include "card/times.hpp"

#include <algorithm>
#include <array>
#include <exception>

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include "usher/card/words.hpp"

namespace usher::card {

namespace {

constexpr Time earliest = date::sys_days{date::year{1} / 1 / 1};
constexpr Time latest = date::sys_days{date::year{10'000} / 1 / 1} - std::chrono::seconds{1};

struct Local {
    date::local_seconds time;
    bool zone_known = true;
};

Local local_time(Time time, std::string_view zone) {
    const auto sane = std::clamp(time, earliest, latest);
    try {
        return {.time = date::locate_zone(zone)->to_local(sane)};
    } catch (const std::exception&) { // an unknown zone, or a system without time zones
        return {.time = date::local_seconds{sane.time_since_epoch()}, .zone_known = false};
    }
}

std::string clock(const Local& local) {
    const date::hh_mm_ss of_day{local.time - date::floor<date::days>(local.time)};
    return fmt::format("{:02}:{:02}{}", of_day.hours().count(), of_day.minutes().count(),
                       local.zone_known ? "" : " UTC");
}

constexpr std::array english_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Unit {
    std::chrono::seconds size;
    std::string_view english;
    std::string_view italian;
    std::string_view italian_one;
};

constexpr Unit year{std::chrono::years{1}, "y", "anni", "anno"};
constexpr Unit month{std::chrono::months{1}, "mo", "mesi", "mese"};
constexpr Unit day{std::chrono::hours{24}, "d", "g", "g"};
constexpr Unit hour{std::chrono::hours{1}, "h", "h", "h"};
constexpr Unit minute{std::chrono::minutes{1}, "m", "min", "min"};

std::string amount(std::int64_t count, const Unit& unit, Language language) {
    const auto italian = count == 1 ? unit.italian_one : unit.italian;
    return fmt::format("{} {}", count, language == Language::it ? italian : unit.english);
}

/// The large unit, and what is left in the small one unless that is nothing.
std::string two_units(std::chrono::seconds duration, const Unit& large, const Unit& small, Language language) {
    auto result = amount(duration / large.size, large, language);
    if (const auto rest = (duration % large.size) / small.size; rest > 0) {
        result += " " + amount(rest, small, language);
    }
    return result;
}

std::string_view just_now(Language language) {
    return language == Language::it ? "adesso" : "now";
}

} // namespace

std::optional<Time> showable(std::optional<Time> time) {
    return time && *time >= earliest && *time <= latest ? time : std::nullopt;
}

std::string age(std::chrono::seconds duration, Language language) {
    using namespace std::chrono;
    if (duration < minutes{1}) {
        return std::string(just_now(language));
    }
    if (duration < hours{1}) {
        return amount(duration / minute.size, minute, language);
    }
    if (duration < days{1}) {
        return two_units(duration, hour, minute, language);
    }
    if (duration < days{14}) {
        return two_units(duration, day, hour, language);
    }
    if (duration < years{1}) {
        return amount(duration / day.size, day, language);
    }
    return two_units(duration, year, month, language);
}

std::string ago(std::chrono::seconds duration, Language language) {
    if (duration < std::chrono::minutes{1}) {
        return std::string(just_now(language));
    }
    const auto* unit = &minute;
    for (const auto* larger : {&hour, &day, &year}) {
        unit = duration >= larger->size ? larger : unit;
    }
    return amount(duration / unit->size, *unit, language) + (language == Language::it ? " fa" : " ago");
}

std::string date_time(Time time, std::string_view zone, Language language) {
    const auto local = local_time(time, zone);
    const date::year_month_day date{date::floor<date::days>(local.time)};
    const auto year_number = static_cast<int>(date.year());
    const auto month_number = static_cast<unsigned>(date.month());
    const auto day_number = static_cast<unsigned>(date.day());
    if (language == Language::it) {
        return fmt::format("{:02}/{:02}/{} {}", day_number, month_number, year_number, clock(local));
    }
    return fmt::format("{} {} {} {}", day_number, english_months.at(month_number - 1), year_number, clock(local));
}

std::string clock_time(Time time, std::string_view zone) {
    return clock(local_time(time, zone));
}

bool known_zone(std::string_view zone) {
    try {
        return date::locate_zone(zone) != nullptr;
    } catch (const std::exception&) {
        return false;
    }
}

} // namespace usher::card
