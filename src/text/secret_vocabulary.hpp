#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace usher::text {

/// What kind of value a word announces, and so how much must be seen before something is taken for it.
enum class Named : std::uint8_t {
    password,      ///< Any word may be one.
    short_word,    ///< "pass", "pw": short words with other meanings.
    phrase,        ///< Several words up to the end of the line.
    pin,           ///< A few digits.
    card_code,     ///< The three or four digits on a payment card.
    key,           ///< Long and opaque.
    transfer_code, ///< A key that may be short.
};

struct Keyword {
    std::string_view word; ///< Lower case.
    Named named = Named::password;
    bool whole = true; ///< May not be the tail of a longer identifier written without a separator.
};

/// The longest keyword that starts `rest` (lower case), or nothing.
std::optional<Keyword> keyword_at(std::string_view lower_rest);

/// Whether the whole word is a keyword, its plural included.
bool is_keyword(std::string_view lower_word);

// All take lower-case words, English or Italian.
bool is_everyday_word(
    std::string_view word);            ///< Never a value: function words and what is usually said about passwords.
bool is_remark(std::string_view word); ///< An everyday word that says enough alone behind "password:": "vuota", "yes".
bool is_service_word(std::string_view word);     ///< "ftp", "root": whose password is meant.
bool is_copula(std::string_view word);           ///< "is", "è", "use": the value may follow.
bool is_filler_of_copula(std::string_view word); ///< May stand between a copula and the value.
bool is_qualifier(std::string_view word);        ///< "new", "vecchia": which password is meant.
bool ends_search(std::string_view word);         ///< Turns "password ..." into talk about passwords: "reset", "non".
bool is_unit(std::string_view word);             ///< "characters", "giorni": the number before it is a quantity.
bool is_product_word(std::string_view word);     ///< "office365", "sha256", "server2": digits that are no secret.
bool is_benign_suffix(std::string_view word);    ///< "password_policy", "token_type": settings about, not the thing.
bool is_user_word(std::string_view word);        ///< "user", "utente", "login".
/// Endings of participles, adjectives and infinitives: such a word describes the password.
bool has_describing_ending(std::string_view word);

} // namespace usher::text
