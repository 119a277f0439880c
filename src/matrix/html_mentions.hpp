#pragma once

#include <string_view>

#include "usher/text/rich_text.hpp"

namespace usher::matrix {

/// The block with a word joiner inside whatever a client would draw as a mention, also where it is split over spans.
/// `own_mention` and the text of links that show their address stay as they are.
text::Block without_mentions(text::Block block, std::string_view own_mention);

} // namespace usher::matrix
