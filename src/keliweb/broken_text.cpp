#include "keliweb/broken_text.hpp"

#include <cstddef>
#include <cstdint>

namespace usher::keliweb {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::size_t escape_length = 6; // \uXXXX

bool is_continuation(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

/// The length of the well-formed sequence at the start of the text, or 0.
/// Source: table 3-7 of https://www.unicode.org/versions/Unicode15.0.0/ch03.pdf
std::size_t sequence_length(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80U) {
        return 1;
    }
    const auto second = text.size() > 1 ? static_cast<unsigned char>(text[1]) : 0U;
    if (first >= 0xC2U && first <= 0xDFU) {
        return is_continuation(text, 1) ? 2 : 0;
    }
    if (first >= 0xE0U && first <= 0xEFU) {
        const bool overlong = first == 0xE0U && second < 0xA0U;
        const bool surrogate = first == 0xEDU && second > 0x9FU;
        return !overlong && !surrogate && is_continuation(text, 1) && is_continuation(text, 2) ? 3 : 0;
    }
    if (first >= 0xF0U && first <= 0xF4U) {
        const bool overlong = first == 0xF0U && second < 0x90U;
        const bool beyond = first == 0xF4U && second > 0x8FU;
        const bool whole = is_continuation(text, 1) && is_continuation(text, 2) && is_continuation(text, 3);
        return !overlong && !beyond && whole ? 4 : 0;
    }
    return 0;
}

/// The code unit of a `\uXXXX` escape at the start of the text.
std::optional<std::uint32_t> escaped_unit(std::string_view text) {
    if (text.size() < escape_length || text[0] != '\\' || text[1] != 'u') {
        return std::nullopt;
    }
    std::uint32_t unit = 0;
    for (const char c : text.substr(2, 4)) {
        unit <<= 4U;
        if (c >= '0' && c <= '9') {
            unit += static_cast<std::uint32_t>(c - '0');
        } else if (c >= 'a' && c <= 'f') {
            unit += static_cast<std::uint32_t>(c - 'a' + 10);
        } else if (c >= 'A' && c <= 'F') {
            unit += static_cast<std::uint32_t>(c - 'A' + 10);
        } else {
            return std::nullopt;
        }
    }
    return unit;
}

bool is_high_surrogate(std::uint32_t unit) {
    return unit >= 0xD800U && unit <= 0xDBFFU;
}
bool is_low_surrogate(std::uint32_t unit) {
    return unit >= 0xDC00U && unit <= 0xDFFFU;
}

/// The length of the unit at the start of the text that may stay as it is; 0 if it has to be replaced.
std::size_t sound_length(std::string_view text) {
    if (text[0] != '\\') {
        return sequence_length(text);
    }
    const auto unit = escaped_unit(text);
    if (!unit) {
        // An escaped backslash must not be taken for the start of another escape.
        return text.size() > 1 && static_cast<unsigned char>(text[1]) < 0x80U ? 2 : 1;
    }
    if (is_high_surrogate(*unit)) {
        const auto partner = escaped_unit(text.substr(escape_length));
        return partner && is_low_surrogate(*partner) ? 2 * escape_length : 0;
    }
    return is_low_surrogate(*unit) ? 0 : escape_length;
}

} // namespace

std::optional<std::string> mended(std::string_view json) {
    std::string result;
    bool changed = false;
    std::size_t copied = 0;
    std::size_t at = 0;
    while (at < json.size()) {
        const auto rest = json.substr(at);
        if (const auto length = sound_length(rest); length > 0) {
            at += length;
            continue;
        }
        changed = true;
        result.append(json.substr(copied, at - copied));
        result.append(replacement);
        at += rest[0] == '\\' ? escape_length : 1;
        copied = at;
    }
    if (!changed) {
        return std::nullopt;
    }
    result.append(json.substr(copied));
    return result;
}

} // namespace usher::keliweb
