#pragma once

#include <cstddef>
#include <string>

#include "usher/text/rich_text.hpp"

namespace usher::text {

/// The text of all spans of a block, without decorations.
std::string flat(const Block& block);
std::size_t characters(const Block& block);

/// Adds `text` to the block, joining it to the last span if that looks the same. Marks are never joined.
void append(Block& block, std::string_view text, const Style& style, std::string_view href);

/// The part of the block between two byte offsets of its `flat` text.
Block slice(const Block& block, std::size_t begin, std::size_t end);

/// Removes white space at both ends (only line ends if preformatted), then empty spans.
void trim(Block& block);

/// Trims every block and removes those without text.
void drop_empty_blocks(RichText& text);

} // namespace usher::text
