#pragma once

#include <string_view>

#include "text/builder.hpp"

namespace usher::text {

/// Adds the text of one block to the builder's current block, with bold, italic, code and links read from it.
void add_inline_markdown(Builder& out, std::string_view text);

} // namespace usher::text
