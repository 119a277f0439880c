#pragma once

#include <cstddef>

#include "text/secret_scan.hpp"
#include "text/secret_value.hpp"

namespace usher::text {

// Values of several words, and what else is judged by the rest of its line. Where they answer with an end, it is 0 if
// there is no such value.

/// A passphrase: all words up to the end of the line.
std::size_t end_of_passphrase(const SecretScan& scan, std::size_t i);

/// "gatto sul tetto", alone behind "password:".
std::size_t end_of_whole_line(const SecretScan& scan, std::size_t i);

/// "tigre sul tetto": the words that belong to a value that began with a plain word; the value's own end if there are
/// none.
std::size_t end_with_further_words(const SecretScan& scan, const Value& value);

/// "abcd efgh ijkl mnop": four groups of four letters, as mail providers make them for programs.
std::size_t end_of_letter_groups(const SecretScan& scan, std::size_t i);

/// "<your password>", "[password]": what stands in brackets only says what belongs there.
bool is_bracketed_placeholder(const SecretScan& scan, std::size_t i);

/// Behind the tags that only dress up what stands around them ("</b>", "<br>", "</td><td>"), where no markup was read.
/// Other words in angle brackets are left alone: they may be the value.
std::size_t behind_tags(const SecretScan& scan, std::size_t i);

/// Behind `value:` or `value=` when the name and the value are said apart: `name: DB_PASSWORD` and `value: x` on the
/// next line, `{"key": "password", "value": "x"}`; 0 if nothing like it stands at `i`.
std::size_t behind_value_label(const SecretScan& scan, std::size_t i);

/// Where the identifier around `i` begins: "SMTP_" in "SMTP_PASSWORD".
std::size_t identifier_begin(const SecretScan& scan, std::size_t i);

} // namespace usher::text
