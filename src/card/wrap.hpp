#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace usher::card {

/// What stands before the first line of a paragraph and before the others.
struct Indent {
    std::string first;
    std::string next;
};

/// Breaks text into lines of at most `width` characters, at blanks; a longer word keeps a line of its own. Line ends in
/// the text stay. Every line ends with '\n'; empty lines carry no trailing blanks.
std::string wrap(std::string_view text, const Indent& indent, std::size_t width);

} // namespace usher::card
