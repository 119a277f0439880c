#pragma once

#include <string>
#include <string_view>

namespace usher::text {

/// What is not meant as markup is exchanged for noncharacters before the Markdown library reads the text, and changed
/// back in what it returns. Cleaned text holds no noncharacters, so nothing can be mistaken.
struct Guarded {
    std::string text;
    bool has_markup = false; ///< Whether anything is left for the library to read.
};

Guarded guard(std::string_view text);
std::string unguarded(std::string_view text);

} // namespace usher::text
