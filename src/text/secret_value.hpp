#pragma once

#include <cstddef>
#include <string_view>

#include "text/secret_scan.hpp"

namespace usher::text {

/// From this length on, a word is taken for a key even without digits.
inline constexpr std::size_t shortest_opaque_word = 20;

/// A token that may be the value of what was named before it.
struct Value {
    std::size_t begin = 0;
    std::size_t end = 0;  ///< Without punctuation that belongs to the sentence.
    std::size_t next = 0; ///< Where reading goes on.
    bool quoted = false;
};

/// Values are judged by their beginning, so that no input can make the search slow.
inline constexpr std::size_t judged_length = 96;

/// Reads the token at `i`, which must not be a blank: up to the next white space (or as much as is judged), or what
/// stands in quotes.
Value read_value(const SecretScan& scan, std::size_t i);

/// Reports the value whole, however long it is; answers where reading goes on.
std::size_t report_value(SecretScan& scan, const Value& value, Secret::Kind kind);

/// What a token looks like.
enum class Look {
    nothing,  ///< Empty, or a placeholder such as `********` or `$DB_PASSWORD`.
    everyday, ///< A common English or Italian word.
    address,  ///< A URL, e-mail address, host name, IP address or path.
    number,   ///< Digits with separators: a date, time, version, price.
    digits,
    word,   ///< Letters only.
    camel,  ///< Letters with a capital inside.
    opaque, ///< Letters with digits or symbols: nobody's language.
};
Look look_of(std::string_view token);

bool is_opaque_symbol(char c);
bool has_opaque_symbol(std::string_view token);

/// Whether nothing but punctuation stands between `i` and the end of the sentence or line.
bool ends_sentence(const SecretScan& scan, std::size_t i);
/// The lower-case word that follows `i` on the same line.
std::string_view following_word(const SecretScan& scan, std::size_t i);

/// Length of the quotation mark at `i` (ASCII or typographic), 0 if there is none.
std::size_t quote_at(const SecretScan& scan, std::size_t i);

} // namespace usher::text
