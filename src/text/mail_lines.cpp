#include "text/mail_lines.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "text/codepoints.hpp"
#include "text/rich_edit.hpp"

namespace usher::text {

namespace {

constexpr std::size_t no_block = static_cast<std::size_t>(-1);

bool has_mark_between(const Block& block, std::size_t begin, std::size_t end) {
    std::size_t at = 0;
    for (const Span& span : block.spans) {
        const auto span_end = at + span.text.size();
        if (span.redacted && at < end && span_end >= begin) {
            return true;
        }
        at = span_end;
    }
    return false;
}

bool set_apart(const Block& a, const Block& b) {
    return a.kind != b.kind || a.kind == Block::Kind::paragraph;
}

bool has_marks(const Block& block) {
    return std::ranges::any_of(block.spans, [](const Span& span) { return span.redacted; });
}

} // namespace

std::vector<Line> lines_of(const RichText& text) {
    std::vector<Line> lines;
    for (std::size_t i = 0; i < text.blocks.size(); ++i) {
        const Block& block = text.blocks[i];
        if (i > 0 && set_apart(text.blocks[i - 1], block)) {
            lines.push_back({no_block, 0, 0, {}, block.kind == Block::Kind::quote, true, false});
        }
        const auto content = flat(block);
        const bool marks = has_marks(block);
        for (std::size_t begin = 0; begin <= content.size();) {
            const auto end = std::min(content.find('\n', begin), content.size());
            const auto line = trimmed(std::string_view(content).substr(begin, end - begin));
            const bool quoted = block.kind == Block::Kind::quote || line.starts_with('>');
            lines.push_back({i, begin, end, std::string(line), quoted, block.kind == Block::Kind::paragraph,
                             marks && has_mark_between(block, begin, end)});
            begin = end + 1;
        }
    }
    return lines;
}

void erase_lines(RichText& text, const std::vector<Line>& lines, std::size_t first, std::size_t last) {
    const auto before = length(text);
    std::vector<Block> kept;
    std::size_t line = 0;
    for (std::size_t i = 0; i < text.blocks.size(); ++i) {
        while (line < lines.size() && lines[line].block == no_block) {
            ++line;
        }
        const auto begin = line;
        while (line < lines.size() && lines[line].block == i) {
            ++line;
        }
        const auto from = std::clamp(first, begin, line);
        const auto to = std::clamp(last, begin, line);
        if (from >= to) {
            kept.push_back(std::move(text.blocks[i]));
            continue;
        }
        const Block& block = text.blocks[i];
        if (from > begin) {
            kept.push_back(slice(block, 0, lines[from - 1].end));
        }
        if (to < line) {
            kept.push_back(slice(block, lines[to].begin, lines[line - 1].end));
        }
    }
    text.blocks = std::move(kept);
    drop_empty_blocks(text);
    text.folded_characters += before - length(text);
}

} // namespace usher::text
