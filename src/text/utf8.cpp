#include "usher/text/utf8.hpp"

#include <utf8proc.h>

#include "text/codepoints.hpp"

namespace usher::text {

namespace {

constexpr char32_t zero_width_joiner = 0x200D;
constexpr char32_t emoji_presentation = 0xFE0F;

// More marks than any script stacks on one letter only make the lines above and below unreadable.
constexpr std::size_t most_marks = 8;

constexpr std::string_view ellipsis = "\xE2\x80\xA6";

bool is_skin_tone(char32_t value) {
    return value >= 0x1F3FB && value <= 0x1F3FF;
}

/// Remembers whether what was kept last can be joined to another emoji.
class EmojiTail {
public:
    void kept(char32_t value) {
        if (is_pictographic(value)) {
            joinable_ = true;
        } else if (value != emoji_presentation && !is_skin_tone(value)) {
            joinable_ = false;
        }
    }
    [[nodiscard]] bool joinable() const { return joinable_; }

private:
    bool joinable_ = false;
};

bool pictograph_at(std::string_view bytes, std::size_t position) {
    if (position >= bytes.size()) {
        return false;
    }
    const auto next = decode_at(bytes, position);
    return next.valid && is_pictographic(next.value);
}

std::size_t end_of_last_word(std::string_view cut, std::size_t earliest) {
    const auto blank = cut.find_last_of(" \t\n");
    return blank == std::string_view::npos || blank < earliest ? cut.size() : blank;
}

} // namespace

std::string clean(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    EmojiTail tail;
    std::size_t marks = 0;
    for (std::size_t i = 0; i < bytes.size();) {
        const auto point = decode_at(bytes, i);
        i += point.length;
        if (is_unwanted(point.value)) {
            continue;
        }
        if (point.value == zero_width_joiner && !(tail.joinable() && pictograph_at(bytes, i))) {
            continue;
        }
        marks = is_combining(point.value) ? marks + 1 : 0;
        if (marks > most_marks) {
            continue;
        }
        append_utf8(out, point.value);
        tail.kept(point.value);
    }
    return out;
}

std::size_t count_characters(std::string_view utf8) {
    std::size_t count = 0;
    for (const char c : utf8) {
        count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
    }
    return count;
}

std::string_view first_characters(std::string_view utf8, std::size_t max) {
    std::size_t whole = 0; // Up to the last border between graphemes.
    std::size_t position = 0;
    utf8proc_int32_t state = 0;
    utf8proc_int32_t before = 0;
    for (std::size_t count = 0; position < utf8.size(); ++count) {
        const auto point = decode_at(utf8, position);
        const auto value = static_cast<utf8proc_int32_t>(point.value);
        if (position != 0 && utf8proc_grapheme_break_stateful(before, value, &state)) {
            whole = position;
        }
        if (count == max) {
            return utf8.substr(0, whole != 0 ? whole : position);
        }
        before = value;
        position += point.length;
    }
    return utf8;
}

std::string ellipsize(std::string_view utf8, std::size_t max) {
    if (count_characters(utf8) <= max) {
        return std::string(utf8);
    }
    if (max == 0) {
        return {};
    }
    auto cut = first_characters(utf8, max - 1);
    const bool inside_word = cut.size() < utf8.size() && !is_space(utf8[cut.size()]);
    if (inside_word) {
        cut = cut.substr(0, end_of_last_word(cut, cut.size() * 2 / 3));
    }
    return std::string(trimmed_right(cut)).append(ellipsis);
}

} // namespace usher::text
