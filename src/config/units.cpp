#include "usher/config/units.hpp"

#include <utility>

namespace usher::config {

namespace {

/// Up to eight decimal digits and nothing else.
std::optional<std::int64_t> parse_number(std::string_view digits) {
    if (digits.empty() || digits.size() > 8) {
        return std::nullopt;
    }
    std::int64_t number = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '9') {
            return std::nullopt;
        }
        number = number * 10 + (digit - '0');
    }
    return number;
}

} // namespace

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
    constexpr std::pair<char, std::int64_t> units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    if (text.empty()) {
        return std::nullopt;
    }
    const auto number = parse_number(text.substr(0, text.size() - 1));
    for (const auto& [unit, seconds] : units) {
        if (number && text.back() == unit) {
            const std::chrono::seconds duration{*number * seconds};
            return duration <= std::chrono::days{366} ? std::optional(duration) : std::nullopt;
        }
    }
    return std::nullopt;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    constexpr std::pair<char, unsigned> units[] = {{'K', 10}, {'M', 20}, {'G', 30}};
    constexpr std::uint64_t largest = std::uint64_t{1024} << 30U;
    if (text == "0") {
        return 0;
    }
    if (text.empty()) {
        return std::nullopt;
    }
    const auto number = parse_number(text.substr(0, text.size() - 1));
    for (const auto& [unit, shift] : units) {
        if (number && text.back() == unit) {
            const auto size = static_cast<std::uint64_t>(*number) << shift;
            return size <= largest ? std::optional(size) : std::nullopt;
        }
    }
    return std::nullopt;
}

} // namespace usher::config
