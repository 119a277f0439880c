#include "usher/ticket/number.hpp"

#include <algorithm>
#include <cstddef>

namespace usher::ticket {

namespace {

constexpr std::size_t max_number_length = 32;
constexpr std::size_t max_id_length = 18; // always fits a signed 64-bit integer, which is what the desk keeps ids in

// The character classes of the C library depend on the locale and are undefined for negative chars.
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter_or_digit(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

} // namespace

std::optional<TicketNumber> TicketNumber::parse(std::string_view text) {
    const auto number = trimmed(text);
    if (number.size() > max_number_length) {
        return std::nullopt;
    }
    const auto allowed = [](char c) { return is_letter_or_digit(c) || c == '-' || c == ' '; };
    if (!std::ranges::all_of(number, allowed) || std::ranges::none_of(number, is_letter_or_digit)) {
        return std::nullopt;
    }
    return TicketNumber(std::string(number));
}

bool TicketNumber::same_as(std::string_view other) const {
    return std::ranges::equal(text_, other, {}, lower, lower);
}

std::optional<TicketId> TicketId::parse(std::string_view text) {
    auto digits = trimmed(text);
    if (digits.empty() || digits.size() > max_id_length || !std::ranges::all_of(digits, is_digit)) {
        return std::nullopt;
    }
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
    return TicketId(std::string(digits));
}

} // namespace usher::ticket
