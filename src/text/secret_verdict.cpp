#include "text/secret_verdict.hpp"

#include <algorithm>

#include "text/codepoints.hpp"

namespace usher::text {

namespace {

bool quantity_follows(const SecretScan& scan, const Value& value) {
    return is_unit(following_word(scan, value.next));
}

/// "24h", "90gg", "12+": a number with a unit.
bool is_quantity(std::string_view token) {
    const auto digits = std::min(token.find_first_not_of("0123456789"), token.size());
    return digits > 0 && digits <= 3 && token.size() - digits <= 2;
}

bool has_letter(std::string_view token) {
    return std::ranges::any_of(token, [](char c) { return is_letter(c) || is_not_ascii(c); });
}

bool has_digit(std::string_view token) {
    return std::ranges::any_of(token, is_digit);
}

/// A word alone at the end of what is said, that does not describe: "la password è tigre".
bool is_last_word(const SecretScan& scan, const Value& value, std::string_view lower) {
    return ends_sentence(scan, value.next) && !has_describing_ending(lower);
}

struct Token {
    std::string_view text;
    std::string_view lower;
    Look look = Look::nothing;
};

Token token_of(const SecretScan& scan, const Value& value) {
    const auto text = scan.text().substr(value.begin, value.end - value.begin);
    return {text, scan.lower().substr(value.begin, text.size()), look_of(text)};
}

bool is_pin(const SecretScan& scan, const Value& value, const Token& token, const Announcement& announcement) {
    if (token.look == Look::digits) {
        const bool near = announcement.how == Announced::by_neighbour;
        const std::size_t shortest = near ? 4 : 3;
        return token.text.size() >= shortest && token.text.size() <= 8 && !(near && announcement.words > 1) &&
               !quantity_follows(scan, value);
    }
    const bool grouped = token.look == Look::number && token.text.size() >= 7 &&
                         token.text.find_first_not_of("0123456789-") == std::string_view::npos;
    return (token.look == Look::opaque || grouped) && announcement.how != Announced::by_neighbour &&
           has_digit(token.text) && !is_quantity(token.text) && announcement.words <= 2;
}

bool is_key(const SecretScan& scan, const Value& value, const Token& token, const Announcement& announcement) {
    const auto size = token.text.size();
    const bool named_closely = announcement.words <= 3 && !announcement.new_clause;
    if (token.text.contains('\\')) {
        return false; // A path in the registry is a key, too.
    }
    switch (token.look) {
    case Look::opaque:
        if (announcement.how == Announced::by_neighbour || announcement.how == Announced::by_dash) {
            return size >= 16 && has_digit(token.text) && has_letter(token.text);
        }
        return size >= 8 && !is_product_word(token.lower) && (named_closely || size >= 16) &&
               (announcement.how != Announced::by_copula || has_digit(token.text) || has_opaque_symbol(token.text));
    case Look::digits:
        return size >= 6 && announcement.how != Announced::by_neighbour && named_closely && !announcement.plural &&
               !quantity_follows(scan, value);
    case Look::camel:
    case Look::word:
        return size >= shortest_opaque_word ||
               (announcement.how == Announced::by_sign && named_closely && size >= (value.quoted ? 6U : 12U) &&
                !has_describing_ending(token.lower));
    case Look::address:
        return size >= 16 && has_digit(token.text) && token.text.find("://") == std::string_view::npos &&
               token.text.find('@') == std::string_view::npos && announcement.how == Announced::by_sign &&
               announcement.words == 0;
    case Look::nothing:
    case Look::everyday:
    case Look::number:
        break;
    }
    return false;
}

bool is_transfer_code(const SecretScan& scan, const Value& value, const Token& token,
                      const Announcement& announcement) {
    const auto size = token.text.size();
    if (announcement.words <= 2 && !announcement.new_clause) {
        const bool near = announcement.how == Announced::by_neighbour;
        if (token.look == Look::opaque && has_digit(token.text) && has_letter(token.text) &&
            !is_product_word(token.lower) && !is_quantity(token.text) && size >= (near ? 8U : 5U)) {
            return true;
        }
        if (token.look == Look::digits && !near && size >= 4) {
            return !quantity_follows(scan, value);
        }
    }
    // "EPP: clientTransferProhibited"
    return !has_describing_ending(token.lower) && is_key(scan, value, token, announcement);
}

/// "Password: Ciao!": even a word that is never a password elsewhere is one if nothing else is said and it answers no
/// question about the password.
bool is_whole_answer(const SecretScan& scan, const Value& value, const Token& token, const Announcement& announcement) {
    auto word = token.lower;
    while (word.ends_with('!') || word.ends_with('?')) {
        word.remove_suffix(1);
    }
    if (announcement.how != Announced::by_sign || announcement.words > 0 || announcement.bare_secret ||
        word.size() < 4 || is_remark(word) || token.text.ends_with('?')) {
        return false;
    }
    auto end = value.next;
    while (is_blank(scan.at(end))) {
        ++end;
    }
    const bool alone = scan.at(end) == '\n' || scan.at(end) == '\0';
    const bool like_a_name = is_upper(token.text.front()) || token.text.ends_with('!');
    return alone && (like_a_name || announcement.begins_line);
}

/// "Password | Host": the next heading of a table.
bool is_heading(const Token& token, const Announcement& announcement) {
    return announcement.how == Announced::by_cell && (is_benign_suffix(token.lower) || is_user_word(token.lower));
}

/// Behind a colon or an equals sign nearly anything may be a password; the more words in between, the less.
bool is_assigned(const SecretScan& scan, const Value& value, const Token& token, const Announcement& announcement) {
    const auto words = announcement.words;
    const auto size = token.text.size();
    const bool short_word = announcement.named == Named::short_word;
    switch (token.look) {
    case Look::opaque:
        return !(words >= 2 && (is_product_word(token.lower) || is_quantity(token.text))) &&
               !quantity_follows(scan, value);
    case Look::digits:
        return size >= (short_word || words > 0 ? 4U : 3U) && !quantity_follows(scan, value);
    case Look::number:
        return words == 0 && size >= 5 && !short_word && !announcement.dated && !quantity_follows(scan, value) &&
               ends_sentence(scan, value.next);
    case Look::address:
        return words == 0 && token.text.find("://") == std::string_view::npos && token.text.front() != '/' &&
               !token.lower.starts_with("www.") && token.text.find('@') == std::string_view::npos &&
               ends_sentence(scan, value.next);
    case Look::camel:
        return words <= 2 || ends_sentence(scan, value.next);
    case Look::word:
        if (announcement.bare_secret && !value.quoted &&
            (words > 0 || !announcement.begins_line || is_upper(token.text.front()))) {
            return false;
        }
        if (is_keyword(token.lower) && scan.before(value.next) == ';') {
            return false; // "this.password = password;"
        }
        if (is_product_word(token.lower) && is_digit(scan.at(value.next + 1))) {
            return false; // "Outlook 365"
        }
        if (!value.quoted && (size < 3 || ends_search(token.lower) || is_heading(token, announcement) ||
                              (is_keyword(token.lower) && !ends_sentence(scan, value.next)))) {
            return false;
        }
        if (words == 0 && (!short_word || size >= 4)) {
            return value.quoted || !(has_describing_ending(token.lower) && !following_word(scan, value.next).empty());
        }
        return words <= (size >= 6 ? 4U : 2U) && is_last_word(scan, value, token.lower);
    case Look::everyday:
        return is_whole_answer(scan, value, token, announcement);
    case Look::nothing:
        break;
    }
    return false;
}

std::string_view without_marks(std::string_view token) {
    return token.substr(0, token.find_last_not_of("!?") + 1);
}

/// "sunny.day": like a host's name, but nobody says that a password is one.
bool is_dotted_words(std::string_view lower) {
    return !lower.starts_with("www.") &&
           std::ranges::all_of(lower, [](char c) { return is_alnum(c) || c == '.' || c == '-'; });
}

/// "2025-11-24", "24/11/2025"
bool is_date(std::string_view token) {
    return token.size() >= 8 && token.size() <= 10 && std::ranges::count_if(token, is_digit) >= 6 &&
           (std::ranges::count(token, '-') == 2 || std::ranges::count(token, '/') == 2);
}

bool is_said(const SecretScan& scan, const Value& value, const Token& token, const Announcement& announcement) {
    const auto size = token.text.size();
    switch (token.look) {
    case Look::opaque:
        return size >= 4 && !is_product_word(without_marks(token.lower)) && !is_quantity(token.text);
    case Look::digits:
        return size >= 4 && !quantity_follows(scan, value);
    case Look::number:
        return size >= 6 && ends_sentence(scan, value.next) && !announcement.new_clause && !is_date(token.text);
    case Look::camel:
        return true;
    case Look::word:
        return value.quoted || (size >= 4 && !announcement.new_clause && is_last_word(scan, value, token.lower));
    case Look::address:
        return announcement.words <= 2 && is_dotted_words(token.lower) && ends_sentence(scan, value.next);
    case Look::nothing:
    case Look::everyday:
        break;
    }
    return false;
}

bool is_neighbour(const SecretScan& scan, const Value& value, const Token& token, const Announcement& announcement) {
    if (announcement.words > 3 || (announcement.bare_secret && token.look == Look::word)) {
        return false;
    }
    if (announcement.words > 0) {
        const bool mixed = std::ranges::any_of(token.text, is_upper) && std::ranges::any_of(token.text, is_lower);
        return token.look == Look::opaque && has_digit(token.text) && is_strong(token.text) && token.text.size() >= 8 &&
               (has_opaque_symbol(token.text) || token.text.ends_with('!') ||
                (mixed && (announcement.service || (announcement.new_clause && announcement.words == 1))));
    }
    switch (token.look) {
    case Look::opaque:
        return is_strong(token.text);
    case Look::digits:
        return token.text.size() >= 5 && ends_sentence(scan, value.next) && !quantity_follows(scan, value);
    case Look::camel:
    case Look::word:
        return value.quoted && token.text.find(' ') == std::string_view::npos && !has_describing_ending(token.lower);
    case Look::nothing:
    case Look::everyday:
    case Look::address:
    case Look::number:
        break;
    }
    return false;
}

bool is_alone_below(const Value& value, const Token& token, const Announcement& announcement) {
    const auto size = token.text.size();
    switch (token.look) {
    case Look::opaque:
    case Look::digits:
        return size >= 4;
    case Look::camel:
        return true;
    case Look::number:
        return size >= 5 && announcement.how == Announced::by_line;
    case Look::word:
        return announcement.how == Announced::by_line && size >= 4 &&
               (value.quoted || !has_describing_ending(token.lower));
    case Look::address:
        return announcement.how == Announced::by_line && is_dotted_words(token.lower);
    case Look::nothing:
    case Look::everyday:
        break;
    }
    return false;
}

bool is_password(const SecretScan& scan, const Value& value, const Token& token, const Announcement& announcement) {
    switch (announcement.how) {
    case Announced::by_sign:
    case Announced::by_cell:
        return is_assigned(scan, value, token, announcement);
    case Announced::by_dash:
        return (token.look == Look::opaque && token.text.size() >= 5) ||
               (token.look == Look::digits && token.text.size() >= 4 && !quantity_follows(scan, value));
    case Announced::by_line:
    case Announced::by_bare_line:
        return is_alone_below(value, token, announcement);
    case Announced::by_copula:
        return is_said(scan, value, token, announcement);
    case Announced::by_neighbour:
        return is_neighbour(scan, value, token, announcement);
    case Announced::in_talk:
        break;
    }
    return false;
}

/// Letters, digits and a symbol, which may be the exclamation mark behind them: no word, product or error code.
bool is_unmistakable(const Token& token) {
    return token.look == Look::opaque && token.text.size() >= 8 && has_digit(token.text) && is_strong(token.text) &&
           (has_opaque_symbol(token.text) || token.text.ends_with('!'));
}

/// Calls `word` for each blank-separated word, without the punctuation around it.
template <typename Check>
std::size_t count_words(std::string_view text, Check check) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(' ', at), text.size());
        auto word = text.substr(at, end - at);
        while (!word.empty() && std::string_view(".,;:!?()\"'").contains(word.back())) {
            word.remove_suffix(1);
        }
        count += !word.empty() && check(word) ? 1 : 0;
        at = end + 1;
    }
    return count;
}

} // namespace

