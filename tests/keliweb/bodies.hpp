#pragma once

#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>

#include "usher/keliweb/keliweb.hpp"

namespace usher::keliweb::tests {

/// A made-up answer of the desk, from tests/keliweb/bodies.
inline std::string body(const std::string& name) {
    std::ifstream file(std::string(USHER_TEST_DATA) + "/bodies/" + name + ".json", std::ios::binary);
    if (!file) {
        throw std::runtime_error("no such body: " + name);
    }
    return {std::istreambuf_iterator<char>(file), {}};
}

inline const runtime::WallTime some_time{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

inline desk::Reference number(const char* text) {
    return *ticket::TicketNumber::parse(text);
}
inline desk::Reference id(const char* text) {
    return *ticket::TicketId::parse(text);
}

inline desk::Fetched read(const std::string& text) {
    return read_ticket(text, Options{}, some_time, nullptr);
}
inline desk::Fetched read(const std::string& text, const desk::Reference& asked) {
    return read_ticket(text, Options{}, some_time, &asked);
}

/// An outcome in one line: `found 303303`, `unavailable bad_json`, `unreadable too_large`.
inline std::string outcome(const desk::Fetched& fetched) {
    std::string line(desk::name(fetched));
    if (const auto* found = std::get_if<desk::Found>(&fetched)) {
        line += " " + found->ticket.number;
    } else if (const auto* unavailable = std::get_if<desk::Unavailable>(&fetched)) {
        line += " " + unavailable->reason;
    } else if (const auto* misconfigured = std::get_if<desk::Misconfigured>(&fetched)) {
        line += " " + misconfigured->reason;
    } else if (const auto* unreadable = std::get_if<desk::Unreadable>(&fetched)) {
        line += unreadable->why == desk::Unreadable::Why::too_large ? " too_large" : " broken_text";
    }
    return line;
}

/// The ticket of a body that must hold one.
inline ticket::Ticket ticket_in(const std::string& text) {
    auto fetched = read(text);
    auto* found = std::get_if<desk::Found>(&fetched);
    if (found == nullptr) {
        throw std::runtime_error("not found but " + outcome(fetched));
    }
    return std::move(found->ticket);
}

/// A time in UTC as `2016-01-01 05:26:29`; `-` if there is none.
inline std::string utc(const std::optional<ticket::Time>& time) {
    if (!time) {
        return "-";
    }
    const auto day = std::chrono::floor<std::chrono::days>(*time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(*time - day);
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text;
}

} // namespace usher::keliweb::tests
