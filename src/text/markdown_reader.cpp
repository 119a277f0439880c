#include "text/markdown_reader.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "text/builder.hpp"
#include "text/codepoints.hpp"
#include "text/markdown_inline.hpp"

namespace usher::text {

namespace {

constexpr std::size_t longest_fence = 16;
constexpr std::size_t deepest_fence = 8; // Columns; fences inside list items are indented.
constexpr int highest_number = 99;       // "2016. ..." is a year at the end of a sentence, not an item.
constexpr std::size_t wrapped_line = 60;
constexpr std::size_t tab_width = 4;

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    std::size_t from = 0;
    while (from <= text.size()) {
        const auto end = std::min(text.find('\n', from), text.size());
        lines.push_back(trimmed_right(text.substr(from, end - from)));
        from = end + 1;
    }
    return lines;
}

std::size_t margin(std::string_view line) {
    std::size_t columns = 0;
    for (const char c : line) {
        if (!is_blank(c)) {
            break;
        }
        columns += c == '\t' ? tab_width : 1;
    }
    return columns;
}

/// Text that is indented as a whole keeps only what its lines are indented against each other.
std::string without_common_margin(const std::string& text) {
    auto common = text.size();
    const auto lines = lines_of(text);
    for (const auto line : lines) {
        common = std::min(common, line.find_first_not_of(' '));
    }
    std::string out;
    for (const auto line : lines) {
        out += out.empty() ? "" : "\n";
        out += line.substr(std::min(common, line.size()));
    }
    return out;
}

struct Fence {
    char character;
    std::size_t length;
    std::size_t margin;
};

std::optional<Fence> fence_of(std::string_view line) {
    const auto columns = margin(line);
    const auto rest = trimmed(line);
    if (columns > deepest_fence || rest.empty() || (rest[0] != '`' && rest[0] != '~')) {
        return std::nullopt;
    }
    const auto length = std::min(rest.find_first_not_of(rest[0]), rest.size());
    const auto info = rest.substr(length);
    if (length < 3 || length > longest_fence || info.find('`') != std::string_view::npos) {
        return std::nullopt;
    }
    return Fence{rest[0], length, columns};
}

bool closes(std::string_view line, const Fence& fence) {
    const auto rest = trimmed(line);
    return rest.size() >= fence.length && rest.find_first_not_of(fence.character) == std::string_view::npos;
}

struct Quoted {
    std::size_t depth = 0;
    std::string_view rest;
};

Quoted quoted(std::string_view line) {
    Quoted out;
    auto rest = line;
    while (true) {
        const auto mark = rest.find_first_not_of(' ');
        if (mark == std::string_view::npos || mark > 3 || rest[mark] != '>' || (out.depth > 0 && mark > 1)) {
            break;
        }
        rest.remove_prefix(mark + 1);
        ++out.depth;
    }
    out.rest = rest.starts_with(' ') ? rest.substr(1) : rest;
    return out;
}

struct Marker {
    std::size_t margin = 0;
    int number = 0;
    std::string_view rest;
};

bool is_rule(std::string_view line) {
    const auto rest = trimmed(line);
    return rest.size() >= 2 && std::string_view("-=_*~").find(rest[0]) != std::string_view::npos &&
           rest.find_first_not_of(std::string{rest[0], ' '}) == std::string_view::npos;
}

std::optional<Marker> marker_of(std::string_view line) {
    const auto rest = trimmed(line);
    if (rest.size() < 3 || is_rule(line)) {
        return std::nullopt;
    }
    std::size_t i = 0;
    int number = 0;
    while (i < 2 && is_digit(rest[i])) {
        number = number * 10 + (rest[i] - '0');
        ++i;
    }
    const bool numbered = i > 0 && rest[0] != '0' && (rest[i] == '.' || rest[i] == ')') && number <= highest_number;
    const bool bullet = i == 0 && (rest[0] == '-' || rest[0] == '*' || rest[0] == '+');
    if ((!numbered && !bullet) || i + 1 >= rest.size() || !is_blank(rest[i + 1])) {
        return std::nullopt;
    }
    const auto text = trimmed(rest.substr(i + 1));
    const bool schedule = rest[0] == '*' && text.starts_with("* "); // "* * * * * command"
    if (text.empty() || schedule) {
        return std::nullopt;
    }
    return Marker{margin(line), numbered ? number : 0, text};
}

class MarkdownReader {
public:
    explicit MarkdownReader(std::string_view text) : lines_(lines_of(text)) {}

