#include "text/secret_disguise.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include <utf8proc.h>

#include "text/codepoints.hpp"
#include "text/secret_vocabulary.hpp"
#include "usher/text/entities.hpp"

namespace usher::text {

namespace {

struct Double {
    char32_t value;
    char ascii;
};

// Letters of other scripts that most fonts draw like these. Source: the Unicode list of confusables, without what needs
// good will to be confused.
constexpr auto doubles = std::to_array<Double>({
    {0x131, 'i'},  {0x251, 'a'},  {0x261, 'g'}, {0x391, 'A'}, {0x392, 'B'}, {0x395, 'E'}, {0x397, 'H'},  {0x399, 'I'},
    {0x39A, 'K'},  {0x39C, 'M'},  {0x39D, 'N'}, {0x39F, 'O'}, {0x3A1, 'P'}, {0x3A4, 'T'}, {0x3A5, 'Y'},  {0x3A7, 'X'},
    {0x3B1, 'a'},  {0x3B9, 'i'},  {0x3BA, 'k'}, {0x3BD, 'v'}, {0x3BF, 'o'}, {0x3C1, 'p'}, {0x3C5, 'u'},  {0x405, 'S'},
    {0x406, 'I'},  {0x408, 'J'},  {0x410, 'A'}, {0x412, 'B'}, {0x415, 'E'}, {0x41A, 'K'}, {0x41C, 'M'},  {0x41D, 'H'},
    {0x41E, 'O'},  {0x420, 'P'},  {0x421, 'C'}, {0x422, 'T'}, {0x425, 'X'}, {0x430, 'a'}, {0x435, 'e'},  {0x43A, 'k'},
    {0x43E, 'o'},  {0x440, 'p'},  {0x441, 'c'}, {0x443, 'y'}, {0x445, 'x'}, {0x455, 's'}, {0x456, 'i'},  {0x458, 'j'},
    {0x475, 'v'},  {0x4BB, 'h'},  {0x501, 'd'}, {0x51B, 'q'}, {0x51D, 'w'}, {0x589, ':'}, {0x2236, ':'}, {0xA789, ':'},
    {0xFE13, ':'}, {0xFE55, ':'},
});
static_assert(std::ranges::is_sorted(doubles, {}, &Double::value));

/// What ASCII letter, digit or sign the character stands for; '\0' if for none.
char ascii_of(char32_t value) {
    if (value >= 0xFF01 && value <= 0xFF5E) {
        return static_cast<char>(value - 0xFEE0);
    }
    const auto* const found = std::ranges::lower_bound(doubles, value, {}, &Double::value);
    if (found != doubles.end() && found->value == value) {
        return found->ascii;
    }
    const bool styled = (value >= 0x2100 && value <= 0x214F) || (value >= 0x2460 && value <= 0x24FF) ||
                        (value >= 0x1D400 && value <= 0x1D7FF) || (value >= 0x1F130 && value <= 0x1F189);
    if (!styled) {
        return '\0';
    }
    std::string utf8;
    append_utf8(utf8, value);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> mapped(
        utf8proc_NFKC(reinterpret_cast<const utf8proc_uint8_t*>(utf8.c_str())), &std::free);
    const std::string_view plain = mapped ? reinterpret_cast<const char*>(mapped.get()) : "";
    return plain.size() == 1 && is_alnum(plain.front()) ? plain.front() : '\0';
}

/// Where single characters with the same sign between them ("p a s s", "p.a.s.s") end, the first at `i`.
std::size_t end_of_spaced(std::string_view text, std::size_t i, char sign) {
    constexpr std::size_t longest = 80;
    const auto start = i;
    const auto single = [text](std::size_t at) {
        return at < text.size() && !is_space(text[at]) && !is_not_ascii(text[at]);
    };
    while (i - start < longest && single(i) && i + 1 < text.size() && text[i + 1] == sign && single(i + 2) &&
           text[i + 2] != sign) {
        i += 2;
    }
    return i + 1;
}

std::string every_second(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        out.push_back(text[i]);
    }
    return out;
}

/// Whether a word such as "p a s s w o r d" may stand in the text.
bool may_be_spaced(std::string_view text) {
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
        if (to_lower(text[i]) == 'p' && to_lower(text[i + 2]) == 'a' && !is_alnum(text[i + 1])) {
            return true;
        }
    }
    return false;
}

class Undisguising {
public:
    explicit Undisguising(std::string_view text) : text_(text) {}

    std::optional<Undisguised> run() {
        for (std::size_t i = 0; i < text_.size();) {
            i = step(i);
        }
        if (!changed_) {
            return std::nullopt;
        }
        out_.offsets.push_back(text_.size());
        return std::move(out_);
    }

private:
    std::size_t step(std::size_t i) {
        if (text_[i] == '&') {
            return reference(i);
        }
        if (text_[i] == '<') {
            return tag(i);
        }
        if (to_lower(text_[i]) == 'p' && (i == 0 || !is_alnum(text_[i - 1]))) {
            return spaced(i);
        }
        if (const auto length = mark_inside_word(i); length > 0) {
            return replace(i, length, {});
        }
        return is_not_ascii(text_[i]) ? character(i) : keep(i, 1);
    }

