#include "slack/mrkdwn.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "usher/card/words.hpp"
#include "usher/text/utf8.hpp"

namespace usher::slack {

namespace {

constexpr std::string_view ellipsis = "…";

bool continues(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Bytes of the code point that begins with `lead`, in valid UTF-8.
std::size_t width(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0x80U ? 1 : byte < 0xE0U ? 2 : byte < 0xF0U ? 3 : 4;
}

/// The beginning of a text that may be huge and may be no UTF-8 at all: enough bytes for `max` units, made clean.
struct Beginning {
    std::string text;
    bool whole = true;
};
Beginning beginning(std::string_view text, std::size_t max) {
    constexpr std::size_t widest = 4;
    constexpr std::size_t room = 64; // For what cleaning takes away.
    const auto most = max * widest + room;
    if (text.size() <= most) {
        return {text::clean(text), true};
    }
    auto end = most;
    while (end > 0 && most - end < widest && continues(text[end])) {
        --end;
    }
    return {text::clean(text.substr(0, end)), false};
}

std::string_view cut(std::string_view clean, std::size_t max) {
    std::size_t bytes = 0;
    std::size_t used = 0;
    while (bytes < clean.size()) {
        const auto next = width(clean[bytes]);
        const std::size_t cost = next == 4 ? 2 : 1;
        if (used + cost > max || bytes + next > clean.size()) {
            break;
        }
        used += cost;
        bytes += next;
    }
    return clean.substr(0, bytes);
}

/// Back to the last blank, if that gives up less than a word.
std::string_view at_a_blank(std::string_view text) {
    constexpr std::size_t longest_word = 24;
    const auto blank = text.find_last_of(" \n");
    if (blank == std::string_view::npos || blank == 0 || text.size() - blank > longest_word) {
        return text;
    }
    return text.substr(0, blank);
}

bool is_word(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80U || std::isalnum(byte) != 0;
}

/// Replaces what mrkdwn would read as formatting: marks that are not inside a word and come more than once, and a
/// leading `>`.
std::string without_marks(std::string text) {
    struct Mark {
        char mark;
        std::string_view instead;
    };
    static constexpr std::array<Mark, 4> marks{{{'*', "＊"}, {'_', "＿"}, {'~', "～"}, {'`', "ˋ"}}};
    for (const auto& [mark, instead] : marks) {
        if (std::ranges::count(text, mark) < 2) {
            continue;
        }
        std::string replaced;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const bool inside_word = i > 0 && i + 1 < text.size() && is_word(text[i - 1]) && is_word(text[i + 1]);
            if (text[i] == mark && (mark == '`' || !inside_word)) {
                replaced += instead;
            } else {
                replaced += text[i];
            }
        }
        text = std::move(replaced);
    }
    if (text.starts_with('>')) {
        text.replace(0, 1, "＞");
    }
    return text;
}

} // namespace

std::size_t units(std::string_view utf8) {
    std::size_t count = 0;
    for (const char c : utf8) {
        count += continues(c) ? 0 : (static_cast<unsigned char>(c) >= 0xF0U ? 2 : 1);
    }
    return count;
}

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !continues(c); }));
}

std::string first_units(std::string_view text, std::size_t max) {
    auto start = beginning(text, max);
    std::ranges::replace(start.text, '\t', ' ');
    const auto kept = cut(start.text, max);
    const bool all = start.whole && kept.size() == start.text.size();
    return std::string(all ? kept : at_a_blank(kept));
}

std::string one_line(std::string_view text, std::size_t max) {
    auto start = beginning(text, max);
    std::ranges::replace_if(start.text, [](char c) { return c == '\n' || c == '\t'; }, ' ');
    if (start.whole && units(start.text) <= max) {
        return std::move(start.text);
    }
    return max == 0 ? std::string() : std::string(at_a_blank(cut(start.text, max - 1))) + std::string(ellipsis);
}

std::string escape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string literal(std::string_view text, std::size_t max) {
    auto room = max;
    auto line = one_line(text, room);
    auto escaped = escape(without_marks(line));
    while (units(escaped) > max) {
        room -= std::min(room, std::max<std::size_t>(1, (units(escaped) - max + 4) / 5));
        line = one_line(text, room);
        escaped = escape(without_marks(line));
    }
    return escaped;
}

std::string without_broadcasts(std::string text) {
    constexpr std::array<std::string_view, 6> loud{"!channel", "!here", "!everyone", "!subteam", "@U", "@W"};
    for (auto found = text.find('<'); found != std::string::npos; found = text.find('<', found + 1)) {
        const auto rest = std::string_view(text).substr(found + 1);
        if (std::ranges::any_of(loud, [&](std::string_view word) { return rest.starts_with(word); })) {
            text.replace(found, 1, "‹");
        }
    }
    return text;
}

std::string date_token(card::Time time, const card::Card& card) {
    const auto fallback = card::date_time(time, card.time_zone, card.language) + ' ' + card.time_zone;
    const auto seconds = time.time_since_epoch().count();
    // Slack knows no dates before its epoch; and the fallback ends at the first `>`.
    if (seconds < 0) {
        return literal(fallback, 100);
    }
    auto plain = escape(one_line(fallback, 100));
    std::erase(plain, '|');
    return fmt::format("<!date^{}^{{date_short_pretty}} {{time}}|{}>", seconds, plain);
}

} // namespace usher::slack
