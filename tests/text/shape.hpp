#pragma once

#include <string>
#include <string_view>

#include "usher/text/desk_text.hpp"
#include "usher/text/rich_text.hpp"

namespace usher::text::testing {

inline std::string shape(const Span& span) {
    std::string marks;
    marks += span.style.bold ? "b" : "";
    marks += span.style.italic ? "i" : "";
    marks += span.style.strike ? "s" : "";
    marks += span.style.code ? "c" : "";
    marks += span.redacted ? "R" : "";
    marks += span.href.empty() ? "" : "@" + span.href;
    return marks.empty() ? span.text : "[" + marks + "|" + span.text + "]";
}

/// A text written so that a test can be read: blocks separated by " / ", styles as "[b|bold]", links as
/// "[@href|label]".
inline std::string shape(const RichText& text) {
    std::string out;
    for (const Block& block : text.blocks) {
        out += out.empty() ? "" : " / ";
        switch (block.kind) {
        case Block::Kind::heading:
            out += "# ";
            break;
        case Block::Kind::quote:
            out += std::string(block.indent + 1U, '>') + " ";
            break;
        case Block::Kind::preformatted:
            out += "``` ";
            break;
        case Block::Kind::list_item:
            out += std::string(block.indent, '.') + (block.number == 0 ? "- " : std::to_string(block.number) + ". ");
            break;
        case Block::Kind::paragraph:
            break;
        }
        for (const Span& span : block.spans) {
            out += shape(span);
        }
    }
    return out;
}

inline RichText read(std::string_view raw) {
    return read_desk_text(raw, {100000, true, "[removed]"});
}
inline RichText read_unfolded(std::string_view raw) {
    return read_desk_text(raw, {100000, false, "[removed]"});
}

struct ShapeCase {
    std::string_view raw;
    std::string_view shape;
};

} // namespace usher::text::testing
