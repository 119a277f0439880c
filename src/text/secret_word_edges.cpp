#include "text/secret_word_edges.hpp"

#include <algorithm>
#include <array>

#include "text/codepoints.hpp"
#include "text/secret_value.hpp"

namespace usher::text {

namespace {

bool is_identifier_character(char c) {
    return is_alnum(c) || c == '_' || c == '-';
}

/// Over the other parts of an identifier, unless one of them says that it is about the secret.
Edge over_identifier(const SecretScan& scan, std::size_t i) {
    while (is_identifier_character(scan.at(i))) {
        auto end = i + 1;
        while (is_lower(scan.at(end)) || is_digit(scan.at(end))) {
            ++end;
        }
        if (is_upper(scan.at(i)) && end == i + 1) { // PASSWORD_FILE
            while (is_upper(scan.at(end))) {
                ++end;
            }
        }
        const auto first = is_letter(scan.at(i)) ? i : i + 1;
        if (is_benign_suffix(scan.lower().substr(first, end - first))) {
            return {i, false, true};
        }
        i = end;
    }
    return {i, true, true};
}

/// Letters outside ASCII; not the quotation marks and dashes further up.
bool is_foreign_letter(const SecretScan& scan, std::size_t i) {
    if (!is_not_ascii(scan.at(i))) {
        return false;
    }
    const auto value = decode_at(scan.text(), i).value;
    return value >= 0xC0 && value < 0x2000;
}

constexpr std::size_t nearby = 32;

std::string_view just_before(const SecretScan& scan, std::size_t i) {
    const auto length = std::min(i, nearby);
    return scan.lower().substr(i - length, length);
}

bool ends_with_quote(const SecretScan& scan, std::size_t i) {
    return (i >= 2 && quote_at(scan, i - 2) == 2) || (i >= 3 && quote_at(scan, i - 3) == 3);
}

} // namespace

bool may_start_at(const SecretScan& scan, std::size_t i, const Keyword& keyword) {
    const char c = scan.before(i);
    if (keyword.word == "passwd" && scan.lower().substr(0, i).ends_with("/etc/")) {
        return false;
    }
    if (is_not_ascii(c)) {
        return ends_with_quote(scan, i) || !keyword.whole;
    }
    if (!is_alnum(c) || !keyword.whole) {
        return true;
    }
    constexpr auto owners =
        std::to_array<std::string_view>({"admin", "db", "ftp", "imap", "mail", "my", "mysql", "pop", "rcon", "rdp",
                                         "root", "smtp", "sql", "ssh", "user", "vnc", "wp"});
    return keyword.named == Named::short_word && std::ranges::any_of(owners, [&](std::string_view owner) {
               return scan.lower().substr(0, i).ends_with(owner) && !is_alnum(scan.before(i - owner.size()));
           });
}

Edge edge_behind(const SecretScan& scan, std::size_t i) {
    const char c = scan.at(i);
    const char next = scan.at(i + 1);
    if (to_lower(c) == 's' && !is_alnum(next) && next != '_') {
        return {i + 1, true, false};
    }
    if (is_digit(c)) {
        const auto end = i + (is_digit(next) ? 2U : 1U);
        return {end, !is_alnum(scan.at(end)), false};
    }
    if (c == '_' && next == '_') { // Emphasis, or a line to write on.
        const auto end = scan.text().find_first_not_of('_', i);
        if (end == std::string_view::npos || !is_alnum(scan.at(end))) {
            return {i, true, false};
        }
    }
    if (c == '_' && quote_at(scan, i + 1) > 0) {
        return {i + 1, true, true}; // '_DB_PASSWD_'
    }
    const bool joined = (c == '_' || c == '-') && is_alnum(next);
    const bool camel = is_upper(c) && is_lower(scan.before(i));
    if (joined || camel) {
        return over_identifier(scan, i);
    }
    return {i, !is_alnum(c) && c != '_' && !is_foreign_letter(scan, i), false};
}

bool begins_line(const SecretScan& scan, std::size_t i) {
    const auto before = just_before(scan, i);
    const auto last = before.find_last_not_of(" \t-*>");
    return last == std::string_view::npos ? before.size() < nearby : before[last] == '\n';
}

namespace {

bool follows_one_of(const SecretScan& scan, std::size_t i, const auto& words) {
    const auto before = trimmed_right(just_before(scan, i));
    return std::ranges::any_of(words, [before](std::string_view word) {
        return before.ends_with(word) &&
               (before.size() == word.size() || !is_alnum(before[before.size() - word.size() - 1]));
    });
}

} // namespace

bool follows_article(const SecretScan& scan, std::size_t i) {
    return follows_one_of(scan, i, std::to_array<std::string_view>({"la", "mia", "my", "new", "nuova", "the"}));
}

bool follows_owner_of_secret(const SecretScan& scan, std::size_t i) {
    return follows_one_of(scan, i,
                          std::to_array<std::string_view>({"api", "app", "application", "client", "consumer", "hmac",
                                                           "jwt", "oauth", "radius", "shared", "totp", "webhook"}));
}

bool refers_to_secret(const SecretScan& scan, std::size_t i) {
    return follows_one_of(scan, i, std::to_array<std::string_view>({"existing", "imagepull"}));
}

bool follows_change(const SecretScan& scan, std::size_t i) {
    return follows_one_of(
        scan, i, std::to_array<std::string_view>({"aggiornamento", "cambio", "modifica", "reset", "scadenza"}));
}

} // namespace usher::text
