#pragma once

#include <cstddef>
#include <string_view>

namespace usher::mention {

/// One code point of a text, and how many bytes it takes. A byte that is not UTF-8 counts as a letter, because
/// something glued to an unknown thing is better left alone. `size` is 0 at the ends of the text.
struct Character {
    char32_t value = 0;
    std::size_t size = 0;
};
Character character_at(std::string_view text, std::size_t at);
Character character_before(std::string_view text, std::size_t at);

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_ascii_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr char lower_ascii(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Letters, digits and `_` of any script.
bool is_word(char32_t value);
/// Blanks of any width, breaking or not, and characters without any width; no line end.
bool is_blank(char32_t value);
bool is_currency(char32_t value);
/// Small letter of an ASCII or Latin-1 letter; everything else as it is.
char32_t lower(char32_t value);

bool word_at(std::string_view text, std::size_t at);
bool word_before(std::string_view text, std::size_t at);

/// Where the blanks that end (or begin) at `at` begin (or end).
std::size_t before_blanks(std::string_view text, std::size_t floor, std::size_t at);
std::size_t after_blanks(std::string_view text, std::size_t at);
/// The same for blanks and the markup marks `* _ ~`.
std::size_t before_gap(std::string_view text, std::size_t floor, std::size_t at);
std::size_t after_gap(std::string_view text, std::size_t at);

} // namespace usher::mention
