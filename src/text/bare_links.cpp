#include <algorithm>
#include <utility>

#include "text/codepoints.hpp"
#include "text/links.hpp"
#include "text/rich_edit.hpp"

namespace usher::text {

namespace {

struct Found {
    std::size_t begin;
    std::size_t end;
};

bool ends_address(char c) {
    return is_space(c) || std::string_view("<>\"`|").find(c) != std::string_view::npos;
}

/// Punctuation behind an address belongs to the sentence; a closing bracket only if none was opened in the address.
std::size_t without_trailing_punctuation(std::string_view text, std::size_t begin, std::size_t end) {
    auto opened = std::count(text.begin() + static_cast<std::ptrdiff_t>(begin),
                             text.begin() + static_cast<std::ptrdiff_t>(end), '(');
    auto closed = std::count(text.begin() + static_cast<std::ptrdiff_t>(begin),
                             text.begin() + static_cast<std::ptrdiff_t>(end), ')');
    for (; end > begin; --end) {
        const char c = text[end - 1];
        if (c == ')') {
            if (closed <= opened) {
                break;
            }
            --closed;
        } else if (std::string_view(".,;:!?'*_~]}").find(c) == std::string_view::npos) {
            break;
        }
    }
    return end;
}

/// Quotation marks and dots outside ASCII end a sentence, not an address.
std::size_t foreign_end(std::string_view text, std::size_t begin, std::size_t end) {
    for (const std::string_view mark : {"\xC2\xBB", "\xE2\x80\x9D", "\xE2\x80\x99", "\xE2\x80\xA6", "\xEF\xBF\xBD"}) {
        end = std::min(end, text.substr(0, end).find(mark, begin));
    }
    return end;
}

bool address_at(std::string_view lower, std::size_t at) {
    const auto rest = lower.substr(at);
    const bool inside_word = at > 0 && is_alnum(lower[at - 1]);
    return !inside_word && (rest.starts_with("http://") || rest.starts_with("https://"));
}

std::vector<Found> addresses(std::string_view text) {
    std::vector<Found> found;
    const auto lower = lowered(text);
    for (auto at = lower.find("http"); at != std::string::npos; at = lower.find("http", at)) {
        if (!address_at(lower, at)) {
            at += 4;
            continue;
        }
        auto end = at;
        while (end < text.size() && !ends_address(text[end])) {
            ++end;
        }
        const auto raw_end = end;
        end = without_trailing_punctuation(text, at, foreign_end(text, at, end));
        found.push_back({at, end});
        at = raw_end;
    }
    return found;
}

void append_linked(std::vector<Span>& out, const Span& span, bool mark_follows) {
    std::size_t from = 0;
    const auto piece = [&](std::size_t begin, std::size_t end, std::string href) {
        if (begin < end) {
            out.push_back({span.text.substr(begin, end - begin), span.style, std::move(href), false});
        }
    };
    for (const auto& [begin, end] : addresses(span.text)) {
        const bool cut_by_mark = mark_follows && span.text.find_first_of(" \n", begin) == std::string::npos;
        auto href = cut_by_mark ? std::string() : safe_href(std::string_view(span.text).substr(begin, end - begin));
        if (!href.empty()) {
            piece(from, begin, {});
            piece(begin, end, std::move(href));
            from = end;
        }
    }
    piece(from, span.text.size(), {});
}

} // namespace

void link_bare_addresses(RichText& text) {
    for (Block& block : text.blocks) {
        std::vector<Span> spans;
        for (std::size_t i = 0; i < block.spans.size(); ++i) {
            Span& span = block.spans[i];
            const bool is_text = span.href.empty() && !span.redacted && !span.style.code;
            if (!is_text || block.kind == Block::Kind::preformatted) {
                spans.push_back(std::move(span));
                continue;
            }
            append_linked(spans, span, i + 1 < block.spans.size() && block.spans[i + 1].redacted);
        }
        block.spans = std::move(spans);
    }
}

} // namespace usher::text
