#pragma once

#include <cstddef>

#include "text/secret_scan.hpp"
#include "text/secret_vocabulary.hpp"

namespace usher::text {

/// "DB_PASSWORD" and "dbPassword" name a password, "compass" does not.
bool may_start_at(const SecretScan& scan, std::size_t i, const Keyword& keyword);

/// What stands directly behind a keyword.
struct Edge {
    std::size_t end = 0;     ///< Behind the word, its plural or number, or the identifier it is part of.
    bool names = true;       ///< Whether it still names a secret: not in "passwordless" or "password_policy".
    bool identifier = false; ///< "password_new": a value must be assigned to it directly.
};
Edge edge_behind(const SecretScan& scan, std::size_t i);

/// Whether nothing but a list's or quotation's mark stands between the line's beginning and `i`.
bool begins_line(const SecretScan& scan, std::size_t i);

/// "the password", "la password".
bool follows_article(const SecretScan& scan, std::size_t i);

/// "client secret", "the secret": a word before it says that it is one of the kind that is kept.
bool follows_owner_of_secret(const SecretScan& scan, std::size_t i);

/// "existingSecret", "imagePullSecrets": what follows is a name under which a secret is kept.
bool refers_to_secret(const SecretScan& scan, std::size_t i);

/// "ultima modifica password", "last password change": what follows is a date, not a password.
bool follows_change(const SecretScan& scan, std::size_t i);

} // namespace usher::text
