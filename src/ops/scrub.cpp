#include "ops/scrub.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace usher::ops {

namespace {

constexpr std::string_view masked = "[masked]";

bool is_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_word(char c) {
    return is_alpha(c) || (c >= '0' && c <= '9') || c == '_';
}
/// Characters of bearer tokens (RFC 6750's b64token) and of Slack's.
bool is_token(char c) {
    return is_word(c) || c == '-' || c == '.' || c == '~' || c == '+' || c == '/' || c == '=';
}
bool is_query_value(char c) {
    return c != '&' && c != '#' && c != '"' && c != '\'' && c != '<' && c != '>' && c != '|' &&
           static_cast<unsigned char>(c) > ' ';
}
bool is_url(char c) {
    return is_query_value(c) || c == '&' || c == '#';
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool starts_with_caseless(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) { return a == lower(b); });
}

template <class Predicate>
std::size_t run_length(std::string_view text, Predicate belongs) {
    return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), belongs) - text.begin());
}

/// What to keep and what to mask at the start of a text; nothing to mask: `hidden` is 0.
struct Finding {
    std::size_t kept = 0;
    std::size_t hidden = 0;
};

/// `xoxb-…`, `xoxe.xoxp-…`, `xapp-…`, Matrix' `syt_…`, and JSON web tokens.
Finding token_at(std::string_view text) {
    const bool slack =
        (text.starts_with("xox") && text.size() > 4 && is_alpha(text[3]) && (text[4] == '-' || text[4] == '.')) ||
        text.starts_with("xapp-");
    if (slack || text.starts_with("syt_")) {
        return {0, run_length(text, is_token)};
    }
    if (text.starts_with("eyJ")) {
        const auto length = run_length(text, is_token);
        return {0, length >= 16 ? length : 0};
    }
    return {};
}

Finding bearer_at(std::string_view text) {
    for (const std::string_view scheme : {std::string_view("bearer"), std::string_view("basic")}) {
        if (!starts_with_caseless(text, scheme)) {
            continue;
        }
        const auto blanks =
            run_length(text.substr(scheme.size()), [](char c) { return c == ' ' || c == '\t' || c == ':'; });
        const auto kept = scheme.size() + blanks;
        const auto value = run_length(text.substr(kept), is_token);
        // "basic" is also a word of English: only something as long as credentials is masked after it.
        const std::size_t least = scheme == "basic" ? 12 : 1;
        return blanks > 0 && value >= least ? Finding{kept, value} : Finding{};
    }
    return {};
}

/// URLs that are secrets by themselves.
Finding secret_url_at(std::string_view text) {
    constexpr std::string_view host = "hooks.slack.com";
    if (!starts_with_caseless(text, host)) {
        return {};
    }
    return {host.size(), run_length(text.substr(host.size()), is_url)};
}

/// `name=value` where the name alone says that the value is secret. `c` (the desk's access key) and `ticket` (Slack's
/// socket URLs) only behind a mark of a query.
Finding parameter_at(std::string_view text, char before) {
    constexpr std::array<std::string_view, 6> names = {
        "access_token=", "refresh_token=", "client_secret=", "password=", "secret=", "token="};
    constexpr std::array<std::string_view, 2> query_names = {"c=", "ticket="};
    const auto value_after = [&](std::string_view name) -> Finding {
        return {name.size(), run_length(text.substr(name.size()), is_query_value)};
    };
    for (const auto name : names) {
        if (starts_with_caseless(text, name)) {
            return value_after(name);
        }
    }
    if (before == '?' || before == '&' || before == ';') {
        for (const auto name : query_names) {
            if (starts_with_caseless(text, name)) {
                return value_after(name);
            }
        }
    }
    return {};
}

Finding secret_at(std::string_view text, char before) {
    if (auto found = parameter_at(text, before); found.hidden > 0) {
        return found;
    }
    if (is_word(before)) {
        return {};
    }
    for (const auto find : {token_at, bearer_at, secret_url_at}) {
        if (auto found = find(text); found.hidden > 0) {
            return found;
        }
    }
    return {};
}

/// Decodes one code point of valid UTF-8; length 0 if there is none.
struct CodePoint {
    std::uint32_t value = 0;
    std::size_t length = 0;
};

CodePoint decode(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80) {
        return {lead, 1};
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) {
        return {};
    }
    std::uint32_t value = lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xC0U) != 0x80) {
            return {};
        }
        value = (value << 6U) | (next & 0x3FU);
    }
    constexpr std::array<std::uint32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    return value < least.at(length) || value > 0x10FFFF || surrogate ? CodePoint{} : CodePoint{value, length};
}

bool must_escape(std::uint32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

} // namespace

std::string mask(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    char before = ' ';
    for (std::size_t at = 0; at < text.size();) {
        const auto found = secret_at(text.substr(at), before);
        if (found.hidden > 0) {
            result.append(text.substr(at, found.kept)).append(masked);
            at += found.kept + found.hidden;
        } else {
            result.push_back(text[at]);
            ++at;
        }
        before = text[at - 1];
    }
    return result;
}

void append_escaped(std::string& to, std::string_view text, bool quoted) {
    while (!text.empty()) {
        const auto [value, length] = decode(text);
        if (length == 0) {
            to.append("\xEF\xBF\xBD");
            text.remove_prefix(1);
            continue;
        }
        if (must_escape(value)) {
            fmt::format_to(std::back_inserter(to), "\\u{:04x}", value);
        } else if (quoted && (value == '"' || value == '\\')) {
            to.push_back('\\');
            to.push_back(static_cast<char>(value));
        } else {
            to.append(text.substr(0, length));
        }
        text.remove_prefix(length);
    }
}

} // namespace usher::ops
