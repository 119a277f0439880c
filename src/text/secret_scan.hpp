#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "usher/text/redact.hpp"

namespace usher::text {

/// A text in which secrets are looked for, with what every search needs.
class SecretScan {
public:
    explicit SecretScan(std::string_view text);

    [[nodiscard]] std::string_view text() const { return text_; }
    [[nodiscard]] std::string_view lower() const { return lower_; } ///< ASCII letters lowered, same offsets.
    [[nodiscard]] char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
    [[nodiscard]] char before(std::size_t i) const { return i > 0 && i <= text_.size() ? text_[i - 1] : '\0'; }

    void report(std::size_t begin, std::size_t end, Secret::Kind kind);
    /// Sorted, overlapping ones merged.
    std::vector<Secret> take();

private:
    std::string_view text_;
    std::string lower_;
    std::vector<Secret> found_;
};

// Each looks for one family; all are linear in the length of the text.
void find_private_keys(SecretScan& scan);
void find_link_secrets(SecretScan& scan);
void find_key_shapes(SecretScan& scan);
void find_card_numbers(SecretScan& scan);
void find_ibans(SecretScan& scan);
void find_named_secrets(SecretScan& scan);
void find_command_lines(SecretScan& scan);
void find_secrets_in_tables(SecretScan& scan);

} // namespace usher::text
