#pragma once

#include <string_view>

#include "usher/text/rich_text.hpp"

namespace usher::text {

/// Reads what people type into a ticket: text whose line ends are meant, with the Markdown they mean (bold, italic,
/// code, fences, lists, headings, quotes, links) and without the Markdown they don't (rules under a line, indented
/// code, `#` of a config file, `*` of a file pattern). HTML in it is text.
RichText read_markdown(std::string_view text);

} // namespace usher::text
