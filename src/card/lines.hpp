#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace usher::card {

/// Reads the desk's one-line fields for one card, and counts the secrets that had to be taken out.
class Lines {
public:
    explicit Lines(std::string_view redaction_mark) : mark_(redaction_mark) {}

    std::string read(std::string_view raw, std::size_t max_characters);
    [[nodiscard]] std::size_t redactions() const { return redactions_; }

private:
    std::string mark_;
    std::size_t redactions_ = 0;
};

} // namespace usher::card
