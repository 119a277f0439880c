#include <algorithm>
#include <array>

#include "text/codepoints.hpp"
#include "text/secret_scan.hpp"

namespace usher::text {

namespace {

constexpr std::size_t longest_user_info = 512;
constexpr std::size_t longest_key = 24; // The desk's access keys have 8 or 12 characters.
constexpr std::size_t shortest_token = 20;
constexpr std::size_t nearby = 400; // How far apart `tid` and `c` of one address may be.

bool ends_authority(char c) {
    return is_space(c) || std::string_view("\"'<>`|").find(c) != std::string_view::npos;
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

/// Where the user info of an address ends (at its `@`). Passwords may hold `/`, `#` and `@` unescaped, so what follows
/// the first slash still counts unless what is before it is a proper host and port.
std::size_t end_of_user_info(std::string_view rest) {
    const auto slash = std::min(rest.find_first_of("/?#"), rest.size());
    if (const auto at = rest.substr(0, slash).rfind('@'); at != std::string_view::npos) {
        return at;
    }
    const auto head = rest.substr(0, slash);
    const auto colon = head.find(':');
    if (head.starts_with('[') || colon == std::string_view::npos || colon + 1 == head.size() ||
        all_digits(head.substr(colon + 1))) {
        return std::string_view::npos;
    }
    return rest.rfind('@');
}

void find_user_info(SecretScan& scan) {
    const auto text = scan.text();
    for (auto at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
        if (!is_alnum(scan.before(at))) {
            continue;
        }
        const auto begin = at + 3;
        // An address inside an address ("?next=https://...") is judged by itself.
        const auto next = std::min(text.find("://", begin), text.size());
        auto end = begin;
        while (end < next && end - begin < longest_user_info && !ends_authority(text[end])) {
            ++end;
        }
        const auto rest = text.substr(begin, end - begin);
        const auto mark = end_of_user_info(rest);
        if (mark == std::string_view::npos || mark == 0) {
            continue;
        }
        const auto user_info = rest.substr(0, mark);
        const bool token = user_info.size() >= shortest_token && std::ranges::any_of(user_info, is_digit);
        if (user_info.find(':') != std::string_view::npos || user_info.find("%3A") != std::string_view::npos || token) {
            scan.report(begin, begin + mark, Secret::Kind::url_credentials);
        }
    }
}

/// Behind the delimiter that may stand before a parameter's name, however many times it was encoded; `i` itself if
/// there is none.
std::size_t over(const SecretScan& scan, std::size_t i, std::string_view plain, std::string_view code) {
    if (plain.find(scan.at(i)) != std::string_view::npos && scan.at(i) != '\0') {
        return i + 1;
    }
    if (scan.at(i) != '%') {
        return i;
    }
    auto digits = i + 1;
    while (scan.lower().substr(digits).starts_with("25")) {
        digits += 2;
    }
    return scan.lower().substr(digits).starts_with(code) ? digits + 2 : i;
}

bool name_starts_at(const SecretScan& scan, std::size_t i) {
    if (i == 0) {
        return true;
    }
    const char c = scan.before(i);
    if (c == '?' || c == '&' || c == ';' || c == '#' || is_space(c) || c == '"' || c == '\'') {
        return true;
    }
    const auto code = scan.lower().substr(i - std::min<std::size_t>(i, 2), 2);
    return (code == "26" || code == "3f" || code == "3b") && scan.lower().substr(0, i).ends_with(code) &&
           scan.lower().substr(i - std::min<std::size_t>(i, 12), std::min<std::size_t>(i, 12)).find('%') !=
               std::string_view::npos;
}

/// Behind `name=` at `i`, or `i`.
std::size_t behind_name(const SecretScan& scan, std::size_t i, std::string_view name) {
    if (!scan.lower().substr(i).starts_with(name) || !name_starts_at(scan, i)) {
        return i;
    }
    auto equals = i + name.size();
    if (scan.text().substr(equals).starts_with("[]")) {
        equals += 2;
    }
    const auto value = over(scan, equals, "=", "3d");
    return value == equals ? i : value;
}

/// Behind `c=` at `i`, which may be written `%63=` or `%43=`, or `i`.
std::size_t behind_key_name(const SecretScan& scan, std::size_t i) {
    if (scan.at(i) == 'c' || scan.at(i) == 'C') {
        return behind_name(scan, i, "c");
    }
    for (const std::string_view code : {"%63", "%43"}) {
        if (const auto value = behind_name(scan, i, code); value != i) {
            return value;
        }
    }
    return i;
}

std::size_t end_of_value(const SecretScan& scan, std::size_t i) {
    while (is_alnum(scan.at(i)) || scan.at(i) == '-' || scan.at(i) == '_') {
        ++i;
    }
    return i;
}

/// Mail programs break long addresses: the rest of a key that was cut at the end of a line goes too.
std::size_t over_broken_line(const SecretScan& scan, std::size_t begin, std::size_t end) {
    constexpr std::size_t whole = 8;
    auto next = end;
    if (scan.at(next) == '=' && scan.at(next + 1) == '\n') {
        ++next; // Quoted-printable.
    }
    if (end - begin >= whole || scan.at(next) != '\n') {
        return end;
    }
    const auto rest = next + 1;
    const auto stop = end_of_value(scan, rest);
    const bool ends_word = scan.at(stop) == '\0' || !is_not_ascii(scan.at(stop));
    const bool fits = stop - begin <= 14 && stop - rest >= 1 && (end - begin) + (stop - rest) >= whole;
    return fits && ends_word ? stop : end;
}

/// Whether both positions can be in one address, which may have been broken at the end of a line.
bool in_one_address(const SecretScan& scan, std::size_t first, std::size_t second) {
    if (second - first > nearby) {
        return false;
    }
    auto between = scan.text().substr(first, second - first);
    while (between.ends_with(' ')) {
        between.remove_suffix(1);
    }
    return between.find_first_of(" \t<>") == std::string_view::npos && between.find("://") == std::string_view::npos &&
           std::ranges::count(between, '\n') <= 1;
}

/// The value of `c` in every address that has a `tid`, in any order and any encoding.
void find_access_keys(SecretScan& scan) {
    const auto lower = scan.lower();
    const auto is_tid = [&scan](std::size_t at) { return behind_name(scan, at, "tid") != at; };
    auto last = std::string_view::npos; // `tid` before the current position.
    auto next = lower.find("tid");
    for (auto at = lower.find_first_of("c%"); at != std::string_view::npos; at = lower.find_first_of("c%", at + 1)) {
        const auto value = behind_key_name(scan, at);
        if (value == at) {
            continue;
        }
        for (; next < at; next = lower.find("tid", next + 1)) {
            last = is_tid(next) ? next : last;
        }
        auto following = next;
        while (following != std::string_view::npos && following - at <= nearby && !is_tid(following)) {
            following = lower.find("tid", following + 1);
        }
        const bool before = last != std::string_view::npos && in_one_address(scan, last, at);
        const bool after = following != std::string_view::npos && in_one_address(scan, at, following);
        const auto begin = scan.at(value) == '\n' || scan.at(value) == ' ' ? value + 1 : value;
        const auto end = end_of_value(scan, begin);
        if ((before || after) && end > begin) {
            scan.report(begin, over_broken_line(scan, begin, end), Secret::Kind::access_key);
        }
    }
}

/// The same key in a pasted answer of the desk: `"c": "..."`.
void find_quoted_access_keys(SecretScan& scan) {
    const auto lower = scan.lower();
    for (auto at = lower.find("\"c\""); at != std::string_view::npos; at = lower.find("\"c\"", at + 1)) {
        auto i = at + 3;
        while (is_space(scan.at(i)) || scan.at(i) == ':' || scan.at(i) == '=' || scan.at(i) == '>') {
            ++i;
        }
        if (i == at + 3 || scan.at(i) != '"') {
            continue;
        }
        const auto end = end_of_value(scan, i + 1);
        const auto around = lower.substr(at - std::min(at, nearby), nearby * 2);
        if (end - i > 6 && end - i <= longest_key && around.find("tid") != std::string_view::npos) {
            scan.report(i + 1, end, Secret::Kind::access_key);
        }
    }
}

/// Addresses that are a password in themselves: whoever knows them may post.
void find_webhooks(SecretScan& scan) {
    for (const std::string_view path : {"hooks.slack.com/services/", "hooks.slack.com/workflows/",
                                        "hooks.slack.com/triggers/", "/api/webhooks/", "webhook.office.com/"}) {
        for (auto at = scan.lower().find(path); at != std::string_view::npos; at = scan.lower().find(path, at + 1)) {
            const auto begin = at + path.size();
            auto end = begin;
            while (is_alnum(scan.at(end)) || std::string_view("/_-@").find(scan.at(end)) != std::string_view::npos) {
                if (scan.at(end) == '\0') {
                    break;
                }
                ++end;
            }
            if (end - begin >= shortest_token) {
                scan.report(begin, end, Secret::Kind::token);
            }
        }
    }
}

/// Parameters of addresses that let in whoever has them and whose names say too little elsewhere: "?key=", "?code=".
void find_parameters(SecretScan& scan) {
    constexpr auto names = std::to_array<std::string_view>({"auth", "code", "key", "session", "sid", "sig"});
    constexpr std::size_t shortest = 12;
    const auto text = scan.text();
    constexpr std::string_view before = "?&; ";
    for (auto at = text.find_first_of(before); at != std::string_view::npos; at = text.find_first_of(before, at + 1)) {
        const auto rest = scan.lower().substr(at + 1);
        const auto* const name = std::ranges::find_if(names, [rest](std::string_view one) {
            return rest.starts_with(one) && rest.substr(one.size()).starts_with('=');
        });
        const bool cookie = text[at] == ' ' || text[at] == ';';
        if (name == names.end() || (cookie && !name->starts_with('s'))) {
            continue;
        }
        const auto begin = at + 1 + name->size() + 1;
        auto end = begin;
        while (is_alnum(scan.at(end)) ||
               (scan.at(end) != '\0' && std::string_view("-._~%+/=").contains(scan.at(end)))) {
            ++end;
        }
        const auto value = text.substr(begin, end - begin);
        if (value.size() >= shortest && std::ranges::any_of(value, is_digit) && std::ranges::any_of(value, is_letter)) {
            scan.report(begin, end, Secret::Kind::token);
        }
    }
}

} // namespace

void find_link_secrets(SecretScan& scan) {
    find_user_info(scan);
    find_access_keys(scan);
    find_quoted_access_keys(scan);
    find_webhooks(scan);
    find_parameters(scan);
}

} // namespace usher::text
