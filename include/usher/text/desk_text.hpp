#pragma once

#include <string>
#include <string_view>

#include "usher/text/rich_text.hpp"

namespace usher::text {

/// How much of a message to keep.
struct Reading {
    std::size_t max_characters = 600;         ///< Clip on a word at or before this many characters.
    bool fold_tails = true;                   ///< Leave out quoted mail and signatures, never to nothing.
    std::string redaction_mark = "[removed]"; ///< What stands in place of a secret, in the reader's language.
};

/// The one way from a desk message to something that can be shown:
/// valid UTF-8 → entities decoded once → line ends → HTML or Markdown → rich text → secrets replaced → tails folded →
/// clipped. Never throws for any input; work is linear, and input above 256 KiB is cut before it is read (counted in
/// `more_characters`).
RichText read_desk_text(std::string_view raw, const Reading& reading);

/// The same for one-line fields (subject, names, departments, file names): no markup is interpreted, blanks are
/// collapsed, secrets replaced, clipped to `max_characters` with an ellipsis.
std::string read_desk_line(std::string_view raw, std::size_t max_characters,
                           std::string_view redaction_mark = "[removed]");

} // namespace usher::text
