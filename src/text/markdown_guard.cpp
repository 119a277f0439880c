#include "text/markdown_guard.hpp"

#include <algorithm>

#include "text/codepoints.hpp"

namespace usher::text {

namespace {

// U+FDD0 to U+FDEF stand for these; the last one stands for nothing and keeps an empty line from ending a paragraph.
constexpr std::string_view guarded_characters = "&<\\*_`~#>-+=.)( :[]!";
constexpr std::size_t nothing = 31;
constexpr std::string_view sentinel_lead = "\xEF\xB7"; // Followed by 0x90 plus the index.

// Beyond this many delimiters a block is data, not prose; it also bounds what the library may spend on one block.
constexpr std::size_t most_delimiters = 400;

void append_sentinel(std::string& out, std::size_t index) {
    out += sentinel_lead;
    out.push_back(static_cast<char>(static_cast<unsigned char>(0x90U + index)));
}

void append_guarded(std::string& out, char c) {
    const auto index = guarded_characters.find(c);
    if (index == std::string_view::npos) {
        out.push_back(c);
    } else {
        append_sentinel(out, index);
    }
}

bool is_delimiter(char c) {
    return c == '*' || c == '_';
}

bool may_precede_opening(char c) {
    return c == '\0' || is_space(c) || is_delimiter(c) ||
           std::string_view("([{\"':;,|>~-").find(c) != std::string_view::npos || is_not_ascii(c);
}

bool may_follow_opening(char c) {
    return is_alnum(c) || is_not_ascii(c) || is_delimiter(c) ||
           std::string_view("([`<$@#+!?&\"").find(c) != std::string_view::npos;
}

bool may_precede_closing(char c) {
    return c != '\0' && !is_space(c);
}

bool may_follow_closing(char c) {
    return c == '\0' || is_space(c) || is_delimiter(c) ||
           std::string_view(".,;:!?)]}\"'|<-~(").find(c) != std::string_view::npos || is_not_ascii(c);
}

class Guard {
public:
    explicit Guard(std::string_view text) : text_(text) {}

    Guarded run() {
        std::size_t i = 0;
        while (i < text_.size()) {
            i = at_line_start_ ? line_start(i) : inside(i);
        }
        return {std::move(out_), delimiters_ > 0 && delimiters_ <= most_delimiters};
    }

private:
    [[nodiscard]] char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
    [[nodiscard]] char before(std::size_t i) const { return i > 0 ? text_[i - 1] : '\0'; }

    void literal(std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            append_guarded(out_, text_[i]);
        }
    }

    /// Whatever would start a block of its own loses that meaning; leading blanks stay visible.
    std::size_t line_start(std::size_t i) {
        at_line_start_ = false;
        while (is_blank(at(i))) {
            for (std::size_t columns = text_[i] == '\t' ? 4 : 1; columns > 0; --columns) {
                append_guarded(out_, ' ');
            }
            ++i;
        }
        const char c = at(i);
        if (c == '\n' || c == '\0') {
            append_sentinel(out_, nothing);
            return i;
        }
        if (std::string_view("#>-+=").find(c) != std::string_view::npos) {
            literal(i, i + 1);
            return i + 1;
        }
        if ((c == '`' || c == '~') && run_end(i) - i >= 3) {
            const auto end = run_end(i);
            literal(i, end);
            return end;
        }
        if (is_delimiter(c) && (is_space(at(run_end(i))) || at(run_end(i)) == '\0')) {
            const auto end = run_end(i);
            literal(i, end);
            return end;
        }
        auto digits = i;
        while (is_digit(at(digits))) {
            ++digits;
        }
        if (digits > i && (at(digits) == '.' || at(digits) == ')')) {
            out_ += text_.substr(i, digits - i);
            literal(digits, digits + 1);
            return digits + 1;
        }
        return i;
    }

    [[nodiscard]] std::size_t run_end(std::size_t i) const {
        return std::min(text_.find_first_not_of(text_[i], i), text_.size());
    }

    std::size_t inside(std::size_t i) {
        const char c = text_[i];
        if (c == '\n') {
            at_line_start_ = true;
            out_.push_back(c);
            return i + 1;
        }
        if (is_delimiter(c)) {
            return delimiter(i);
        }
        if (c == '&' || c == '<') {
            append_guarded(out_, c);
            return i + 1;
        }
        if (c == '\\') { // Paths keep every character; what is escaped is not markup.
            const bool escapes = i + 1 < text_.size() && text_[i + 1] != '\n';
            literal(i, escapes ? i + 2 : i + 1);
            return escapes ? i + 2 : i + 1;
        }
        if (c == ']' && at(i + 1) == ':') { // Not the definition of a reference.
            out_.push_back(c);
            append_guarded(out_, ':');
            return i + 2;
        }
        if (c == '`' || c == '[' || c == ']') {
            ++delimiters_;
        }
        out_.push_back(c);
        return i + 1;
    }

    /// "snake_case", "2*3*4", "*.log" and "/var/*/x" are not emphasis, and neither is "__init__".
    std::size_t delimiter(std::size_t i) {
        const auto end = run_end(i);
        const char previous = before(i);
        const char next = at(end);
        const bool opens = may_precede_opening(previous) && may_follow_opening(next) && end - i <= 3;
        const bool closes = may_precede_closing(previous) && may_follow_closing(next) && end - i <= 3;
        const auto stop = opens ? end_of_name_in_underscores(i, end) : end;
        if ((!opens && !closes) || stop != end) {
            literal(i, stop);
            return stop;
        }
        delimiters_ += end - i;
        out_ += text_.substr(i, end - i);
        return end;
    }

    /// Behind a name such as `__init__` that starts at `i`; `end`, which is behind its first underscores, if there is
    /// none.
    [[nodiscard]] std::size_t end_of_name_in_underscores(std::size_t i, std::size_t end) const {
        if (text_[i] != '_' || end - i != 2) {
            return end;
        }
        auto stop = end;
        while (is_alnum(at(stop)) || at(stop) == '_') {
            ++stop;
        }
        return text_.substr(i, stop - i).ends_with("__") ? stop : end;
    }

    std::string_view text_;
    std::string out_;
    std::size_t delimiters_ = 0;
    bool at_line_start_ = true;
};

} // namespace

Guarded guard(std::string_view text) {
    return Guard(text).run();
}

std::string unguarded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        if (text.substr(i).starts_with(sentinel_lead) && i + 2 < text.size()) {
            const auto index = static_cast<unsigned char>(text[i + 2]) - 0x90U;
            if (index < guarded_characters.size()) {
                out.push_back(guarded_characters[index]);
                i += 3;
                continue;
            }
            if (index == nothing) {
                i += 3;
                continue;
            }
        }
        out.push_back(text[i]);
        ++i;
    }
    return out;
}

} // namespace usher::text
