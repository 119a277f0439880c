#include "text/secret_lines.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "text/codepoints.hpp"
#include "text/secret_verdict.hpp"
#include "text/secret_vocabulary.hpp"

namespace usher::text {

namespace {

constexpr std::size_t longest_line = 100;

/// What is left of the line at `i`, in lower case, without blanks at its end; longer lines are cut.
std::string_view rest_of_line(const SecretScan& scan, std::size_t i) {
    const auto rest = scan.lower().substr(std::min(i, scan.lower().size()), longest_line);
    return trimmed_right(rest.substr(0, rest.find('\n')));
}

bool opens_template(std::string_view line) {
    return line.starts_with("{{") || line.starts_with("${") || line.starts_with("<%") || line.starts_with("%(");
}

char closing_bracket(char open) {
    return open == '<' ? '>' : open == '[' ? ']' : open == '{' ? '}' : open == '(' ? ')' : '\0';
}

} // namespace

std::size_t end_of_passphrase(const SecretScan& scan, std::size_t i) {
    constexpr std::size_t longest = 400;
    const auto rest = scan.text().substr(i, longest);
    const auto line = rest.substr(0, rest.find('\n'));
    const auto words = std::ranges::count(trimmed(line), ' ') + 1;
    const bool prose = line.find_first_of(".?") != std::string_view::npos;
    const bool too_few = words < 2 || (words == 2 && is_talk(lowered(line)));
    return too_few || words > 30 || prose || line.size() >= longest ? 0 : i + trimmed_right(line).size();
}

std::size_t end_of_whole_line(const SecretScan& scan, std::size_t i) {
    const auto line = rest_of_line(scan, i);
    return line.size() >= longest_line || opens_template(line) || !is_phrase(line) ? 0 : i + line.size();
}

std::size_t end_with_further_words(const SecretScan& scan, const Value& value) {
    if (value.quoted || value.end != value.next || !is_blank(scan.at(value.next))) {
        return value.end;
    }
    const auto line = rest_of_line(scan, value.next);
    const auto stop = line.find_first_of(".,;:?=/|<>()[]\"@");
    const auto words = trimmed_right(line.substr(0, stop));
    const bool label = stop != std::string_view::npos && (line[stop] == ':' || line[stop] == '=' || line[stop] == '@');
    constexpr int most_words = 7;
    if (line.size() >= longest_line || label || std::ranges::count(words, ' ') > most_words || names_other(words)) {
        return value.end;
    }
    return value.next + words.size();
}

std::size_t end_of_letter_groups(const SecretScan& scan, std::size_t i) {
    constexpr std::size_t groups = 4;
    constexpr std::size_t letters = 4;
    auto at = i;
    for (std::size_t group = 0; group < groups; ++group) {
        if (group > 0 && scan.at(at++) != ' ') {
            return 0;
        }
        const auto word = scan.lower().substr(std::min(at, scan.lower().size()), letters);
        if (word.size() < letters || !std::ranges::all_of(word, is_letter) || is_everyday_word(word)) {
            return 0;
        }
        at += letters;
    }
    return is_alnum(scan.at(at)) || is_not_ascii(scan.at(at)) ? 0 : at;
}

bool is_bracketed_placeholder(const SecretScan& scan, std::size_t i) {
    const char close = closing_bracket(scan.at(i));
    const auto line = rest_of_line(scan, i);
    const auto end = line.find(close);
    if (close == '\0' || end == std::string_view::npos) {
        return false;
    }
    const auto inside = trimmed(line.substr(1, end - 1));
    const auto first = inside.substr(0, inside.find(' '));
    const auto last = inside.substr(inside.rfind(' ') + 1);
    return is_keyword(last) || (is_everyday_word(first) && inside.size() > first.size()) ||
           (is_keyword(first) && inside.size() > first.size());
}

std::size_t behind_tags(const SecretScan& scan, std::size_t i) {
    constexpr auto names = std::to_array<std::string_view>({"b",    "blockquote", "br", "code", "dd", "div", "dt",
                                                            "em",   "font",       "i",  "li",   "p",  "pre", "s",
                                                            "span", "strong",     "td", "th",   "tr", "u",   "ul"});
    constexpr std::size_t longest = 16;
    constexpr int most_tags = 6;
    for (int tags = 0; tags < most_tags && scan.at(i) == '<'; ++tags) {
        const auto tag = scan.lower().substr(i, longest);
        const auto begin = tag.size() > 1 && tag[1] == '/' ? 2U : 1U;
        const auto end = std::min(tag.find_first_of("/> ", begin), tag.size());
        const auto close = tag.find('>', end);
        if (close == std::string_view::npos ||
            std::ranges::find(names, tag.substr(begin, end - begin)) == names.end()) {
            break;
        }
        i += close + 1;
        while (is_blank(scan.at(i))) {
            ++i;
        }
    }
    return i;
}

std::size_t behind_value_label(const SecretScan& scan, std::size_t i) {
    constexpr std::string_view label = "value";
    constexpr std::size_t farthest = 40;
    const auto limit = i + farthest;
    const auto over = [&scan, limit](std::size_t at, std::string_view signs) {
        while (at < limit && scan.at(at) != '\0' && signs.contains(scan.at(at))) {
            ++at;
        }
        return at;
    };
    const auto name = over(i, "\"' ,\n\t");
    if (name == i || !scan.lower().substr(std::min(name, scan.lower().size())).starts_with(label)) {
        return 0;
    }
    const auto sign = over(name + label.size(), "\"' ");
    if (scan.at(sign) != ':' && scan.at(sign) != '=') {
        return 0;
    }
    const auto value = over(sign, ":=> \t");
    return scan.at(value) == '\n' || scan.at(value) == '\0' ? 0 : value;
}

std::size_t identifier_begin(const SecretScan& scan, std::size_t i) {
    constexpr std::size_t longest = 40;
    const auto start = i;
    while (start - i < longest && (is_alnum(scan.before(i)) || scan.before(i) == '_' || scan.before(i) == '-')) {
        --i;
    }
    return i;
}

} // namespace usher::text
