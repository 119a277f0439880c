#include "text/fold.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "text/codepoints.hpp"
#include "text/mail_lines.hpp"
#include "text/mail_phrases.hpp"
#include "text/signature.hpp"

namespace usher::text {

namespace {

constexpr std::size_t most_header_lines = 7;
constexpr std::size_t most_attribution_lines = 3;
constexpr std::size_t short_quote = 3; // Quoted evidence ("I get this error:"), not a mail.
constexpr std::size_t long_quote = 5;  // Worth folding above an answer even without attribution.
constexpr int most_passes = 6;

using Lines = std::vector<Line>;

std::size_t next_text(const Lines& lines, std::size_t i) {
    while (i < lines.size() && lines[i].blank()) {
        ++i;
    }
    return i;
}

/// Behind the quoted lines, with blank ones between them, that start at `i`.
std::size_t end_of_quote(const Lines& lines, std::size_t i) {
    auto end = i;
    for (; i < lines.size() && (lines[i].quoted || lines[i].blank()); ++i) {
        end = lines[i].quoted && !lines[i].blank() ? i + 1 : end;
    }
    return end;
}

struct FoundAttribution {
    Attribution kind = Attribution::none;
    std::size_t end = 0; ///< Behind its last line.
};

FoundAttribution attribution_at(const Lines& lines, std::size_t i) {
    std::string joined;
    for (auto k = i; k < lines.size() && k < i + most_attribution_lines; ++k) {
        if (lines[k].blank() || lines[k].quoted) {
            break;
        }
        joined += joined.empty() ? "" : " ";
        joined += lines[k].text;
        if (const auto kind = attribution_in(joined); kind != Attribution::none) {
            return {kind, k + 1};
        }
        if (!may_begin_attribution(lines[i].text)) {
            break;
        }
    }
    return {};
}

/// The header block that Outlook puts above a quoted mail.
bool header_block_at(const Lines& lines, std::size_t i) {
    if (header_field(lines[i].text) != HeaderField::from) {
        return false;
    }
    bool date = false;
    bool address = false;
    std::size_t seen = 0;
    for (auto k = i + 1; k < lines.size() && seen < most_header_lines; ++k) {
        if (lines[k].blank()) {
            continue;
        }
        ++seen;
        const auto field = header_field(lines[k].text);
        date = date || field == HeaderField::date;
        address = address || field == HeaderField::to || field == HeaderField::subject;
    }
    return date && address;
}

std::optional<std::size_t> previous_text(const Lines& lines, std::size_t i) {
    while (i > 0) {
        --i;
        if (!lines[i].blank()) {
            return i;
        }
    }
    return std::nullopt;
}

/// A rule above a header block belongs to it; a forwarding mark means that what follows is the message.
std::optional<std::size_t> start_of_header_block(const Lines& lines, std::size_t i) {
    const auto before = previous_text(lines, i);
    if (!before) {
        return i;
    }
    if (is_forward_separator(lines[*before].text)) {
        return std::nullopt;
    }
    return is_rule_line(lines[*before].text) ? *before : i;
}

std::size_t quote_at_end(const Lines& lines) {
    auto start = lines.size();
    std::size_t quoted = 0;
    for (auto i = lines.size(); i > 0 && (lines[i - 1].blank() || lines[i - 1].quoted); --i) {
        if (!lines[i - 1].blank()) {
            start = i - 1;
            ++quoted;
        }
    }
    const auto before = previous_text(lines, start);
    const bool evidence = before && quoted <= short_quote && lines[*before].text.ends_with(':');
    return evidence ? lines.size() : start;
}

/// Whether the mail that is announced at `i` is quoted with `>` although it did not need to be, and an answer stands
/// below it.
bool answered_below(const Lines& lines, std::size_t i) {
    auto next = next_text(lines, i + 1);
    while (next < lines.size() && !lines[next].quoted && header_field(lines[next].text) != HeaderField::none) {
        next = next_text(lines, next + 1);
    }
    return next < lines.size() && lines[next].quoted && next_text(lines, end_of_quote(lines, next)) < lines.size();
}

/// Where quoted mail begins that goes on to the end; the number of lines if there is none.
std::size_t start_of_quoted_tail(const Lines& lines) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].blank() || lines[i].quoted) {
            continue;
        }
        if (is_mail_separator(lines[i].text) && !answered_below(lines, i)) {
            return i;
        }
        if (header_block_at(lines, i) && !answered_below(lines, i)) {
            if (const auto start = start_of_header_block(lines, i)) {
                return *start;
            }
        }
        const auto attribution = attribution_at(lines, i);
        if (attribution.kind == Attribution::none) {
            continue;
        }
        const auto next = next_text(lines, attribution.end);
        const bool nothing_follows = next == lines.size() && attribution.kind == Attribution::strong;
        const bool quote_follows = next < lines.size() && lines[next].quoted;
        const bool only_quote = quote_follows && next_text(lines, end_of_quote(lines, next)) == lines.size();
        const bool unquoted_mail = next < lines.size() && !quote_follows && attribution.kind == Attribution::strong;
        if (nothing_follows || only_quote || unquoted_mail) {
            return i;
        }
    }
    return quote_at_end(lines);
}

/// Behind quoted mail at the start, if one answer stands below it; 0 otherwise.
std::size_t end_of_quoted_head(const Lines& lines) {
    const auto first = next_text(lines, 0);
    if (first == lines.size()) {
        return 0;
    }
    const auto attribution = attribution_at(lines, first);
    const auto quote = next_text(lines, attribution.kind == Attribution::none ? first : attribution.end);
    if (quote == lines.size() || !lines[quote].quoted) {
        return 0;
    }
    const auto end = end_of_quote(lines, quote);
    const bool more_quotes = std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(end), lines.end(),
                                         [](const Line& line) { return line.quoted && !line.blank(); });
    const bool worth_it = attribution.kind != Attribution::none || end - quote >= long_quote;
    return more_quotes || !worth_it ? 0 : end;
}

bool anything_outside(const Lines& lines, std::size_t first, std::size_t last) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if ((i < first || i >= last) &&
            std::ranges::any_of(lines[i].text, [](char c) { return is_alnum(c) || is_not_ascii(c); })) {
            return true;
        }
    }
    return false;
}

bool fold(RichText& text, const Lines& lines, std::size_t first, std::size_t last) {
    if (first >= last || !anything_outside(lines, first, last)) {
        return false;
    }
    erase_lines(text, lines, first, last);
    return true;
}

} // namespace

void fold_tails(RichText& text) {
    bool changed = true;
    for (int pass = 0; pass < most_passes && changed; ++pass) {
        auto lines = lines_of(text);
        changed = fold(text, lines, start_of_quoted_tail(lines), lines.size());
        if (changed) {
            lines = lines_of(text);
        }
        changed = fold(text, lines, start_of_signature(lines), lines.size()) || changed;
    }
    const auto lines = lines_of(text);
    fold(text, lines, 0, end_of_quoted_head(lines));
}

} // namespace usher::text
