#pragma once

#include <doctest/doctest.h>

#include <string_view>

#include "usher/text/redact.hpp"

namespace usher::testing {

/// A text and what is left of it.
struct Case {
    std::string_view text;
    std::string_view redacted;
};

inline void check_redacted(const auto& cases) {
    for (const Case& c : cases) {
        CAPTURE(c.text);
        CHECK(text::redact(c.text, "[#]") == c.redacted);
    }
}

inline void check_unchanged(const auto& texts) {
    for (const std::string_view text : texts) {
        CAPTURE(text);
        CHECK(text::redact(text, "[#]") == text);
    }
}

} // namespace usher::testing
