#pragma once

#include "usher/text/rich_text.hpp"

namespace usher::text {

/// Leaves out quoted mail at the end (or at the start, if the answer is below it), signatures and disclaimers, and
/// counts what was left out in `folded_characters`. Text below a quote stays, and so does everything if nothing else
/// would be left.
void fold_tails(RichText& text);

} // namespace usher::text
