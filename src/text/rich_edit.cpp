#include "text/rich_edit.hpp"

#include <algorithm>

#include "text/codepoints.hpp"
#include "usher/text/utf8.hpp"

namespace usher::text {

namespace {

std::string_view blanks_of(const Block& block) {
    return block.kind == Block::Kind::preformatted ? std::string_view("\n") : std::string_view(" \t\n");
}

void trim_front(Block& block) {
    for (Span& span : block.spans) {
        if (span.redacted) {
            return;
        }
        const auto first = span.text.find_first_not_of(blanks_of(block));
        span.text.erase(0, std::min(first, span.text.size()));
        if (!span.text.empty()) {
            return;
        }
    }
}

void trim_back(Block& block) {
    for (auto span = block.spans.rbegin(); span != block.spans.rend(); ++span) {
        if (span->redacted) {
            return;
        }
        const auto blanks = block.kind == Block::Kind::preformatted ? std::string_view(" \t\n") : blanks_of(block);
        const auto last = span->text.find_last_not_of(blanks);
        span->text.erase(last == std::string::npos ? 0 : last + 1);
        if (!span->text.empty()) {
            return;
        }
    }
}

} // namespace

std::string flat(const Block& block) {
    std::string out;
    for (const Span& span : block.spans) {
        out += span.text;
    }
    return out;
}

std::size_t characters(const Block& block) {
    std::size_t count = 0;
    for (const Span& span : block.spans) {
        count += count_characters(span.text);
    }
    return count;
}

void append(Block& block, std::string_view text, const Style& style, std::string_view href) {
    if (text.empty()) {
        return;
    }
    if (!block.spans.empty()) {
        Span& last = block.spans.back();
        if (!last.redacted && last.style == style && last.href == href) {
            last.text += text;
            return;
        }
    }
    block.spans.push_back({std::string(text), style, std::string(href), false});
}

Block slice(const Block& block, std::size_t begin, std::size_t end) {
    Block out{block.kind, block.indent, block.number, {}};
    std::size_t at = 0;
    for (const Span& span : block.spans) {
        const auto from = std::max(begin, at);
        const auto to = std::min(end, at + span.text.size());
        if (from < to) {
            out.spans.push_back({span.text.substr(from - at, to - from), span.style, span.href, span.redacted});
        }
        at += span.text.size();
    }
    return out;
}

void trim(Block& block) {
    trim_front(block);
    trim_back(block);
    std::erase_if(block.spans, [](const Span& span) { return span.text.empty() && !span.redacted; });
}

void drop_empty_blocks(RichText& text) {
    std::ranges::for_each(text.blocks, trim);
    std::erase_if(text.blocks, [](const Block& block) { return block.spans.empty(); });
}

} // namespace usher::text
