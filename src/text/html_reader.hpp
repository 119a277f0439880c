#pragma once

#include <string_view>

#include "usher/text/rich_text.hpp"

namespace usher::text {

struct HtmlOptions {
    bool decode_entities = true;   ///< Whether references are still to be decoded in text and attributes.
    bool line_ends_matter = false; ///< Line ends in the source are line breaks.
};

/// Reads HTML as mail programs and editors write it. Linear, without recursion, for any input: unknown and broken tags
/// are text.
RichText read_html(std::string_view html, const HtmlOptions& options);

} // namespace usher::text
