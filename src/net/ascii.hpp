#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace usher::net {

// <cctype> depends on the locale; the wire does not.
constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_alpha(char c) {
    return lower(c) >= 'a' && lower(c) <= 'z';
}

inline std::string to_lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), lower);
    return result;
}

constexpr bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

/// Without spaces and tabs at both ends.
constexpr std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// RFC 9110 `token`: what a method and a header name are made of.
constexpr bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return is_alpha(c) || is_digit(c) || std::string_view("!#$%&'*+-.^_`|~").contains(c);
    });
}

/// Whether a header value may go on the wire: no line breaks or other control characters.
constexpr bool is_field_value(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return c == '\t' || (byte >= 0x20 && byte != 0x7f);
    });
}

/// Whether a comma-separated header (`Connection: keep-alive, Upgrade`) names the word.
constexpr bool lists(std::string_view header, std::string_view word) {
    while (!header.empty()) {
        const auto comma = header.find(',');
        if (equals_ignoring_case(trim(header.substr(0, comma)), word)) {
            return true;
        }
        header = comma == std::string_view::npos ? std::string_view{} : header.substr(comma + 1);
    }
    return false;
}

} // namespace usher::net
