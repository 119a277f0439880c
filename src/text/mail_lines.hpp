#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "usher/text/rich_text.hpp"

namespace usher::text {

/// One line of a message, as mail programs see it.
struct Line {
    std::size_t block = 0;
    std::size_t begin = 0; ///< In the block's `flat` text.
    std::size_t end = 0;
    std::string text; ///< Trimmed; empty for a blank line.
    bool quoted = false;
    bool plain = true;   ///< In a paragraph, not a list, heading, quote or code.
    bool marked = false; ///< Something secret was taken out of it.

    [[nodiscard]] bool blank() const { return text.empty(); }
};

/// Blocks that are set apart have a blank line between them, which belongs to no block.
std::vector<Line> lines_of(const RichText& text);

/// Removes the lines from `first` up to but without `last`, and counts their characters as folded.
void erase_lines(RichText& text, const std::vector<Line>& lines, std::size_t first, std::size_t last);

} // namespace usher::text
