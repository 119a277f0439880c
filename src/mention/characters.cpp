#include "mention/characters.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace usher::mention {

namespace {

constexpr char32_t not_utf8 = 0x10FFFF + 1;

std::uint8_t byte(std::string_view text, std::size_t at) {
    return static_cast<std::uint8_t>(text[at]);
}

bool is_continuation(std::uint8_t value) {
    return (value & 0xC0U) == 0x80U;
}

std::size_t length_by_lead(std::uint8_t lead) {
    if (lead >= 0xC2 && lead <= 0xDF) {
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        return 3;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

struct Range {
    char32_t first;
    char32_t last;
};

/// Non-ASCII code points that are neither letters nor digits: punctuation, symbols, emoji. Everything else counts as a
/// letter. Sorted.
constexpr std::array<Range, 29> no_letters{{
    {0x80, 0xA9},     {0xAB, 0xB1},     {0xB4, 0xB4},     {0xB6, 0xB8},     {0xBB, 0xBB},       {0xBF, 0xBF},
    {0xD7, 0xD7},     {0xF7, 0xF7},     {0x2B9, 0x2DF},   {0x37E, 0x37E},   {0x387, 0x387},     {0x55A, 0x55F},
    {0x589, 0x58F},   {0x60C, 0x60D},   {0x2000, 0x206F}, {0x20A0, 0x20CF}, {0x2116, 0x2117},   {0x2120, 0x2123},
    {0x2190, 0x245F}, {0x2500, 0x2BFF}, {0x2E00, 0x2E5D}, {0x3000, 0x3004}, {0x3008, 0x3020},   {0xE000, 0xF8FF},
    {0xFE00, 0xFE6F}, {0xFEFF, 0xFF0F}, {0xFF1A, 0xFF20}, {0xFFF9, 0xFFFD}, {0x1F000, 0x1FAFF},
}};

bool is_mark(char c) {
    return c == '*' || c == '_' || c == '~';
}

} // namespace

Character detail::wide_at(std::string_view text, std::size_t at) {
    const auto lead = byte(text, at);
    const auto length = length_by_lead(lead);
    if (length == 0 || at + length > text.size()) {
        return {not_utf8, 1};
    }
    char32_t value = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(byte(text, at + i))) {
            return {not_utf8, 1};
        }
        value = (value << 6U) | (byte(text, at + i) & 0x3FU);
    }
    return {value, length};
}

Character detail::wide_before(std::string_view text, std::size_t at) {
    for (std::size_t length = 2; length <= 4 && length <= at; ++length) {
        if (!is_continuation(byte(text, at - length))) {
            const auto found = character_at(text.substr(0, at), at - length);
            return found.size == length ? found : Character{not_utf8, 1};
        }
    }
    return {not_utf8, 1};
}

bool detail::is_wide_word(char32_t value) {
    if (value >= 0xC0 && value < 0x2B9) { // Most of what is not ASCII: no_letters has but two signs here.
        return value != 0xD7 && value != 0xF7;
    }
    const auto* range = std::ranges::lower_bound(no_letters, value, {}, &Range::last);
    const bool tag_or_selector = value >= 0xE0000 && value <= 0xE0FFF;
    return !tag_or_selector && (range == no_letters.end() || value < range->first);
}

bool detail::is_wide_blank(char32_t value) {
    switch (value) {
    case 0xA0:
    case 0xAD: // soft hyphen
    case 0x202F:
    case 0x205F:
    case 0x2060:
    case 0x3000:
    case 0xFEFF:
        return true;
    default:
        return value >= 0x2000 && value <= 0x200F;
    }
}

bool is_invisible(char32_t value) {
    return value == 0xAD || (value >= 0x200B && value <= 0x200F) || value == 0x2060 || value == 0xFEFF;
}

std::size_t detail::before_invisible(std::string_view text, std::size_t at) {
    for (;;) {
        const auto last = character_before(text, at);
        if (!is_invisible(last.value)) {
            return at;
        }
        at -= last.size;
    }
}

std::size_t detail::after_invisible(std::string_view text, std::size_t at) {
    for (;;) {
        const auto next = character_at(text, at);
        if (!is_invisible(next.value)) {
            return at;
        }
        at += next.size;
    }
}

bool is_currency(char32_t value) {
    return value == '$' || (value >= 0xA2 && value <= 0xA5) || (value >= 0x20A0 && value <= 0x20CF);
}

char32_t lower(char32_t value) {
    if (value < 0x80) {
        return static_cast<char32_t>(lower_ascii(static_cast<char>(value)));
    }
    return value >= 0xC0 && value <= 0xDE && value != 0xD7 ? value + 0x20 : value;
}

std::size_t before_blanks(std::string_view text, std::size_t floor, std::size_t at) {
    while (at > floor) {
        const auto last = character_before(text, at);
        if (!is_blank(last.value)) {
            break;
        }
        at -= last.size;
    }
    return at;
}

std::size_t after_blanks(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        const auto next = character_at(text, at);
        if (!is_blank(next.value)) {
            break;
        }
        at += next.size;
    }
    return at;
}

std::size_t detail::before_gap(std::string_view text, std::size_t floor, std::size_t at) {
    for (;;) {
        at = before_blanks(text, floor, at);
        if (at <= floor || !is_mark(text[at - 1])) {
            return at;
        }
        --at;
    }
}

std::size_t after_gap(std::string_view text, std::size_t at) {
    for (;;) {
        at = after_blanks(text, at);
        if (at >= text.size() || !is_mark(text[at])) {
            return at;
        }
        ++at;
    }
}

} // namespace usher::mention
