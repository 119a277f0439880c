#pragma once

#include <cstddef>

#include "usher/text/rich_text.hpp"

namespace usher::text {

/// Keeps at most `max_characters`, up to the end of a word, and counts the rest in `more_characters`. A mark is kept
/// whole or not at all.
void clip(RichText& text, std::size_t max_characters);

} // namespace usher::text
