#include "text/codepoints.hpp"

#include <utf8proc.h>

namespace usher::text {

namespace {

constexpr bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

struct Lead {
    std::size_t length;
    char32_t bits;
    char32_t minimum; ///< Anything below is an overlong form.
};

Lead lead_of(unsigned char byte) {
    if (byte < 0x80) {
        return {1, byte, 0};
    }
    if (byte >= 0xC2 && byte <= 0xDF) {
        return {2, byte & 0x1FU, 0x80};
    }
    if (byte >= 0xE0 && byte <= 0xEF) {
        return {3, byte & 0x0FU, 0x800};
    }
    if (byte >= 0xF0 && byte <= 0xF4) {
        return {4, byte & 0x07U, 0x10000};
    }
    return {0, 0, 0};
}

bool in(char32_t value, char32_t first, char32_t last) {
    return value >= first && value <= last;
}

bool is_line_separator(char32_t value) {
    return value == 0x2028 || value == 0x2029;
}

bool is_unicode_blank(char32_t value) {
    return value == 0xA0 || value == 0x1680 || in(value, 0x2000, 0x200A) || value == 0x202F || value == 0x205F ||
           value == 0x3000;
}

} // namespace

CodePoint decode_at(std::string_view bytes, std::size_t position) {
    const auto lead = lead_of(static_cast<unsigned char>(bytes[position]));
    if (lead.length == 0 || bytes.size() - position < lead.length) {
        return {replacement_character, 1, false};
    }
    char32_t value = lead.bits;
    for (std::size_t i = 1; i < lead.length; ++i) {
        const char next = bytes[position + i];
        if (!is_continuation(next)) {
            return {replacement_character, 1, false};
        }
        value = (value << 6U) | (static_cast<unsigned char>(next) & 0x3FU);
    }
    if (value < lead.minimum || value > 0x10FFFF || in(value, 0xD800, 0xDFFF)) {
        return {replacement_character, 1, false};
    }
    return {value, lead.length, true};
}

void append_utf8(std::string& out, char32_t value) {
    const auto byte = [&out](char32_t bits) { out.push_back(static_cast<char>(static_cast<unsigned char>(bits))); };
    if (value < 0x80) {
        byte(value);
    } else if (value < 0x800) {
        byte(0xC0U | (value >> 6U));
        byte(0x80U | (value & 0x3FU));
    } else if (value < 0x10000) {
        byte(0xE0U | (value >> 12U));
        byte(0x80U | ((value >> 6U) & 0x3FU));
        byte(0x80U | (value & 0x3FU));
    } else {
        byte(0xF0U | (value >> 18U));
        byte(0x80U | ((value >> 12U) & 0x3FU));
        byte(0x80U | ((value >> 6U) & 0x3FU));
        byte(0x80U | (value & 0x3FU));
    }
}

bool is_unwanted(char32_t value) {
    if (value < 0x80) {
        return (value < 0x20 && value != '\t' && value != '\n') || value == 0x7F;
    }
    if (in(value, 0x80, 0x9F) || value == 0xAD || value == 0x34F || value == 0x61C || value == 0x180E) {
        return true;
    }
    if (value == 0x115F || value == 0x1160 || value == 0x3164 || value == 0xFFA0 || in(value, 0x17B4, 0x17B5)) {
        return true; // Letters that show nothing.
    }
    if (in(value, 0x200B, 0x200C) || in(value, 0x200E, 0x200F) || in(value, 0x202A, 0x202E)) {
        return true;
    }
    if (in(value, 0x2060, 0x206F) || in(value, 0xFE00, 0xFE0D) || value == 0xFEFF || in(value, 0xFFF0, 0xFFFB)) {
        return true;
    }
    if (in(value, 0xFDD0, 0xFDEF) || (value & 0xFFFEU) == 0xFFFE) {
        return true; // Noncharacters.
    }
    return in(value, 0x1BCA0, 0x1BCA3) || in(value, 0x1D173, 0x1D17A) || in(value, 0xE0000, 0xE0FFF);
}

bool is_pictographic(char32_t value) {
    return value >= 0xA9 && utf8proc_get_property(static_cast<utf8proc_int32_t>(value))->boundclass ==
                                UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

bool is_combining(char32_t value) {
    if (value < 0x300) {
        return false;
    }
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(value));
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = to_lower(c);
    }
    return out;
}

std::string_view trimmed_right(std::string_view text) {
    while (!text.empty() && is_space(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) {
        text.remove_prefix(1);
    }
    return trimmed_right(text);
}

std::string plain_white_space(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (c == '\r') {
            out.push_back('\n');
            i += i + 1 < text.size() && text[i + 1] == '\n' ? 2 : 1;
            continue;
        }
        const auto point = decode_at(text, i);
        if (point.valid && is_line_separator(point.value)) {
            out.push_back('\n');
        } else if (point.valid && is_unicode_blank(point.value)) {
            out.push_back(' ');
        } else {
            out.append(text.substr(i, point.length));
        }
        i += point.length;
    }
    return out;
}

} // namespace usher::text
