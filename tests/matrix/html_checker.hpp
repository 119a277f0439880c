#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace usher::testing {

/// What an HTML reader that knows nothing of ours finds in a message.
struct CheckedHtml {
    std::vector<std::string> problems; ///< Tags, attributes and entities that are not allowed, anything unbalanced.
    std::vector<std::string> links;    ///< The addresses of all links, decoded.
    std::string text;                  ///< What a person reads; line breaks and block ends are line ends.
    std::size_t depth = 0;
};
CheckedHtml check_html(std::string_view html);

/// The words of a text that some client would draw as a mention of a room, a person or everybody.
std::vector<std::string> mentions(std::string_view text);

/// Everything that is wrong with a message content, as one line; empty if nothing is. `own_mention` may be named.
std::string violations(const std::string& message, std::string_view own_mention = "no such bot");

} // namespace usher::testing
