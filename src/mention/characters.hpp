#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace usher::mention {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_ascii_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr char lower_ascii(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool is_ascii(char c) {
    return static_cast<unsigned char>(c) < 0x80;
}

/// A set of bytes; asking it costs one look.
class Bytes {
public:
    constexpr explicit Bytes(std::string_view bytes) {
        for (const char c : bytes) {
            has_.at(static_cast<unsigned char>(c)) = true;
        }
    }
    [[nodiscard]] constexpr bool contains(char c) const { return has_[static_cast<unsigned char>(c)]; }

private:
    std::array<bool, 256> has_{};
};

/// One code point of a text, and how many bytes it takes. A byte that is not UTF-8 counts as a letter, because
/// something glued to an unknown thing is better left alone. `size` is 0 at the ends of the text.
struct Character {
    char32_t value = 0;
    std::size_t size = 0;
};

namespace detail { // what lies beyond ASCII; the functions below have the short way for the rest
Character wide_at(std::string_view text, std::size_t at);
Character wide_before(std::string_view text, std::size_t at);
bool is_wide_word(char32_t value);
bool is_wide_blank(char32_t value);
std::size_t before_gap(std::string_view text, std::size_t floor, std::size_t at);
std::size_t before_invisible(std::string_view text, std::size_t at);
std::size_t after_invisible(std::string_view text, std::size_t at);
} // namespace detail

inline Character character_at(std::string_view text, std::size_t at) {
    if (at >= text.size()) {
        return {};
    }
    return is_ascii(text[at]) ? Character{static_cast<char32_t>(text[at]), 1} : detail::wide_at(text, at);
}

inline Character character_before(std::string_view text, std::size_t at) {
    if (at == 0 || at > text.size()) {
        return {};
    }
    return is_ascii(text[at - 1]) ? Character{static_cast<char32_t>(text[at - 1]), 1} : detail::wide_before(text, at);
}

/// Letters, digits and `_` of any script.
inline bool is_word(char32_t value) {
    if (value >= 0x80) {
        return detail::is_wide_word(value);
    }
    const auto c = static_cast<char>(value);
    return is_digit(c) || is_ascii_letter(c) || c == '_';
}

/// Blanks of any width, breaking or not, and characters without any width; no line end.
inline bool is_blank(char32_t value) {
    return value < 0x80 ? value == ' ' || value == '\t' : detail::is_wide_blank(value);
}

/// Characters without any width: what stands on both sides of them looks glued together.
bool is_invisible(char32_t value);
bool is_currency(char32_t value);
/// Small letter of an ASCII or Latin-1 letter; everything else as it is.
char32_t lower(char32_t value);

inline bool word_at(std::string_view text, std::size_t at) {
    const auto next = character_at(text, at);
    return next.size != 0 && is_word(next.value);
}
inline bool word_before(std::string_view text, std::size_t at) {
    const auto last = character_before(text, at);
    return last.size != 0 && is_word(last.value);
}

/// Where the characters without width that end (or begin) at `at` begin (or end).
inline std::size_t before_invisible(std::string_view text, std::size_t at) {
    return at == 0 || is_ascii(text[at - 1]) ? at : detail::before_invisible(text, at);
}
inline std::size_t after_invisible(std::string_view text, std::size_t at) {
    return at >= text.size() || is_ascii(text[at]) ? at : detail::after_invisible(text, at);
}

/// Where the blanks that end (or begin) at `at` begin (or end).
std::size_t before_blanks(std::string_view text, std::size_t floor, std::size_t at);
std::size_t after_blanks(std::string_view text, std::size_t at);
/// The same for blanks and the markup marks `* _ ~`.
std::size_t after_gap(std::string_view text, std::size_t at);
inline std::size_t before_gap(std::string_view text, std::size_t floor, std::size_t at) {
    static constexpr Bytes gaps(" \t*_~");
    const bool none = at > floor && is_ascii(text[at - 1]) && !gaps.contains(text[at - 1]);
    return none ? at : detail::before_gap(text, floor, at);
}

} // namespace usher::mention