    RichText run() {
        for (std::size_t i = 0; i < lines_.size();) {
            i = step(i);
        }
        flush();
        return out_.take();
    }

private:
    std::size_t step(std::size_t i) {
        const auto line = lines_[i];
        if (line.empty()) {
            flush();
            after_blank_ = true;
            return i + 1;
        }
        const bool after_blank = std::exchange(after_blank_, false);
        if (const auto fence = fence_of(line)) {
            if (const auto end = end_of(*fence, i)) {
                code(*fence, i + 1, *end);
                return *end + 1;
            }
        }
        if (const auto quote = quoted(line); quote.depth > 0) {
            continue_block(Block::Kind::quote, quote.depth - 1, quote.rest);
        } else if (const auto marker = marker_of(line)) {
            item(*marker);
        } else if (is_heading(i)) {
            const auto text = trimmed(line);
            flush();
            start(Block::Kind::heading, 0, 0, trimmed(text.substr(text.find_first_not_of('#'))));
            flush();
        } else if (continues_item(line, after_blank)) {
            pending_ += '\n';
            pending_ += trimmed(line);
        } else {
            continue_block(Block::Kind::paragraph, 0, line);
        }
        return i + 1;
    }

    std::optional<std::size_t> end_of(const Fence& fence, std::size_t start) {
        auto& unclosed = fence.character == '`' ? unclosed_backticks_ : unclosed_tildes_;
        if (fence.length >= unclosed) {
            return std::nullopt;
        }
        for (auto i = start + 1; i < lines_.size(); ++i) {
            if (closes(lines_[i], fence)) {
                return i;
            }
        }
        unclosed = fence.length;
        return std::nullopt;
    }

    void code(const Fence& fence, std::size_t begin, std::size_t end) {
        flush();
        out_.begin(Block::Kind::preformatted, 0, 0);
        for (auto i = begin; i < end; ++i) {
            auto line = lines_[i];
            line.remove_prefix(std::min({fence.margin, line.find_first_not_of(' '), line.size()}));
            out_.add(line, {}, {});
            out_.add(i + 1 < end ? "\n" : "", {}, {});
        }
        out_.begin_paragraph();
    }

    void item(const Marker& marker) {
        flush();
        while (!margins_.empty() && marker.margin < margins_.back()) {
            margins_.pop_back();
        }
        if (margins_.empty() || marker.margin >= margins_.back() + 2) {
            margins_.push_back(marker.margin);
        }
        start(Block::Kind::list_item, margins_.size() - 1, marker.number, marker.rest);
        last_item_line_ = marker.rest.size();
    }

    /// An indented line goes on with the item above, and so does the rest of a line that a mail program wrapped.
    [[nodiscard]] bool continues_item(std::string_view line, bool after_blank) const {
        if (margins_.empty() || kind_ != Block::Kind::list_item || after_blank) {
            return false;
        }
        const bool wrapped = last_item_line_ >= wrapped_line && is_lower(line[0]);
        return !pending_.empty() && (margin(line) > margins_.back() || wrapped);
    }

    /// Shell prompts and comments of config files also begin with `#`: a heading stands alone and reads like a title.
    [[nodiscard]] bool is_heading(std::size_t i) const {
        const auto line = lines_[i];
        const auto level = std::min(line.find_first_not_of('#'), line.size());
        if (level == 0 || level > 6 || level + 1 >= line.size() || line[level] != ' ') {
            return false;
        }
        const bool first = i == 0 || lines_[i - 1].empty();
        const bool alone = i + 1 >= lines_.size() || lines_[i + 1].empty();
        const auto title = trimmed(line.substr(level));
        if (!first || title.empty() || is_lower(title[0]) || title[0] == '#') {
            return false;
        }
        const bool another = !alone && lines_[i + 1].starts_with('#');
        return level == 1 ? alone : !another;
    }

    void continue_block(Block::Kind kind, std::size_t indent, std::string_view text) {
        if (open_ && kind_ == kind && indent_ == indent) {
            pending_ += '\n';
            pending_ += text;
            return;
        }
        flush();
        start(kind, indent, 0, text);
    }

    void start(Block::Kind kind, std::size_t indent, int number, std::string_view text) {
        if (kind != Block::Kind::list_item) {
            margins_.clear();
        }
        kind_ = kind;
        indent_ = indent;
        number_ = number;
        open_ = true;
        pending_ = text;
    }

    void flush() {
        if (!std::exchange(open_, false)) {
            return;
        }
        out_.begin(kind_, indent_, number_);
        add_inline_markdown(out_, kind_ == Block::Kind::paragraph ? without_common_margin(pending_) : pending_);
        pending_.clear();
    }

    std::vector<std::string_view> lines_;
    Builder out_;
    Block::Kind kind_ = Block::Kind::paragraph;
    std::size_t indent_ = 0;
    int number_ = 0;
    bool open_ = false;
    bool after_blank_ = false;
    std::string pending_;
    std::vector<std::size_t> margins_; ///< Of the lists around the current item, outermost first.
    std::size_t last_item_line_ = 0;
    std::size_t unclosed_backticks_ = longest_fence + 1;
    std::size_t unclosed_tildes_ = longest_fence + 1;
};

} // namespace

RichText read_markdown(std::string_view text) {
    return MarkdownReader(text).run();
}

} // namespace usher::text
