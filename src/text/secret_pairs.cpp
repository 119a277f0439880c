#include "text/secret_pairs.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "text/codepoints.hpp"
#include "text/secret_value.hpp"
#include "text/secret_verdict.hpp"

namespace usher::text {

namespace {

constexpr std::size_t farthest_sign = 60;

std::size_t over_space(const SecretScan& scan, std::size_t i, int most_line_ends) {
    for (int line_ends = 0; is_space(scan.at(i)) || scan.at(i) == '>'; ++i) {
        line_ends += scan.at(i) == '\n' ? 1 : 0;
        if (line_ends > most_line_ends) {
            return i;
        }
    }
    return i;
}

/// The word that ends just before `i`, blanks skipped; a very long one only in part.
std::string_view word_before(const SecretScan& scan, std::size_t& i) {
    while (is_blank(scan.before(i))) {
        --i;
    }
    const auto end = i;
    while (i > 0 && !is_space(scan.before(i)) && end - i < judged_length) {
        --i;
    }
    return scan.lower().substr(i, end - i);
}

/// Whether "user", "utente" ... and a connecting sign or word stand just before `i`.
bool follows_user_word(const SecretScan& scan, std::size_t i) {
    auto at = i;
    while (is_blank(scan.before(at))) {
        --at;
    }
    const char sign = scan.before(at);
    if (sign == '/' || sign == '&' || sign == '+') {
        --at;
    } else {
        const auto word = word_before(scan, at);
        if (word != "e" && word != "ed" && word != "and" && word != "o" && word != "la") {
            return false;
        }
    }
    while (is_blank(scan.before(at))) {
        --at;
    }
    const auto end = at;
    while (is_letter(scan.before(at)) || scan.before(at) == '-') {
        --at;
    }
    return is_user_word(scan.lower().substr(at, end - at));
}

struct Sign {
    std::size_t behind = 0;
    bool found = false;
};

/// The colon, equals sign or "sono"/"are" that announces values, on the same line and not far.
Sign sign_behind(const SecretScan& scan, std::size_t i) {
    const auto limit = std::min(i + farthest_sign, scan.text().size());
    while (i < limit) {
        const char c = scan.at(i);
        if (c == ':' || c == '=') {
            return {i + 1, true};
        }
        if (is_blank(c)) {
            const auto word = following_word(scan, i);
            if (word == "sono" || word == "are") {
                return {i + 1 + word.size(), true};
            }
            if (ends_search(word)) {
                break;
            }
        }
        if (c == '\n' || c == '.' || c == '?' || c == '!' || c == ',' || c == '"') {
            break;
        }
        ++i;
    }
    return {i, false};
}

bool is_label(const SecretScan& scan, const Value& value) {
    const auto word = scan.lower().substr(value.begin, value.end - value.begin);
    return scan.before(value.next) == ':' || is_user_word(word) || is_keyword(word) || look_of(word) == Look::everyday;
}

bool is_separator(char c) {
    return std::string_view("/|:,;-").find(c) != std::string_view::npos && c != '\0';
}

/// Where the second of two values joined without blanks begins: "mario/S3cret".
std::size_t second_half(std::string_view token) {
    if (token.find("://") != std::string_view::npos || look_of(token) == Look::number) {
        return std::string_view::npos;
    }
    const auto sign = token.find_first_of("/:|");
    return sign == std::string_view::npos || sign == 0 || sign + 1 >= token.size() ? std::string_view::npos : sign + 1;
}

struct Second {
    std::size_t begin = 0;
    bool separated = false; ///< By a slash or bar, which only pairs have.
    bool same_line = true;
};

Second second_behind(const SecretScan& scan, std::size_t i) {
    Second second;
    auto at = i;
    while (is_blank(scan.at(at)) || is_separator(scan.at(at))) {
        second.separated = second.separated || scan.at(at) == '/' || scan.at(at) == '|';
        ++at;
    }
    if (scan.at(at) == '\n') {
        second.same_line = false;
        at = over_space(scan, at, 1);
    }
    const auto word = following_word(scan, at);
    if (word == "e" || word == "ed" || word == "and") {
        at = over_space(scan, at + word.size(), 0);
    }
    second.begin = at;
    return second;
}

/// How much a pair must look like one.
enum class Pair : std::uint8_t {
    announced, ///< Nearly anything will do.
    likely,    ///< The password looks like one.
    certain    ///< It can be nothing else.
};

bool is_certain(std::string_view token) {
    return token.size() >= 8 && is_strong(token) && has_opaque_symbol(token) && std::ranges::any_of(token, is_digit);
}

/// Reports the password of a pair whose first value starts at `i`; answers where the pair ends, or 0.
std::size_t report_pair(SecretScan& scan, std::size_t i, Pair pair) {
    const bool strict = pair != Pair::announced;
    i = over_space(scan, i, 2);
    const auto first = read_value(scan, i);
    if (first.begin >= first.end || is_label(scan, first)) {
        return 0;
    }
    const auto token = scan.text().substr(first.begin, first.end - first.begin);
    if (const auto half = second_half(token); half != std::string_view::npos) {
        const auto look = look_of(token.substr(half));
        if (pair == Pair::certain && !is_certain(token.substr(half))) {
            return 0;
        }
        if (look == Look::opaque || (!strict && look != Look::everyday && look != Look::nothing)) {
            return report_value(scan, {first.begin + half, first.end, first.next, false}, Secret::Kind::password);
        }
        return 0;
    }
    if (look_of(token) == Look::address && token.find("://") != std::string_view::npos) {
        return 0;
    }
    const auto second = second_behind(scan, first.next);
    if (second.begin >= scan.text().size()) {
        return 0;
    }
    const auto value = read_value(scan, second.begin);
    const auto text = scan.text().substr(value.begin, value.end - value.begin);
    const auto look = look_of(text);
    const bool assignment = text.find('=') != std::string_view::npos && is_letter(text.front());
    // Below a user's name only what can be nothing else: "login: mario" and then a line of its own.
    const bool alone = scan.at(value.next) == '\n' || scan.at(value.next) == '\0';
    const bool unmistakable = alone && is_certain(text);
    const bool mailbox = second.separated && second.same_line && token.contains('@') && look == Look::opaque &&
                         is_strong(text) && std::ranges::any_of(text, is_digit);
    if (pair == Pair::certain && !is_certain(text) && !mailbox) {
        return 0;
    }
    if ((strict && !second.same_line && !unmistakable) || assignment || is_label(scan, value)) {
        return 0;
    }
    const bool last = ends_sentence(scan, value.next);
    const bool opaque = look == Look::opaque && (second.separated ? text.size() >= 4 : is_strong(text));
    const bool loose =
        !strict && (look == Look::digits || look == Look::camel || (look == Look::word && second.separated && last));
    if (opaque || loose) {
        return report_value(scan, value, Secret::Kind::password);
    }
    return 0;
}

bool starts_word(const SecretScan& scan, std::size_t i) {
    return !is_alnum(scan.before(i)) && !is_not_ascii(scan.before(i));
}

void find_pairs_of(SecretScan& scan, std::string_view word, Pair pair) {
    const auto lower = scan.lower();
    for (auto at = lower.find(word); at != std::string_view::npos; at = lower.find(word, at + word.size())) {
        const auto behind = at + word.size();
        if (!starts_word(scan, at) || is_alnum(scan.at(behind))) {
            continue;
        }
        if (is_space(scan.at(behind)) && report_pair(scan, behind, Pair::certain) > 0) {
            continue;
        }
        if (const auto sign = sign_behind(scan, behind); sign.found) {
            report_pair(scan, sign.behind, pair);
        }
    }
}

/// "U: mario P: tigre", also on two lines.
void find_initials(SecretScan& scan) {
    const auto lower = scan.lower();
    for (auto at = lower.find("u:"); at != std::string_view::npos; at = lower.find("u:", at + 2)) {
        if (!starts_word(scan, at)) {
            continue;
        }
        const auto user = read_value(scan, over_space(scan, at + 2, 0));
        auto label = user.next;
        while (is_space(scan.at(label)) || is_separator(scan.at(label))) {
            ++label;
        }
        if (user.begin < user.end && lower.substr(std::min(label, lower.size())).starts_with("p:")) {
            const auto value = read_value(scan, over_space(scan, label + 2, 0));
            report_value(scan, value, Secret::Kind::password);
        }
    }
}

} // namespace

std::size_t report_pair_behind(SecretScan& scan, std::size_t keyword_start, const Keyword& keyword) {
    const bool password = keyword.named == Named::password || keyword.named == Named::short_word;
    if (!password || !follows_user_word(scan, keyword_start)) {
        return 0;
    }
    const auto behind = keyword_start + keyword.word.size();
    const auto sign = sign_behind(scan, behind);
    if (sign.found) {
        return report_pair(scan, sign.behind, Pair::announced);
    }
    if (!is_blank(scan.at(behind))) {
        return 0;
    }
    const auto value = read_value(scan, over_space(scan, behind, 0));
    const auto token = scan.text().substr(value.begin, value.end - std::min(value.begin, value.end));
    const auto half = second_half(token);
    const bool joined = half != std::string_view::npos && look_of(token.substr(0, half - 1)) != Look::everyday;
    return report_pair(scan, behind, joined ? Pair::announced : Pair::likely);
}

void report_value_before(SecretScan& scan, std::size_t keyword_start, const Keyword& keyword) {
    constexpr auto articles =
        std::to_array<std::string_view>({"as", "la", "the", "my", "our", "your", "mia", "nostra", "nuova", "new", "una",
                                         "a", "sua", "vostra", "current", "attuale"});
    constexpr auto copulas =
        std::to_array<std::string_view>({"\xC3\xA8", "e'", "is", "come", "as", "=", "sarebbe", "era", "was"});
    if (keyword.named == Named::key && keyword.word != "secret" && keyword.word != "token") {
        return;
    }
    auto at = keyword_start;
    for (int words = 0; words < 4; ++words) {
        const auto word = word_before(scan, at);
        if (std::ranges::find(copulas, word) != copulas.end()) {
            auto begin = at;
            if (word_before(scan, begin).empty()) {
                return;
            }
            const auto value = read_value(scan, begin);
            const auto token = scan.text().substr(value.begin, value.end - value.begin);
            const auto lower = scan.lower().substr(value.begin, token.size());
            const auto look = look_of(token);
            const bool quoted_word = value.quoted && (look == Look::word || look == Look::camel) && token.size() >= 4 &&
                                     !token.contains(' ') && !is_remark(lower) && !is_benign_suffix(lower);
            if ((look == Look::opaque && is_strong(token)) || quoted_word) {
                report_value(scan, value, Secret::Kind::password);
            }
            if (std::ranges::find(articles, word) == articles.end()) {
                return;
            }
        }
        if (std::ranges::find(articles, word) == articles.end()) {
            return;
        }
    }
}

std::size_t report_second_value(SecretScan& scan, std::size_t i, Secret::Kind kind) {
    constexpr auto joins = std::to_array<std::string_view>({"to", "a", "in", "e", "ed", "and", "o", "or", "oppure"});
    constexpr auto articles = std::to_array<std::string_view>({"il", "la", "the"});
    const auto over_blanks = [&scan](std::size_t at, std::string_view signs) {
        while (is_blank(scan.at(at)) || (scan.at(at) != '\0' && signs.contains(scan.at(at)))) {
            ++at;
        }
        return at;
    };
    auto begin = over_blanks(i, ",;/");
    const bool listed = begin > over_blanks(i, "") || (i > 0 && scan.before(i) == ',');
    bool joined = false;
    bool labelled = false;
    constexpr int most_words = 3;
    for (int words = 0; words < most_words && !labelled; ++words) {
        const auto word = following_word(scan, begin);
        const auto end = begin + word.size();
        const bool join = words == 0 && std::ranges::find(joins, word) != joins.end();
        labelled = is_qualifier(word) && (scan.at(end) == ':' || scan.at(end) == '=');
        if (!join && !labelled &&
            !(joined && (is_qualifier(word) || std::ranges::find(articles, word) != articles.end()))) {
            break;
        }
        joined = joined || join;
        begin = over_blanks(end, labelled ? ":=" : "");
    }
    if (!joined && !labelled && !listed) {
        return i;
    }
    const auto value = read_value(scan, begin);
    const auto token = scan.text().substr(value.begin, value.end - value.begin);
    const bool mixed = std::ranges::any_of(token, is_upper) && std::ranges::any_of(token, is_lower) &&
                       std::ranges::any_of(token, is_digit);
    const bool enough = labelled || (is_strong(token) && (joined || (mixed && token.size() >= 8)));
    return look_of(token) == Look::opaque && enough ? report_value(scan, value, kind) : i;
}

std::size_t report_like_values(SecretScan& scan, const Value& first, std::size_t i) {
    const auto size = first.end - first.begin;
    while (true) {
        auto at = i;
        for (int line_ends = 0; (is_space(scan.at(at)) || is_separator(scan.at(at))) && line_ends < 2; ++at) {
            line_ends += scan.at(at) == '\n' ? 1 : 0;
        }
        if (at == i || !is_alnum(scan.at(at))) {
            return i;
        }
        const auto value = read_value(scan, at);
        const auto token = scan.text().substr(value.begin, value.end - value.begin);
        if (token.size() != size || std::ranges::none_of(token, is_digit)) {
            return i;
        }
        i = report_value(scan, value, Secret::Kind::password);
    }
}

bool is_introduced(const SecretScan& scan, std::size_t keyword_start) {
    auto at = keyword_start;
    auto name = word_before(scan, at);
    if (name == "con" || name == "with") {
        return true;
    }
    if (name == "e" || name == "ed" || name == "and") {
        name = word_before(scan, at);
        if (is_user_word(name) || name.empty()) {
            return false;
        }
    }
    const auto look = look_of(name);
    auto label = word_before(scan, at);
    while (label.ends_with(':') || label.ends_with('=')) {
        label.remove_suffix(1);
    }
    return is_user_word(label) && look != Look::everyday && look != Look::nothing;
}

void find_credentials(SecretScan& scan) {
    find_initials(scan);
    constexpr auto announcing =
        std::to_array<std::string_view>({"credenziali", "credenziali di accesso", "credentials", "dati di accesso",
                                         "dati d'accesso", "dati accesso", "creds"});
    for (const auto word : announcing) {
        find_pairs_of(scan, word, Pair::announced);
    }
    constexpr auto users =
        std::to_array<std::string_view>({"user", "username", "utente", "login", "account", "nome utente", "user name",
                                         "userid", "uid", "email", "e-mail", "mail", "accesso"});
    for (const auto word : users) {
        find_pairs_of(scan, word, Pair::likely);
    }
}

} // namespace usher::text
