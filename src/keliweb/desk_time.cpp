#include "keliweb/desk_time.hpp"

#include <date/date.h>
#include <date/tz.h>

#include <chrono>
#include <exception>

#include "keliweb/ascii.hpp"

namespace usher::keliweb {

namespace {

/// Takes exactly `length` digits from the front of the text.
std::optional<int> take_number(std::string_view& text, std::size_t length) {
    if (text.size() < length || !all_digits(text.substr(0, length))) {
        return std::nullopt;
    }
    int number = 0;
    for (const char digit : text.substr(0, length)) {
        number = number * 10 + (digit - '0');
    }
    text.remove_prefix(length);
    return number;
}

bool take(std::string_view& text, char wanted) {
    if (text.empty() || text.front() != wanted) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

std::optional<date::local_days> take_day(std::string_view& text) {
    const auto year = take_number(text, 4);
    if (!year || !take(text, '-')) {
        return std::nullopt;
    }
    const auto month = take_number(text, 2);
    if (!month || !take(text, '-')) {
        return std::nullopt;
    }
    const auto day = take_number(text, 2);
    if (!day) {
        return std::nullopt;
    }
    const auto date =
        date::year{*year} / date::month{static_cast<unsigned>(*month)} / date::day{static_cast<unsigned>(*day)};
    if (!date.ok() || *year == 0) {
        return std::nullopt;
    }
    return date::local_days{date};
}

std::optional<std::chrono::seconds> take_time_of_day(std::string_view& text) {
    const auto hour = take_number(text, 2);
    if (!hour || !take(text, ':')) {
        return std::nullopt;
    }
    const auto minute = take_number(text, 2);
    std::optional<int> second = 0;
    if (take(text, ':')) {
        second = take_number(text, 2);
    }
    if (!minute || !second || *hour > 23 || *minute > 59 || *second > 59) {
        return std::nullopt;
    }
    return std::chrono::hours{*hour} + std::chrono::minutes{*minute} + std::chrono::seconds{*second};
}

} // namespace

DeskTime::DeskTime(const std::string& zone) {
    try {
        zone_ = date::locate_zone(zone);
    } catch (const std::exception&) {
        zone_ = nullptr;
    }
}

std::optional<ticket::Time> DeskTime::read(std::string_view text) const {
    text = trimmed(text);
    const auto day = take_day(text);
    if (!day || zone_ == nullptr) {
        return std::nullopt;
    }
    std::optional<std::chrono::seconds> time = std::chrono::seconds::zero();
    if (!text.empty()) {
        if (!take(text, ' ') && !take(text, 'T')) {
            return std::nullopt;
        }
        time = take_time_of_day(text);
    }
    if (!time || !text.empty()) {
        return std::nullopt;
    }
    return zone_->to_sys(date::local_seconds{*day} + *time, date::choose::earliest);
}

} // namespace usher::keliweb
