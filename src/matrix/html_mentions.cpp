#include "matrix/html_mentions.hpp"

#include <algorithm>
#include <string>

#include "matrix/html_text.hpp"

namespace usher::matrix {

namespace {

std::vector<std::size_t> breaks_in(const std::string& text, std::string_view own_mention) {
    auto breaks = mention_breaks(text);
    if (own_mention.empty() || breaks.empty()) {
        return breaks;
    }
    for (auto at = text.find(own_mention); at != std::string::npos; at = text.find(own_mention, at + 1)) {
        const auto end = at + own_mention.size();
        // Only the whole word: what goes on is somebody else.
        if (end == text.size() || std::string_view(" \n`,.").contains(text[end])) {
            std::erase_if(breaks, [&](std::size_t place) { return place > at && place < end; });
        }
    }
    return breaks;
}

} // namespace

text::Block without_mentions(text::Block block, std::string_view own_mention) {
    std::string all;
    for (const auto& span : block.spans) {
        all += span.text;
    }
    const auto breaks = breaks_in(all, own_mention);
    auto next = breaks.begin();
    std::size_t start = 0;
    for (auto& span : block.spans) {
        const auto end = start + span.text.size();
        const bool shows_address = span.text == span.href && is_linkable(span.href);
        std::string broken;
        auto from = start;
        for (; next != breaks.end() && *next <= end; ++next) {
            if (!shows_address) {
                broken += all.substr(from, *next - from);
                broken += word_joiner;
                from = *next;
            }
        }
        if (from > start) {
            broken += all.substr(from, end - from);
            span.text = std::move(broken);
        }
        start = end;
    }
    return block;
}

} // namespace usher::matrix
