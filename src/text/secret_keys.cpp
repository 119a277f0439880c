#include <algorithm>
#include <array>

#include "text/codepoints.hpp"
#include "text/secret_scan.hpp"
#include "text/secret_value.hpp"

namespace usher::text {

namespace {

// What only resembles a key is measured this far, so that no input can make the search slow; what is one is taken
// whole.
constexpr std::size_t probe = 256;
constexpr std::size_t everything = std::string_view::npos / 2;

enum class Alphabet { upper, hex, word, dashed, dotted, base64 };

struct Shape {
    std::string_view prefix;
    std::size_t shortest; ///< Characters behind the prefix.
    Alphabet alphabet = Alphabet::word;
    bool needs_digit = false;
};

// Issuers' own prefixes, made to be found. Lengths are minimums seen in their documentation, a little lower where they
// vary.
constexpr auto shapes = std::to_array<Shape>({
    {"AKIA", 16, Alphabet::upper},
    {"ASIA", 16, Alphabet::upper},
    {"ABIA", 16, Alphabet::upper},
    {"ACCA", 16, Alphabet::upper},
    {"AIza", 35, Alphabet::dashed},
    {"ATATT3", 20, Alphabet::base64},
    {"AGE-SECRET-KEY-1", 20, Alphabet::upper},
    {"EAACEdEose0cBA", 6, Alphabet::word},
    {"GOCSPX-", 20, Alphabet::dashed},
    {"NRAK-", 20, Alphabet::upper},
    {"PMAK-", 20, Alphabet::dashed},
    {"SG.", 16, Alphabet::dotted},
    {"SK", 32, Alphabet::hex},
    {"ck_", 40, Alphabet::hex},
    {"cs_", 40, Alphabet::hex},
    {"dckr_pat_", 16, Alphabet::dashed},
    {"def50200", 40, Alphabet::hex},
    {"doo_v1_", 20, Alphabet::hex},
    {"dop_v1_", 20, Alphabet::hex},
    {"dor_v1_", 20, Alphabet::hex},
    {"gho_", 20, Alphabet::word},
    {"ghp_", 20, Alphabet::word},
    {"ghr_", 20, Alphabet::word},
    {"ghs_", 20, Alphabet::word},
    {"ghu_", 20, Alphabet::word},
    {"github_pat_", 20, Alphabet::word},
    {"gldt-", 16, Alphabet::dashed},
    {"glft-", 16, Alphabet::dashed},
    {"glpat-", 16, Alphabet::dotted},
    {"glptt-", 16, Alphabet::dashed},
    {"glrt-", 16, Alphabet::dashed},
    {"glsa_", 20, Alphabet::word},
    {"glsoat-", 16, Alphabet::dashed},
    {"gsk_", 24, Alphabet::word, true},
    {"hf_", 24, Alphabet::word},
    {"hvb.", 20, Alphabet::dashed},
    {"hvs.", 20, Alphabet::dashed},
    {"key-", 32, Alphabet::hex},
    {"lin_api_", 20, Alphabet::word},
    {"mat_", 20, Alphabet::word, true},
    {"npm_", 30, Alphabet::word},
    {"nvapi-", 20, Alphabet::dashed},
    {"pat-na1-", 20, Alphabet::dashed},
    {"pul-", 32, Alphabet::hex},
    {"pypi-", 40, Alphabet::dashed},
    {"r8_", 30, Alphabet::word},
    {"rk_live_", 8, Alphabet::word},
    {"rk_test_", 8, Alphabet::word},
    {"sbp_", 30, Alphabet::hex},
    {"shpat_", 20, Alphabet::hex},
    {"shpca_", 20, Alphabet::hex},
    {"shppa_", 20, Alphabet::hex},
    {"shpss_", 20, Alphabet::hex},
    {"sk-", 20, Alphabet::dashed, true},
    {"sk_live_", 8, Alphabet::word},
    {"sk_test_", 8, Alphabet::word},
    {"sq0atp-", 20, Alphabet::dashed},
    {"sq0csp-", 20, Alphabet::dashed},
    {"syt_", 16, Alphabet::dashed},
    {"tskey-", 16, Alphabet::dashed},
    {"whsec_", 16, Alphabet::base64},
    {"xapp-", 10, Alphabet::dashed, true},
    {"xkeysib-", 30, Alphabet::dashed},
    {"xoxa-", 10, Alphabet::dashed, true},
    {"xoxb-", 10, Alphabet::dashed, true},
    {"xoxc-", 10, Alphabet::dashed, true},
    {"xoxd-", 10, Alphabet::base64, true},
    {"xoxe-", 10, Alphabet::dashed, true},
    {"xoxe.", 10, Alphabet::dotted, true},
    {"xoxo-", 10, Alphabet::dashed, true},
    {"xoxp-", 10, Alphabet::dashed, true},
    {"xoxr-", 10, Alphabet::dashed, true},
    {"xoxs-", 10, Alphabet::dashed, true},
    {"ya29.", 20, Alphabet::dashed},
});

bool belongs(char c, Alphabet alphabet) {
    switch (alphabet) {
    case Alphabet::upper:
        return is_upper(c) || is_digit(c);
    case Alphabet::hex:
        return is_hex(c);
    case Alphabet::word:
        return is_alnum(c) || c == '_';
    case Alphabet::dashed:
        return is_alnum(c) || c == '_' || c == '-';
    case Alphabet::dotted:
        return is_alnum(c) || c == '_' || c == '-' || c == '.';
    case Alphabet::base64:
        return is_alnum(c) || c == '_' || c == '-' || c == '+' || c == '/' || c == '=' || c == '%';
    }
    return false;
}

std::size_t run(const SecretScan& scan, std::size_t i, Alphabet alphabet, std::size_t longest) {
    const auto limit = std::min(i + longest, scan.text().size());
    const auto start = i;
    while (i < limit && belongs(scan.at(i), alphabet)) {
        ++i;
    }
    while (i > start && scan.before(i) == '.') {
        --i; // The end of a sentence.
    }
    return i;
}

bool starts_word(const SecretScan& scan, std::size_t i) {
    const char c = scan.before(i);
    return !is_alnum(c) && c != '_' && c != '-';
}

bool has_digit(std::string_view text) {
    return std::ranges::any_of(text, is_digit);
}

/// A 40-character AWS secret usually stands near its key id.
void find_aws_secret(SecretScan& scan, std::size_t from) {
    constexpr std::size_t reach = 200;
    constexpr std::size_t length = 40;
    const auto is_part = [](char c) { return is_alnum(c) || c == '/' || c == '+'; };
    const auto limit = std::min(from + reach, scan.text().size());
    for (auto i = from; i < limit;) {
        auto end = i;
        while (is_part(scan.at(end))) {
            ++end;
        }
        const auto piece = scan.text().substr(i, end - i);
        if (piece.size() == length && has_digit(piece) && std::ranges::any_of(piece, is_upper) &&
            std::ranges::any_of(piece, is_lower)) {
            scan.report(i, end, Secret::Kind::key);
        }
        i = std::max(end, i) + 1;
    }
}

/// "bot123456:..." too: the name of the Telegram API's path stands before the number.
bool starts_number(const SecretScan& scan, std::size_t i) {
    return starts_word(scan, i) || scan.lower().substr(0, i).ends_with("bot");
}

// Each of these answers where the secret that starts at `i` ends, or `i` if there is none.

std::size_t telegram_end(const SecretScan& scan, std::size_t i) {
    auto colon = i;
    while (is_digit(scan.at(colon))) {
        ++colon;
    }
    if (scan.at(colon) != ':' || colon - i < 8 || colon - i > 11) {
        return i;
    }
    const auto end = run(scan, colon + 1, Alphabet::dashed, probe);
    return end - colon - 1 >= 30 && end - colon - 1 <= 50 ? end : i;
}

/// "eyJ" is how every JSON Web Token begins: base64 of `{"`.
std::size_t web_token_end(const SecretScan& scan, std::size_t i) {
    if (!scan.text().substr(i).starts_with("eyJ") || run(scan, i, Alphabet::dashed, probe) - i < 16) {
        return i;
    }
    return run(scan, i, Alphabet::dotted, everything);
}

std::size_t password_hash_end(const SecretScan& scan, std::size_t i) {
    constexpr auto schemes = std::to_array<std::string_view>(
        {"$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$7$", "$apr1$", "$argon2", "$y$", "$P$B", "$scrypt$"});
    const auto rest = scan.text().substr(i);
    if (std::ranges::none_of(schemes, [rest](std::string_view scheme) { return rest.starts_with(scheme); })) {
        return i;
    }
    auto end = i;
    while (is_alnum(scan.at(end)) || (scan.at(end) != '\0' && std::string_view("$./+=,-").contains(scan.at(end)))) {
        ++end;
    }
    return end - i >= 20 ? end : i;
}

/// "32 hex digits, a dash, us1": Mailchimp.
std::size_t mailchimp_end(const SecretScan& scan, std::size_t i) {
    const auto end = run(scan, i, Alphabet::hex, 33);
    const bool matches = end - i == 32 && scan.text().substr(end).starts_with("-us") && is_digit(scan.at(end + 3));
    return matches ? run(scan, end, Alphabet::dashed, probe) : i;
}

std::size_t shape_end(const SecretScan& scan, std::size_t i) {
    const auto rest = scan.text().substr(i);
    for (const Shape& shape : shapes) {
        if (shape.prefix.front() != rest.front() || !rest.starts_with(shape.prefix)) {
            continue;
        }
        const auto tail = i + shape.prefix.size();
        const auto end = run(scan, tail, shape.alphabet, probe);
        const bool amazon = shape.alphabet == Alphabet::upper && shape.shortest == 16;
        const bool wrong_length = amazon && (end - tail != 16 || is_alnum(scan.at(end)));
        const bool no_digit = shape.needs_digit && !has_digit(scan.text().substr(tail, end - tail));
        if (end - tail >= shape.shortest && !wrong_length && !no_digit) {
            return run(scan, tail, shape.alphabet, everything);
        }
    }
    return i;
}

int base64_value(char c) {
    if (is_upper(c)) {
        return c - 'A';
    }
    if (is_lower(c)) {
        return c - 'a' + 26;
    }
    if (is_digit(c)) {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/// Whether base64 hides "user:password", or the same behind zero bytes as mail servers want it.
bool decodes_to_pair(std::string_view encoded, bool mail) {
    unsigned bits = 0;
    int count = 0;
    bool colon = false;
    for (const char c : encoded) {
        const int value = base64_value(c);
        if (value < 0) {
            break;
        }
        bits = ((bits << 6U) | static_cast<unsigned>(value)) & 0xFFFFFFU;
        count += 6;
        if (count >= 8) {
            count -= 8;
            const auto byte = (bits >> static_cast<unsigned>(count)) & 0xFFU;
            if ((byte < 0x20 && !(mail && byte == 0)) || byte == 0x7F) {
                return false;
            }
            colon = colon || byte == (mail ? 0 : ':');
        }
    }
    return colon;
}

struct Credentials {
    std::size_t begin;
    std::size_t end;
};

/// What stands behind "Bearer" or "Basic".
Credentials authorization(const SecretScan& scan, std::size_t i, bool bearer, bool mail) {
    while (is_blank(scan.at(i)) || scan.at(i) == ':' || scan.at(i) == '"' || scan.at(i) == '\'') {
        ++i;
    }
    auto end = i;
    while (is_alnum(scan.at(end)) || (scan.at(end) != '\0' && std::string_view("-._~+/=|").contains(scan.at(end)))) {
        ++end;
    }
    while (end > i && scan.before(end) == '.') {
        --end;
    }
    const auto value = scan.text().substr(i, end - i);
    const bool opaque = has_digit(value) || value.size() >= shortest_opaque_word;
    const bool found = value.size() >= 8 && (bearer ? opaque : decodes_to_pair(value, mail));
    return {i, found ? end : i};
}

std::size_t report_authorization(SecretScan& scan, std::size_t i) {
    const auto lower = scan.lower().substr(i);
    const bool bearer = lower.starts_with("bearer") && !is_alnum(scan.at(i + 6));
    const bool basic = lower.starts_with("basic ") || lower.starts_with("basic:");
    const bool mail = lower.starts_with("plain ") && scan.lower().substr(0, i).ends_with("auth ");
    if (!bearer && !basic && !mail) {
        return i;
    }
    const auto found = authorization(scan, i + 6, bearer, mail);
    scan.report(found.begin, found.end, Secret::Kind::token);
    return found.begin < found.end ? found.end : i;
}

std::size_t report_at(SecretScan& scan, std::size_t i) {
    const char c = scan.at(i);
    if (is_digit(c) && !is_digit(scan.before(i)) && starts_number(scan, i)) {
        if (const auto end = telegram_end(scan, i); end > i) {
            scan.report(i, end, Secret::Kind::token);
            return end;
        }
    }
    if (!starts_word(scan, i)) {
        return i;
    }
    if (const auto end = shape_end(scan, i); end > i) {
        scan.report(i, end, Secret::Kind::key);
        if (is_upper(c)) {
            find_aws_secret(scan, end);
        }
        return end;
    }
    const auto end =
        std::max({web_token_end(scan, i), password_hash_end(scan, i), is_hex(c) ? mailchimp_end(scan, i) : i});
    scan.report(i, end, Secret::Kind::token);
    return end > i ? end : report_authorization(scan, i);
}

} // namespace

void find_key_shapes(SecretScan& scan) {
    for (std::size_t i = 0; i < scan.text().size();) {
        const char c = scan.at(i);
        i = is_alnum(c) || c == '$' ? std::max(report_at(scan, i), i + 1) : i + 1;
    }
}

} // namespace usher::text
