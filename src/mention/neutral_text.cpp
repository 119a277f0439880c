#include "usher/mention/neutral_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "mention/characters.hpp"

namespace usher::mention {

namespace {

constexpr std::size_t longest_scheme = 30; // The finder of links takes no more than 32.

/// `https://…`: what the finder of links takes for one, all of it.
bool is_url(std::string_view url) {
    const auto scheme = url.substr(0, url.find("://"));
    const auto in_scheme = [](char c) { return is_digit(c) || is_ascii_letter(c) || c == '+' || c == '-' || c == '.'; };
    return scheme.size() < url.size() && !scheme.empty() && scheme.size() <= longest_scheme &&
           is_ascii_letter(scheme.front()) && std::ranges::all_of(scheme, in_scheme);
}

/// Everything but letters that could be a mark goes; a slash or question mark keeps its distance, lest the label be
/// read as an address.
std::string without_marks(std::string_view label) {
    std::string plain;
    for (const char c : label) {
        switch (c) {
        case '[':
        case ']':
        case '`':
        case '|':
        case '\n':
        case '\r':
            plain += ' ';
            break;
        case '/':
        case '?':
            plain += {' ', c};
            break;
        default:
            plain += c;
        }
    }
    return plain;
}

/// What is left to compare of an address: `https://desk.example/` and `desk.example` are the same.
std::string_view bare(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme != std::string_view::npos) {
        url.remove_prefix(scheme + 3);
    }
    while (url.ends_with('/') || url.ends_with(' ')) {
        url.remove_suffix(1);
    }
    return url;
}

bool is_break(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

class Rendering {
public:
    Rendering(bool backticks, bool bars) : marks_code_(!backticks), marks_spoilers_(!backticks && !bars) {}

    void add(NeutralText::As as, bool quoted, bool apart, std::string_view text) {
        using As = NeutralText::As;
        if (quoted != quoted_) {
            line_end();
            quoted_ = quoted;
        }
        if (as == As::text) {
            words(text, apart);
        } else if (quoted) {
            lines(text, {});
        } else if (as == As::spoiler && !marks_spoilers_) {
            words("(spoiler)", true);
        } else if (as == As::spoiler) {
            lines(text, "||");
        } else if (!marks_code_) {
            words("(code)", true);
        } else if (as == As::code) {
            lines(text, "`");
        } else {
            block(text);
        }
    }

    void line_end() {
        if (!out_.empty() && out_.back() != '\n') {
            out_ += '\n';
        }
        apart_ = false;
    }

    std::string take() { return std::move(out_); }

private:
    void put(char c) {
        if (quoted_ && (out_.empty() || out_.back() == '\n')) {
            out_ += "> ";
        }
        out_ += c;
    }

    void words(std::string_view text, bool apart) {
        if (text.empty()) {
            return;
        }
        // What somebody wrote as "[label](" belongs to the address behind it.
        const bool in_parentheses = !out_.empty() && out_.back() == '(' && text.front() != '[';
        if ((apart && !in_parentheses) || apart_) {
            blank_before(text.front());
        }
        for (const char c : text) {
            put(quoted_ ? without_mark(c) : c); // A fence must not end on a quoted line.
        }
        apart_ = apart;
    }

    void blank_before(char next) {
        if (!out_.empty() && !is_break(out_.back()) && !is_break(next)) {
            out_ += ' ';
        }
    }

    /// Code or a spoiler, each line of it within marks of its own. What cannot count need not be kept to the letter.
    void lines(std::string_view text, std::string_view mark) {
        if (std::exchange(apart_, false)) {
            blank_before('`');
        }
        while (!text.empty()) {
            const auto end = std::min(text.find('\n'), text.size());
            if (end > 0) {
                out_ += quoted_ && (out_.empty() || out_.back() == '\n') ? "> " : "";
                out_ += mark;
                content(text.substr(0, end));
                out_ += mark;
            }
            if (end < text.size()) {
                put('\n');
            }
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }

    void block(std::string_view text) {
        line_end();
        out_ += "```\n";
        content(text);
        line_end();
        out_ += "```\n";
    }

    void content(std::string_view text) {
        for (const char c : text) {
            out_ += without_mark(c);
        }
    }

    static char without_mark(char c) { return c == '`' ? '\'' : c == '~' ? '-' : c == '|' ? '/' : c; }

    bool marks_code_;
    bool marks_spoilers_;
    bool quoted_ = false;
    bool apart_ = false; ///< A blank has to follow.
    std::string out_;
};

} // namespace

std::string unbroken(std::string_view url) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string safe;
    for (const char c : url) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > ' ' && byte < 0x7F && !std::string_view("<>\"`|()").contains(c)) {
            safe += c;
        } else {
            safe += {'%', digits[byte >> 4U], digits[byte & 0xFU]};
        }
    }
    return safe;
}

void NeutralText::add(As as, bool apart, std::string text) {
    if (text.empty()) {
        return;
    }
    if (!pieces_.empty() && !apart) {
        auto& last = pieces_.back();
        if (last.as == as && last.quoted == quoted_ && !last.apart && !last.line_end) {
            last.text += text;
            return;
        }
    }
    pieces_.push_back({as, quoted_, apart, false, std::move(text)});
}

void NeutralText::write(As as, std::string_view text) {
    add(as, false, std::string(text));
}

void NeutralText::word(std::string_view word) {
    add(As::text, true, std::string(word));
}

void NeutralText::link(As as, std::string_view url, std::string_view label) {
    const bool known = is_url(url);
    const auto address = known ? unbroken(url) : std::string("(link)");
    if (!known || label.empty() || bare(label) == bare(url)) {
        add(as, as == As::text, address);
    } else {
        add(as, as == As::text, "[" + without_marks(label) + "](" + address + ")");
    }
}

void NeutralText::line_end() {
    pieces_.emplace_back().line_end = true;
}

void NeutralText::quote(bool quoted) {
    quoted_ = quoted;
}

std::string NeutralText::take() {
    bool backticks = false;
    bool bars = false;
    for (const auto& piece : pieces_) {
        backticks = backticks || (piece.as == As::text && !piece.quoted && piece.text.contains('`'));
        bars = bars || (piece.as == As::text && !piece.quoted && piece.text.contains('|'));
    }
    Rendering rendering(backticks, bars);
    for (const auto& piece : pieces_) {
        if (piece.line_end) {
            rendering.line_end();
        } else {
            rendering.add(piece.as, piece.quoted, piece.apart, piece.text);
        }
    }
    pieces_.clear();
    return rendering.take();
}

} // namespace usher::mention
