#include "matrix/html_text.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "usher/text/utf8.hpp"

namespace usher::matrix {

namespace {

constexpr std::string_view ellipsis = "…";

bool continues(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool is_word(char c) {
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}

bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t';
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char c) { return lower(c); });
    return result;
}

bool begins(std::string_view text, std::string_view word) {
    return text.size() >= word.size() &&
           std::ranges::equal(text.substr(0, word.size()), word, {}, [](char c) { return lower(c); });
}

std::string_view escaped(char c) {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return {};
    }
}

/// The beginning of the text whose escaped form has at most `max` bytes.
std::string_view cut(std::string_view clean, std::size_t max) {
    std::size_t used = 0;
    std::size_t end = 0;
    for (; end < clean.size(); ++end) {
        used += std::max<std::size_t>(1, escaped(clean[end]).size());
        if (used > max) {
            break;
        }
    }
    while (end > 0 && end < clean.size() && continues(clean[end])) {
        --end;
    }
    return clean.substr(0, end);
}

std::string_view at_a_blank(std::string_view text) {
    constexpr std::size_t longest_word = 24;
    const auto blank = text.find_last_of(' ');
    return blank == std::string_view::npos || text.size() - blank > longest_word ? text : text.substr(0, blank);
}

std::optional<int> hexadecimal(char c) {
    if (is_digit(c)) {
        return c - '0';
    }
    return lower(c) >= 'a' && lower(c) <= 'f' ? std::optional(lower(c) - 'a' + 10) : std::nullopt;
}

std::string percent_decoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto high = text[i] == '%' && i + 2 < text.size() ? hexadecimal(text[i + 1]) : std::nullopt;
        const auto low = high ? hexadecimal(text[i + 2]) : std::nullopt;
        if (low) {
            result += static_cast<char>(*high * 16 + *low);
            i += 2;
        } else {
            result += text[i];
        }
    }
    return result;
}

/// The host of an http or https URL, in lower case and without its last dot.
std::string host_of(std::string_view url) {
    url.remove_prefix(std::min(url.find("//") + 2, url.size()));
    auto host = url.substr(0, url.find_first_of("/?#"));
    host.remove_prefix(host.find_last_of('@') + 1); // npos + 1 is 0
    host = host.substr(0, host.find(':'));
    while (host.ends_with('.')) {
        host.remove_suffix(1);
    }
    return lower(host);
}

/// matrix.to, and other clients' addresses such as https://app.element.io/#/user/@anna:example.org.
bool is_permalink(std::string_view url) {
    const auto host = host_of(url);
    if (host == "matrix.to" || host.ends_with(".matrix.to") || host.contains('%')) {
        return true;
    }
    const auto hash = url.find('#');
    if (hash == std::string_view::npos) {
        return false;
    }
    const auto fragment = lower(percent_decoded(percent_decoded(url.substr(hash + 1))));
    const auto rest = std::string_view(fragment).substr(std::min(fragment.find_first_not_of('/'), fragment.size()));
    constexpr std::array<std::string_view, 7> targets{"@", "#", "!", "+", "user/", "room/", "group/"};
    return std::ranges::any_of(targets, [&](std::string_view target) { return rest.starts_with(target); });
}

/// `@room` where it is no part of an address such as info@room.example.
bool alerts_room(std::string_view text, std::size_t at) {
    constexpr std::string_view alert = "@room";
    if (!begins(text.substr(at), alert)) {
        return false;
    }
    const auto after = text.substr(at + alert.size());
    const bool word_before = at > 0 && is_word(text[at - 1]);
    const bool goes_on = !after.empty() && (is_word(after[0]) || after[0] == '.' || after[0] == '-');
    return !(word_before && goes_on);
}

} // namespace

std::size_t wire_size(std::string_view text) {
    std::size_t size = text.size();
    for (const char c : text) {
        if (c == '"' || c == '\\' || c == '\n' || c == '\t') {
            size += 1;
        } else if (static_cast<unsigned char>(c) < 0x20U) {
            size += 5;
        }
    }
    return size;
}

std::string escape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto instead = escaped(c);
        if (instead.empty()) {
            out += c;
        } else {
            out += instead;
        }
    }
    return out;
}

std::string one_line(std::string_view text, std::size_t max) {
    constexpr std::size_t removable = 64; // For what cleaning takes away.
    const bool all = text.size() <= max + removable;
    auto line = text::clean(text.substr(0, max + removable));
    std::ranges::replace_if(line, [](char c) { return is_space(c); }, ' ');
    if (all && cut(line, max).size() == line.size()) {
        return line;
    }
    return max < ellipsis.size() ? std::string()
                                 : std::string(at_a_blank(cut(line, max - ellipsis.size()))) + std::string(ellipsis);
}

bool is_linkable(std::string_view url) {
    constexpr std::string_view mail = "mailto:";
    const bool web = url.starts_with("https://") || url.starts_with("http://");
    const auto plain = [](char c) {
        return c > ' ' && c < '\x7f' && c != '<' && c != '>' && c != '|' && c != '"' && c != '\\' && c != '`';
    };
    return (web || url.starts_with(mail)) && url.size() <= max_url && escape(url).size() <= max_url &&
           std::ranges::all_of(url, plain) && !(web && is_permalink(url));
}

std::vector<std::size_t> mention_breaks(std::string_view text) {
    std::vector<std::size_t> breaks;
    bool server_ahead = false; // ":example.org" follows in the same word.
    for (std::size_t i = text.size(); i-- > 0;) {
        const char c = text[i];
        const char next = i + 1 < text.size() ? text[i + 1] : ' ';
        const bool in_word = i > 0 && is_word(text[i - 1]);
        if (is_space(c)) {
            server_ahead = false;
        } else if (c == ':') {
            server_ahead = server_ahead || is_word(next) || next == '[';
        } else if (c == '@' || c == '#' || c == '!') {
            const bool id = server_ahead && !in_word && !is_space(next);
            if (id || (c == '@' && alerts_room(text, i))) {
                breaks.push_back(i + 1);
            }
        } else if (lower(c) == 'm' && begins(text.substr(i), "matrix.to")) {
            breaks.push_back(i + std::string_view("matrix.").size());
        } else if (lower(c) == 'm' && begins(text.substr(i), "matrix:")) {
            breaks.push_back(i + std::string_view("matrix").size());
        }
    }
    std::ranges::sort(breaks);
    return breaks;
}

} // namespace usher::matrix
