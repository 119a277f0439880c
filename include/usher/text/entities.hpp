#pragma once

#include <string>
#include <string_view>

namespace usher::text {

/// Decodes HTML character references exactly once: named (the HTML 4 set, and of HTML 5 what stands for ASCII), decimal
/// and hexadecimal. Unknown or broken ones stay as they are; references to NUL, surrogates or beyond U+10FFFF become
/// U+FFFD. Source: https://html.spec.whatwg.org/multipage/named-characters.html
std::string decode_entities(std::string_view text);

} // namespace usher::text
