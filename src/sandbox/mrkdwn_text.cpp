#include <cctype>
#include <string>

#include "sandbox/composer.hpp"
#include "sandbox/message_text.hpp"

namespace usher::sandbox {

namespace {

/// What stands between `<` and `>`.
std::string token_text(std::string_view token, const Directory& directory) {
    const auto bar = token.find('|');
    const auto target = token.substr(0, bar);
    const auto label = bar == std::string_view::npos ? std::string_view{} : token.substr(bar + 1);
    if (token.starts_with('@')) {
        const auto* person = directory.person(target.substr(1));
        return "@" + (person != nullptr ? person->name : std::string(label.empty() ? target.substr(1) : label));
    }
    if (token.starts_with('#')) {
        const auto* channel = directory.channel(target.substr(1));
        return "#" + (channel != nullptr ? channel->name : std::string(label.empty() ? target.substr(1) : label));
    }
    if (token.starts_with("!date^")) {
        return unescape_mrkdwn(label);
    }
    if (token.starts_with('!')) {
        return label.empty() ? "@" + std::string(target.substr(1)) : std::string(label);
    }
    return unescape_mrkdwn(label.empty() ? target : label);
}

bool word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || (static_cast<unsigned char>(c) & 0x80U) != 0;
}
bool blank(char c) {
    return c == ' ' || c == '\n' || c == '\t';
}

/// The end of a span that begins with the mark at `start`, as Slack sees it: not within words, not around blanks, on
/// one line.
std::size_t span_end(std::string_view text, std::size_t start, char mark) {
    const bool opens = (start == 0 || !word(text[start - 1])) && start + 1 < text.size() && !blank(text[start + 1]) &&
                       text[start + 1] != mark;
    if (!opens) {
        return std::string_view::npos;
    }
    for (std::size_t i = start + 2; i < text.size() && text[i] != '\n'; ++i) {
        if (text[i] == mark && !blank(text[i - 1]) && (i + 1 == text.size() || !word(text[i + 1]))) {
            return i;
        }
    }
    return std::string_view::npos;
}

std::string render(std::string_view text, const Directory& directory) {
    std::string plain;
    std::size_t i = 0;
    std::size_t plain_from = 0;
    const auto take_plain = [&](std::size_t until) {
        plain += unescape_mrkdwn(text.substr(plain_from, until - plain_from));
    };
    while (i < text.size()) {
        std::size_t next = i + 1;
        std::string replacement;
        bool replaced = false;
        if (text[i] == '<') {
            if (const auto end = text.find('>', i); end != std::string_view::npos) {
                replacement = token_text(text.substr(i + 1, end - i - 1), directory);
                next = end + 1;
                replaced = true;
            }
        } else if (text[i] == '`') {
            const std::size_t ticks = text.substr(i).starts_with("```") ? 3 : 1;
            const auto end = text.find(text.substr(i, ticks), i + ticks);
            if (end != std::string_view::npos) {
                replacement = unescape_mrkdwn(text.substr(i + ticks, end - i - ticks));
                next = end + ticks;
                replaced = true;
            }
        } else if (text[i] == '*' || text[i] == '_' || text[i] == '~') {
            if (const auto end = span_end(text, i, text[i]); end != std::string_view::npos) {
                replacement = render(text.substr(i + 1, end - i - 1), directory);
                next = end + 1;
                replaced = true;
            }
        }
        if (replaced) {
            take_plain(i);
            plain += replacement;
            plain_from = next;
        }
        i = next;
    }
    take_plain(text.size());
    return plain;
}

} // namespace

std::string mrkdwn_text(std::string_view mrkdwn, const Directory& directory) {
    return render(mrkdwn, directory);
}

} // namespace usher::sandbox
