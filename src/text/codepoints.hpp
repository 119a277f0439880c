#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace usher::text {

struct CodePoint {
    char32_t value = 0;
    std::size_t length = 1; ///< In bytes; 1 for an invalid byte.
    bool valid = false;
};

inline constexpr char32_t replacement_character = 0xFFFD;

/// Decodes what starts at `position`, which must be inside `bytes`. Overlong forms, surrogates and truncated sequences
/// are invalid.
CodePoint decode_at(std::string_view bytes, std::size_t position);
void append_utf8(std::string& out, char32_t value);

/// Characters that no shown text may hold: controls (tab and line feed excepted), direction controls, invisible
/// fillers, tags and noncharacters. The zero-width joiner is not among them: whether it may stay depends on its
/// neighbours.
bool is_unwanted(char32_t value);
bool is_pictographic(char32_t value);
bool is_combining(char32_t value);

// ASCII only and locale-free: text from a desk must read the same everywhere.
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
constexpr bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_letter(char c) {
    return is_lower(c) || is_upper(c);
}
constexpr bool is_alnum(char c) {
    return is_letter(c) || is_digit(c);
}
constexpr bool is_blank(char c) {
    return c == ' ' || c == '\t';
}
constexpr bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}
constexpr bool is_not_ascii(char c) {
    return static_cast<unsigned char>(c) >= 0x80;
}
constexpr bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
constexpr char to_lower(char c) {
    return is_upper(c) ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// ASCII letters lowered, every other byte as it is: offsets stay the same.
std::string lowered(std::string_view text);
std::string_view trimmed(std::string_view text);
std::string_view trimmed_right(std::string_view text);

/// CRLF, lone CR and the Unicode line and paragraph separators become '\n'; Unicode blanks such as U+00A0 become ' '.
/// Works on any bytes.
std::string plain_white_space(std::string_view text);

} // namespace usher::text
