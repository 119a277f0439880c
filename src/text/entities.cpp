#include "usher/text/entities.hpp"

#include <array>
#include <optional>

#include "text/codepoints.hpp"
#include "text/entity_names.hpp"

namespace usher::text {

namespace {

struct Reference {
    char32_t value;
    std::size_t length; ///< From `&` to `;`, both included.
};

// Numeric references to these were always meant as Windows-1252.
// Source: https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state
constexpr std::array<char16_t, 32> windows_1252 = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                                   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

int digit_value(char c) {
    if (is_digit(c)) {
        return c - '0';
    }
    return to_lower(c) - 'a' + 10;
}

char32_t sanitized(char32_t value) {
    if (value == 0 || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
        return replacement_character;
    }
    return value >= 0x80 && value <= 0x9F ? windows_1252[value - 0x80] : value;
}

/// `rest` starts behind `&#`.
std::optional<Reference> numeric(std::string_view rest) {
    const bool hex = !rest.empty() && (rest[0] == 'x' || rest[0] == 'X');
    const char32_t base = hex ? 16 : 10;
    const std::size_t first = hex ? 1 : 0;
    std::size_t i = first;
    char32_t value = 0;
    for (; i < rest.size() && (hex ? is_hex(rest[i]) : is_digit(rest[i])); ++i) {
        if (value <= 0x10FFFF) {
            value = value * base + static_cast<char32_t>(digit_value(rest[i]));
        }
    }
    if (i == first || i >= rest.size() || rest[i] != ';') {
        return std::nullopt;
    }
    return Reference{sanitized(value), i + 3};
}

/// `rest` starts behind `&`.
std::optional<Reference> named(std::string_view rest) {
    std::size_t i = 0;
    while (i < rest.size() && i <= longest_entity_name && is_alnum(rest[i])) {
        ++i;
    }
    if (i == 0 || i >= rest.size() || rest[i] != ';') {
        return std::nullopt;
    }
    const auto value = entity_value(rest.substr(0, i));
    return value ? std::optional(Reference{*value, i + 2}) : std::nullopt;
}

std::optional<Reference> reference_at(std::string_view text, std::size_t ampersand) {
    const auto rest = text.substr(ampersand + 1);
    return rest.starts_with('#') ? numeric(rest.substr(1)) : named(rest);
}

} // namespace

std::string decode_entities(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::size_t from = 0;
    for (auto at = text.find('&'); at != std::string_view::npos; at = text.find('&', from)) {
        out.append(text.substr(from, at - from));
        if (const auto reference = reference_at(text, at)) {
            append_utf8(out, reference->value);
            from = at + reference->length;
        } else {
            out.push_back('&');
            from = at + 1;
        }
    }
    out.append(text.substr(from));
    return out;
}

} // namespace usher::text
