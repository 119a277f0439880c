#pragma once

#include <cstddef>
#include <string_view>

#include "mention/words.hpp"

namespace usher::mention {

/// What stands in front of a number. None of it looks back beyond `floor`.

/// Where the keyword begins that announces what begins at `at` (`ticket`, a label, `:` and `#` in between); npos if
/// none does.
std::size_t keyword_before(std::string_view text, std::size_t floor, std::size_t at, const Phrases& keywords);

/// Whether the word just before the number from `begin` to `end` (labels, `:` and `=` skipped, and quotation marks
/// around the number alone) names another kind of thing, by itself or as the last part of a name such as
/// `backgroundColor`.
bool foreign_kind_before(std::string_view text, std::size_t floor, std::size_t begin, std::size_t end,
                         const Phrases& foreign_kinds);

/// Whether only joiners (`, ; / & +`, `and`, `e`, `oppure` …), and at least one, stand between two
/// numbers. A semicolon is one only if `semicolon`.
bool only_joiners(std::string_view between, bool semicolon);

} // namespace usher::mention
