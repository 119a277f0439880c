#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace usher::text {

/// How a run of text looks. Combinations are allowed; `code` wins over the rest where a platform cannot combine.
struct Style {
    bool bold = false;
    bool italic = false;
    bool strike = false;
    bool code = false;
    bool operator==(const Style&) const = default;
};

/// A run of text in one style. `text` is data, not markup: valid UTF-8 without control, bidi-override or zero-width
/// characters. Line breaks inside a block are '\n'.
struct Span {
    std::string text;
    Style style;
    std::string href;      ///< Empty, or an http, https or mailto URL that may be offered as a link.
    bool redacted = false; ///< This span is the mark that stands where something secret was.
    bool operator==(const Span&) const = default;
};

/// One paragraph-like piece. The model is flat on purpose: no input can nest it deeply.
struct Block {
    enum class Kind : std::uint8_t { paragraph, heading, quote, preformatted, list_item };
    Kind kind = Kind::paragraph;
    std::uint8_t indent = 0; ///< Depth of a list item or quote, 0 to 5.
    int number = 0;          ///< List item: its number, or 0 for a bullet.
    std::vector<Span> spans;
    bool operator==(const Block&) const = default;
};

/// Text that is safe to hand to a renderer, which still has to escape it for its platform.
struct RichText {
    std::vector<Block> blocks;
    std::size_t redactions = 0;        ///< How many secrets were replaced by a mark or taken out of a link's address.
    std::size_t folded_characters = 0; ///< Characters of quoted mail and signature left out.
    std::size_t more_characters = 0;   ///< Characters cut off at the end by `clip`.
    bool operator==(const RichText&) const = default;
};

/// The text alone, blocks separated by line ends, list items with "- " or "1. ", quotes with "> ".
std::string plain(const RichText& text);
/// Number of characters (code points) that `plain` of the spans would show, without decorations.
std::size_t length(const RichText& text);

} // namespace usher::text