bool is_talk(std::string_view lower) {
    return count_words(lower, [](std::string_view word) {
               return ends_search(word) || is_copula(word) || is_keyword(word) || is_user_word(word) || is_unit(word) ||
                      is_benign_suffix(word);
           }) > 0;
}

bool names_other(std::string_view lower) {
    return count_words(lower, [](std::string_view word) { return is_keyword(word) || is_user_word(word); }) > 0;
}

bool is_phrase(std::string_view lower) {
    constexpr std::size_t most_words = 8;
    const auto words = count_words(lower, [](std::string_view) { return true; });
    const auto own = count_words(lower, [](std::string_view word) { return look_of(word) != Look::everyday; });
    return words >= 2 && words <= most_words && own >= 2 && 2 * own >= words &&
           lower.find_first_of(".?:=/|,;@<>()[]\"") == std::string_view::npos && !is_talk(lower);
}

bool is_strong(std::string_view token) {
    const bool mixed = has_letter(token) && (has_digit(token) || has_opaque_symbol(token));
    const auto core = token.substr(0, token.find_last_not_of("!?.,") + 1);
    return mixed && token.size() >= 6 && !is_product_word(lowered(core)) && !is_quantity(core);
}

bool is_secret_value(const SecretScan& scan, const Value& value, const Announcement& announcement) {
    constexpr std::size_t longest_pin = 32;
    const auto size = value.end - std::min(value.begin, value.end);
    if (size == 0 || (announcement.named == Named::pin && size > longest_pin)) {
        return false;
    }
    const auto token = token_of(scan, value);
    const auto first_blank = token.lower.find(' ');
    if (first_blank != std::string_view::npos) {
        // Several words in quotes: a passphrase, unless they read like a sentence.
        const auto first = look_of(token.text.substr(0, first_blank));
        const bool assigned = (announcement.how == Announced::by_sign && announcement.words == 0) ||
                              (announcement.how == Announced::by_copula && announcement.named == Named::phrase);
        return announcement.how != Announced::by_neighbour && announcement.how != Announced::in_talk &&
               (first != Look::everyday || (assigned && !is_talk(token.lower))) && announcement.named != Named::pin &&
               announcement.named != Named::card_code && first != Look::nothing;
    }
    if (announcement.how == Announced::in_talk) {
        return is_unmistakable(token);
    }
    switch (announcement.named) {
    case Named::card_code:
        return token.look == Look::digits && size >= 3 && size <= 4 && announcement.words <= 3;
    case Named::pin:
        return is_pin(scan, value, token, announcement);
    case Named::key:
        return is_key(scan, value, token, announcement);
    case Named::transfer_code:
        return is_transfer_code(scan, value, token, announcement);
    case Named::password:
    case Named::short_word:
    case Named::phrase:
        break;
    }
    return is_password(scan, value, token, announcement);
}

Secret::Kind kind_of(Named named) {
    switch (named) {
    case Named::key:
    case Named::transfer_code:
        return Secret::Kind::key;
    case Named::card_code:
        return Secret::Kind::card_number;
    case Named::password:
    case Named::short_word:
    case Named::phrase:
    case Named::pin:
        break;
    }
    return Secret::Kind::password;
}

} // namespace usher::text
