#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "usher/text/rich_text.hpp"

namespace usher::text {

/// How large a message may become, whatever it holds.
inline constexpr std::size_t most_blocks = 2000;
inline constexpr std::size_t most_spans = 10000;
inline constexpr std::uint8_t deepest_indent = 5;

/// Collects blocks for both readers. What exceeds the limits is dropped and counted (blocks) or loses its style
/// (spans).
class Builder {
public:
    /// Ends the current block and starts another, which exists only once it has text.
    void begin(Block::Kind kind, std::size_t indent, int number);
    void begin_paragraph() { begin(Block::Kind::paragraph, 0, 0); }

    void add(std::string_view text, const Style& style, std::string_view href);

    /// A link whose label names another place than it leads to is followed by where it leads.
    void begin_link();
    void end_link(std::string_view href);

    [[nodiscard]] bool block_is_empty() const { return block_.spans.empty(); }
    [[nodiscard]] const Block& block() const { return block_; }
    /// Ends of the text so far: 0 at the start of a block.
    [[nodiscard]] char last_character() const;

    RichText take();

private:
    void flush();

    RichText text_;
    Block block_;
    std::size_t spans_ = 0;
    std::size_t link_start_ = 0; ///< Bytes of the block's text before the link.
    std::size_t bytes_ = 0;      ///< Of the block's text.
};

} // namespace usher::text
