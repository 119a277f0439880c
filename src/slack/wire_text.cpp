#include "usher/slack/wire_text.hpp"

#include <array>
#include <utility>

#include "usher/mention/neutral_text.hpp"

namespace usher::slack {

namespace {

void append_decoded(std::string& out, std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, char>, 3> entities{
        {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}}};
    for (std::size_t i = 0; i < text.size();) {
        std::size_t taken = 0;
        if (text[i] == '&') {
            for (const auto& [name, character] : entities) {
                if (text.substr(i, name.size()) == name) {
                    out += character;
                    taken = name.size();
                    break;
                }
            }
        }
        if (taken == 0) {
            out += text[i];
            taken = 1;
        }
        i += taken;
    }
}

/// A word of its own: what stood for something else must not grow together with a number beside it.
void append_word(std::string& out, std::string_view word) {
    if (!out.empty() && out.back() != ' ' && out.back() != '\n' && out.back() != '(') {
        out += ' ';
    }
    out += word;
}

bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

std::string_view special_word(std::string_view token) {
    for (const std::string_view known : {"here", "channel", "everyone"}) {
        if (token.substr(1, known.size()) == known) {
            return known == "here" ? "@here" : known == "channel" ? "@channel" : "@everyone";
        }
    }
    return token.starts_with("!date") ? "(date)" : "@group";
}

/// What stands for the token between `<` and `>`. Returns whether a blank has to follow.
bool append_token(std::string& out, std::string_view token, std::string_view own_user) {
    const auto target = token.substr(0, token.find('|'));
    if (token.starts_with('@')) {
        if (!own_user.empty() && target.substr(1) == own_user) {
            return false;
        }
        append_word(out, "@user");
    } else if (token.starts_with('#')) {
        append_word(out, "#channel");
    } else if (token.starts_with('!')) {
        append_word(out, special_word(token));
    } else if (token.starts_with("mailto:")) {
        append_word(out, "(mail)");
    } else if (token.starts_with("tel:")) {
        append_word(out, "(phone)");
    } else {
        std::string address;
        append_decoded(address, target);
        if (target.find("://") == std::string_view::npos) {
            out += address;
            return false;
        }
        append_word(out, mention::unbroken(address));
    }
    return true;
}

/// Where a line begins with `>>>`, which quotes all the rest: behind those marks.
std::size_t rest_quoted_from(std::string_view wire) {
    constexpr std::string_view mark = "&gt;&gt;&gt;";
    auto at = wire.find(mark);
    while (at != std::string_view::npos && at > 0 && wire[at - 1] != '\n') {
        at = wire.find(mark, at + 1);
    }
    return at == std::string_view::npos ? wire.size() : at + mark.size();
}

std::string decoded(std::string_view wire, std::string_view own_user) {
    std::string out;
    out.reserve(wire.size());
    std::size_t position = 0;
    std::size_t close = 0; // The first '>' at or after the current '<'; searched for once per byte in all.
    while (position < wire.size()) {
        const auto open = wire.find('<', position);
        append_decoded(out, wire.substr(position, open - position));
        if (open == std::string_view::npos) {
            break;
        }
        if (close != std::string_view::npos && close <= open) {
            close = wire.find('>', open);
        }
        const auto next_open = wire.find('<', open + 1);
        if (close == std::string_view::npos || next_open < close || close == open + 1) {
            out += '<'; // Not Slack's own: there it would be an entity.
            position = open + 1;
            continue;
        }
        const bool apart = append_token(out, wire.substr(open + 1, close - open - 1), own_user);
        position = close + 1;
        if (apart && position < wire.size() && !is_blank(wire[position])) {
            out += ' ';
        }
    }
    return out;
}

} // namespace

std::string to_neutral_text(std::string_view wire, std::string_view own_user) {
    const auto quoted = rest_quoted_from(wire);
    auto out = decoded(wire.substr(0, quoted), own_user);
    for (const char c : decoded(wire.substr(quoted), own_user)) {
        out += c;
        if (c == '\n') {
            out += "> ";
        }
    }
    return out;
}

} // namespace usher::slack
