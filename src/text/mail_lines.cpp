#include "text/mail_lines.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "text/codepoints.hpp"
#include "text/rich_edit.hpp"

namespace usher::text {

namespace {

constexpr std::size_t no_block = static_cast<std::size_t>(-1);

/// Where marks stand in a block's text; asked line by line, forwards.
class Marks {
public:
    explicit Marks(const Block& block) {
        std::size_t at = 0;
        for (const Span& span : block.spans) {
            if (span.redacted) {
                marks_.push_back({at, at + span.text.size()});
            }
            at += span.text.size();
        }
    }
    [[nodiscard]] bool any_between(std::size_t begin, std::size_t end) {
        while (next_ < marks_.size() && marks_[next_].end < begin) {
            ++next_;
        }
        return next_ < marks_.size() && marks_[next_].begin < end;
    }

private:
    struct Mark {
        std::size_t begin;
        std::size_t end;
    };
    std::vector<Mark> marks_;
    std::size_t next_ = 0;
};

bool set_apart(const Block& a, const Block& b) {
    return a.kind != b.kind || a.kind == Block::Kind::paragraph;
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
        Marks marks(block);
        for (std::size_t begin = 0; begin <= content.size();) {
            const auto end = std::min(content.find('\n', begin), content.size());
            const auto line = trimmed(std::string_view(content).substr(begin, end - begin));
            const bool quoted = block.kind == Block::Kind::quote || line.starts_with('>');
            lines.push_back({i, begin, end, std::string(line), quoted, block.kind == Block::Kind::paragraph,
                             marks.any_between(begin, end)});
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
