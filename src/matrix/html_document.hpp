#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "usher/text/rich_text.hpp"

namespace usher::matrix {

/// A piece of a message: lines of Usher's own, or the text of a reply.
struct Part {
    enum class In : std::uint8_t { both, html, body };
    std::vector<text::Block> blocks;
    bool quoted = false;   ///< Somebody's words: a quotation in HTML, indented in the body.
    bool attached = false; ///< No empty line before it in the body.
    In in = In::both;
};

/// A message before it is written as HTML or as plain text. Its spans are still data: writing escapes them, breaks up
/// what a client would draw as a mention, and makes links of those addresses only that may be.
struct Document {
    std::vector<Part> parts;
    std::string own_mention; ///< Stays whole wherever it stands; may be empty.
};

/// Well-formed HTML with only these tags: a b i del code ul ol li pre blockquote p br, which is what Element X keeps,
/// and only the attributes a[href] and ol[start].
std::string to_html(const Document& document);
/// The same for notifications and terminals.
std::string to_plain(const Document& document);

} // namespace usher::matrix
