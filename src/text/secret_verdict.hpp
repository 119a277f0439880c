#pragma once

#include <cstddef>
#include <cstdint>

#include "text/secret_scan.hpp"
#include "text/secret_value.hpp"
#include "text/secret_vocabulary.hpp"

namespace usher::text {

/// What stands between the word and the value.
enum class Announced : std::uint8_t {
    by_sign,      ///< "password: x", "password=x"
    by_cell,      ///< "password | x"
    by_dash,      ///< "password - x"
    by_line,      ///< "password:" and x alone on the next line
    by_bare_line, ///< "password" alone on a line, x alone on the next
    by_copula,    ///< "the password is x"
    by_neighbour, ///< "password x"
    in_talk,      ///< "the password is not x"
};

struct Announcement {
    Named named = Named::password;
    Announced how = Announced::by_sign;
    std::size_t words = 0;    ///< Other words in between.
    bool new_clause = false;  ///< A comma was in between.
    bool begins_line = false; ///< The word begins its line.
    bool bare_secret = false; ///< The word is a plain "secret", which people also say.
    bool plural = false;
    bool service = false; ///< A service ("ftp", "root") was all that stood in between.
    bool dated = false;   ///< What is said is when a password was changed.
};

/// The one place that decides how much a token must look like a secret to be taken for one.
bool is_secret_value(const SecretScan& scan, const Value& value, const Announcement& announcement);

/// Whether one of the words says that passwords are talked about, or names another thing.
bool is_talk(std::string_view lower);
/// Whether one of the words names a password or a user.
bool names_other(std::string_view lower);
/// Whether the words, all that stands on a line behind "password:", can only be the password.
bool is_phrase(std::string_view lower);

/// Letters with digits or symbols, long enough, and not a product's name.
bool is_strong(std::string_view token);

Secret::Kind kind_of(Named named);

} // namespace usher::text
