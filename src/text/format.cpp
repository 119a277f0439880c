#include "text/format.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "text/codepoints.hpp"
#include "text/html_tags.hpp"

namespace usher::text {

namespace {

constexpr auto line_names = std::to_array<std::string_view>(
    {"blockquote", "br", "center", "dd", "div", "dl",    "dt",    "h1", "h2", "h3",    "h4", "h5", "h6",
     "hr",         "li", "ol",     "p",  "pre", "table", "tbody", "td", "th", "thead", "tr", "ul"});
static_assert(std::ranges::is_sorted(line_names));

constexpr auto inline_names =
    std::to_array<std::string_view>({"b", "big", "code", "del", "em", "font", "i", "ins", "s", "small", "span",
                                     "strike", "strong", "sub", "sup", "tt", "u"});
static_assert(std::ranges::is_sorted(inline_names));

// Mail programs wrap HTML source near column 76: a line end behind a shorter line was typed by a person.
constexpr std::size_t wrapped_line = 55;

// A code span is looked for this far only, which keeps the search linear.
constexpr std::size_t longest_code_span = 200;

bool is_quote_or_bracket(char c) {
    return std::string_view("\"'`([").find(c) != std::string_view::npos;
}

/// "the tag <br> does nothing": a tag that people talk about, not one that does its work.
bool is_mentioned(std::string_view text, std::size_t begin, std::size_t end) {
    if (begin == 0 || end >= text.size()) {
        return false;
    }
    const char before = text[begin - 1];
    const char after = text[end];
    const bool ends_word = is_blank(after) || std::string_view(",.;:?!)]\"'`").find(after) != std::string_view::npos;
    return (is_blank(before) || is_quote_or_bracket(before)) && ends_word;
}

std::size_t run_length(std::string_view text, std::size_t at) {
    const auto end = std::min(text.find_first_not_of(text[at], at), text.size());
    return end - at;
}

/// The end of the Markdown code that starts with the backticks at `at`; just behind them if it is not code.
std::size_t behind_code(std::string_view text, std::size_t at) {
    const auto ticks = run_length(text, at);
    const auto start = at + ticks;
    if (ticks >= 3 && (at == 0 || text[at - 1] == '\n')) {
        const auto fence = std::string("\n").append(ticks, '`');
        const auto close = text.find(fence, start);
        return close == std::string_view::npos ? start : close + fence.size();
    }
    const auto line = text.substr(start, std::min(text.substr(start, longest_code_span).find('\n'), longest_code_span));
    for (auto i = line.find('`'); i != std::string_view::npos; i = line.find('`', i)) {
        const auto run = run_length(line, i);
        i += run;
        if (run == ticks) {
            return start + i;
        }
    }
    return start;
}

class Detector {
public:
    explicit Detector(std::string_view text) : text_(text), tags_(text) {}

    Format run() {
        for (std::size_t i = 0; i < text_.size();) {
            i = step(i);
        }
        return verdict();
    }

private:
    std::size_t step(std::size_t i) {
        const char c = text_[i];
        if (c == '<') {
            return at_bracket(i);
        }
        if (c == '`') {
            return fences_end_ && run_length(text_, i) >= 3 ? i + run_length(text_, i) : code(i);
        }
        if (c == '\n') {
            line_end(i);
        } else if (!is_space(c)) {
            ++line_length_;
        }
        return i + 1;
    }

    std::size_t code(std::size_t i) {
        const auto ticks = run_length(text_, i);
        const auto end = behind_code(text_, i);
        fences_end_ = fences_end_ || (ticks >= 3 && end == i + ticks);
        line_length_ += end - i;
        return end;
    }

    std::size_t at_bracket(std::size_t i) {
        if (const auto declaration = tags_.declaration_at(i); declaration > 4) {
            document_ = document_ || lowered(text_.substr(i, 9)) == "<!doctype";
            return i + declaration;
        }
        const auto tag = tags_.tag_at(i);
        if (!tag || !looks_like_attributes(tag->attributes)) {
            ++line_length_;
            return i + 1;
        }
        note(*tag, i, i + tag->length);
        return i + tag->length;
    }

    void line_end(std::size_t i) {
        const auto next = text_.find_first_not_of(" \t", i + 1);
        const bool text_follows = next != std::string_view::npos && text_[next] != '<';
        if (line_length_ > 0 && line_length_ < wrapped_line && text_follows) {
            ++typed_line_ends_;
        }
        line_length_ = 0;
    }

    void note(const Tag& tag, std::size_t begin, std::size_t end) {
        const bool mentioned = is_mentioned(text_, begin, end);
        if (tag.name == "html" || tag.name == "body") {
            document_ = document_ || !mentioned;
        } else if (tag.name == "br") {
            breaks_ += mentioned ? 0 : 1;
            mentioned_breaks_ += mentioned ? 1 : 0;
        } else if (is_line_tag(tag.name)) {
            note_block(tag, begin, mentioned);
        } else if (tag.name == "a") {
            anchor_ = anchor_ || (!tag.closing && !attribute(tag.attributes, "href").empty());
        } else if (tag.name == "img") {
            image_ = image_ || !attribute(tag.attributes, "src").empty();
        } else if (std::ranges::binary_search(inline_names, tag.name) && !mentioned) {
            note_inline(tag);
        }
        if (is_line_tag(tag.name) && !mentioned) {
            ++line_tags_;
            line_length_ = 0;
        }
    }

    void note_block(const Tag& tag, std::size_t begin, bool mentioned) {
        if (tag.closing) {
            closed_block_ = closed_block_ || open_[tag.name] > 0;
        } else if (!mentioned) {
            const bool in_identifier = begin > 0 && (is_alnum(text_[begin - 1]) || text_[begin - 1] == '_');
            opened_block_ = opened_block_ || !in_identifier;
            ++open_[tag.name];
        }
    }

    void note_inline(const Tag& tag) {
        if (!tag.closing) {
            ++open_[tag.name];
        } else if (open_[tag.name] > 0) {
            paired_inline_ = true;
        }
    }

    [[nodiscard]] Format verdict() const {
        Format format;
        const bool broken = breaks_ > 0 || mentioned_breaks_ > 1;
        const bool blocks = document_ || opened_block_ || closed_block_ || broken;
        format.html = blocks || paired_inline_ || anchor_ || image_;
        format.has_line_tags = blocks;
        format.line_ends_matter = !document_ && (!blocks || typed_line_ends_ >= std::max<std::size_t>(2, line_tags_));
        return format;
    }

    std::string_view text_;
    TagScanner tags_;
    std::map<std::string, int, std::less<>> open_;
    bool document_ = false;
    bool opened_block_ = false;
    bool closed_block_ = false;
    bool paired_inline_ = false;
    bool anchor_ = false;
    bool image_ = false;
    bool fences_end_ = false; ///< A fence was never closed: no later one is looked at.
    std::size_t breaks_ = 0;
    std::size_t mentioned_breaks_ = 0;
    std::size_t line_tags_ = 0;
    std::size_t line_length_ = 0;
    std::size_t typed_line_ends_ = 0;
};

} // namespace

bool is_line_tag(std::string_view name) {
    return std::ranges::binary_search(line_names, name);
}

Format detect_format(std::string_view text) {
    return Detector(text).run();
}

} // namespace usher::text
