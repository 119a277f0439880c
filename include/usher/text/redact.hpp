#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace usher::text {

/// A piece of text that must not be shown.
struct Secret {
    enum class Kind { password, key, token, private_key, url_credentials, access_key, card_number, iban };
    std::size_t offset = 0; ///< In bytes.
    std::size_t length = 0;
    Kind kind = Kind::password;
};

/// Finds passwords after their usual words (English, Italian), key and token shapes, PEM blocks, credentials in URLs,
/// card numbers (Luhn), IBANs (checksum), and the desk's access key `c` in links. Ordered, without overlaps; linear in
/// the length of the text.
std::vector<Secret> find_secrets(std::string_view text);

/// The text with every secret replaced by `mark`.
std::string redact(std::string_view text, std::string_view mark);

} // namespace usher::text
