#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "usher/text/rich_text.hpp"

namespace usher::card {

/// Rich text as plain lines under `indent`: list items, quotes and code are marked, links are written out. Empty for
/// empty text.
std::string to_lines(const text::RichText& text, std::string_view indent, std::size_t width);

} // namespace usher::card
