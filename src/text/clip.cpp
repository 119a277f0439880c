#include "text/clip.hpp"

#include <algorithm>
#include <utility>

#include "text/codepoints.hpp"
#include "text/rich_edit.hpp"
#include "usher/text/utf8.hpp"

namespace usher::text {

namespace {

struct Cut {
    std::size_t bytes = 0; ///< Of the block's text that fit.
    bool in_mark = false;  ///< What fits no more is a mark, so the cut is at its start.
};

Cut hard_cut(const Block& block, std::size_t room) {
    Cut cut;
    for (const Span& span : block.spans) {
        const auto size = count_characters(span.text);
        if (size <= room) {
            cut.bytes += span.text.size();
            room -= size;
            continue;
        }
        if (span.redacted) {
            cut.in_mark = true;
        } else {
            cut.bytes += room == 0 ? 0 : first_characters(span.text, room).size();
        }
        break;
    }
    return cut;
}

/// The end of the last mark before `bytes`: a mark may hold blanks, and no cut may fall on them.
std::size_t end_of_last_mark(const Block& block, std::size_t bytes) {
    std::size_t at = 0;
    std::size_t end = 0;
    for (const Span& span : block.spans) {
        at += span.text.size();
        if (at <= bytes && span.redacted) {
            end = at;
        }
    }
    return end;
}

// A longer word, such as an address, is cut rather than left out.
constexpr std::size_t longest_word = 60;

/// Where the block is cut so that it ends on a word; 0 if not even its first word fits and text before it is kept.
std::size_t word_end(const Block& block, const Cut& cut, bool text_before) {
    const auto text = flat(block);
    if (cut.in_mark || cut.bytes >= text.size() || is_space(text[cut.bytes])) {
        return cut.bytes;
    }
    const auto fits = std::string_view(text).substr(0, cut.bytes);
    const auto mark = end_of_last_mark(block, cut.bytes);
    const auto blank = fits.find_last_of(" \n");
    const auto end = blank == std::string_view::npos || blank < mark ? mark : blank;
    const bool nothing_left = end == 0 && !text_before;
    return nothing_left || count_characters(fits.substr(end)) > longest_word ? cut.bytes : end;
}

/// The beginning of an address may name another place than the whole, so a link that was cut is none any more.
void unlink_cut(const Block& whole, Block& part) {
    if (part.spans.empty() || part.spans.back().href.empty()) {
        return;
    }
    const auto& last = part.spans.back();
    const auto& same = whole.spans[part.spans.size() - 1];
    const bool goes_on = part.spans.size() < whole.spans.size() && whole.spans[part.spans.size()].href == last.href;
    if (last.text.size() == same.text.size() && !goes_on) {
        return;
    }
    const auto href = last.href;
    for (auto span = part.spans.rbegin(); span != part.spans.rend() && span->href == href; ++span) {
        span->href.clear();
    }
}

} // namespace

void clip(RichText& text, std::size_t max_characters) {
    const auto all = length(text);
    if (all <= max_characters) {
        return;
    }
    std::vector<Block> kept;
    auto room = max_characters;
    for (Block& block : text.blocks) {
        const auto size = characters(block);
        if (size <= room) {
            room -= size;
            kept.push_back(std::move(block));
            continue;
        }
        auto part = slice(block, 0, word_end(block, hard_cut(block, room), !kept.empty()));
        unlink_cut(block, part);
        trim(part);
        if (!part.spans.empty()) {
            kept.push_back(std::move(part));
        }
        break;
    }
    text.blocks = std::move(kept);
    text.more_characters += all - length(text);
}

} // namespace usher::text
