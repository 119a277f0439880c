#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace usher::text {

/// Replaces every byte that is not valid UTF-8 by U+FFFD, and removes C0/C1 controls (except \n and \t), bidi controls,
/// zero-width characters (ZWJ between emoji stays), BOM and noncharacters.
std::string clean(std::string_view bytes);

/// Number of code points. The input must be valid UTF-8.
std::size_t count_characters(std::string_view utf8);

/// The first `max` code points, whole, never in the middle of a grapheme's combining marks where avoidable.
std::string_view first_characters(std::string_view utf8, std::size_t max);

/// Cuts to at most `max` characters, at a blank if one is near, and appends "…" (counted). Returns the input unchanged
/// if it fits.
std::string ellipsize(std::string_view utf8, std::size_t max);

} // namespace usher::text