    /// "~~pass~~word", and what is left of a byte that was no text.
    [[nodiscard]] std::size_t mark_inside_word(std::size_t i) const {
        for (const std::string_view mark : {"~~", "``", "\xEF\xBF\xBD"}) {
            const auto end = i + mark.size();
            if (i > 0 && end < text_.size() && text_.substr(i).starts_with(mark) && is_letter(text_[i - 1]) &&
                is_letter(text_[end])) {
                return mark.size();
            }
        }
        return 0;
    }

    std::size_t keep(std::size_t i, std::size_t length) {
        for (std::size_t k = 0; k < length; ++k) {
            out_.text.push_back(text_[i + k]);
            out_.offsets.push_back(i + k);
        }
        return i + length;
    }

    std::size_t replace(std::size_t i, std::size_t length, std::string_view by) {
        changed_ = true;
        out_.text += by;
        out_.offsets.insert(out_.offsets.end(), by.size(), i);
        return i + length;
    }

    std::size_t join(std::size_t i, std::size_t characters) {
        changed_ = true;
        for (std::size_t k = 0; k < characters; ++k) {
            keep(i + 2 * k, 1);
        }
        return i + 2 * characters - 1;
    }

    /// "p a s s w o r d: t i g r e"
    std::size_t spaced(std::size_t i) {
        constexpr std::size_t shortest = 4;
        const char sign = i + 1 < text_.size() ? text_[i + 1] : '\0';
        if (sign == '\0' || !std::string_view(" .-_*").contains(sign)) {
            return keep(i, 1);
        }
        const auto run = lowered(every_second(text_.substr(i, end_of_spaced(text_, i, sign) - i)));
        const auto keyword = keyword_at(run);
        if (!keyword || keyword->word.size() < shortest) {
            return keep(i, 1);
        }
        i = join(i, keyword->word.size());
        while (i < text_.size() && (is_blank(text_[i]) || text_[i] == ':' || text_[i] == '=')) {
            i = keep(i, 1);
        }
        const auto value_end = i < text_.size() ? end_of_spaced(text_, i, sign) : i;
        const auto characters = (value_end - i + 1) / 2;
        return characters >= shortest ? join(i, characters) : i;
    }

    /// A numeric reference that was encoded twice and is shown as such.
    std::size_t reference(std::size_t i) {
        constexpr std::size_t longest = 12;
        const auto end = text_.substr(i, longest).find(';');
        if (end == std::string_view::npos || text_.substr(i, 2) != "&#") {
            return keep(i, 1);
        }
        const auto decoded = decode_entities(text_.substr(i, end + 1));
        const bool ascii = decoded.size() == 1 && decoded.front() > ' ' && decoded.front() != 0x7F;
        return ascii ? replace(i, end + 1, decoded) : keep(i, 1);
    }

    /// A tag or comment in the middle of a word of what was not taken for HTML.
    std::size_t tag(std::size_t i) {
        constexpr std::size_t longest = 40;
        const auto end = text_.substr(i, longest).find('>');
        if (end == std::string_view::npos || i == 0 || i + end + 1 >= text_.size()) {
            return keep(i, 1);
        }
        const char first = text_[i + 1];
        const bool markup = is_letter(first) || first == '/' || first == '!';
        const bool nothing = first == '!' || lowered(text_.substr(i, 4)) == "<wbr";
        const bool glued = nothing ? !is_space(text_[i - 1]) && !is_space(text_[i + end + 1])
                                   : (is_alnum(text_[i - 1]) || text_[i - 1] == '=') && is_alnum(text_[i + end + 1]);
        return markup && glued ? replace(i, end + 1, {}) : keep(i, 1);
    }

    std::size_t character(std::size_t i) {
        const auto point = decode_at(text_, i);
        if (!point.valid) {
            return keep(i, point.length);
        }
        if (is_combining(point.value) && !out_.text.empty()) {
            constexpr char32_t grave = 0x300;
            const bool e_grave = point.value == grave && out_.text.back() == 'e'; // "la password è", in two characters.
            if (e_grave) {
                const auto begin = out_.offsets.back();
                out_.text.pop_back();
                out_.offsets.pop_back();
                return replace(begin, i + point.length - begin, "\xC3\xA8");
            }
            return replace(i, point.length, {});
        }
        const char ascii = ascii_of(point.value);
        return ascii == '\0' ? keep(i, point.length) : replace(i, point.length, {&ascii, 1});
    }

    std::string_view text_;
    Undisguised out_;
    bool changed_ = false;
};

} // namespace

std::optional<Undisguised> undisguised(std::string_view text) {
    const bool plain = std::ranges::none_of(text, is_not_ascii) && !text.contains("&#") && !text.contains('<') &&
                       !text.contains("~~") && !text.contains("``") && !may_be_spaced(text);
    return plain ? std::nullopt : Undisguising(text).run();
}

} // namespace usher::text
