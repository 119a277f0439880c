#include "mention/announcement.hpp"

#include <algorithm>
#include <array>

#include "mention/characters.hpp"

namespace usher::mention {

namespace {

constexpr auto npos = std::string_view::npos;

/// The beginning of the keyword that ends at `end`, if nothing is glued to it.
std::size_t keyword_ending_at(std::string_view text, std::size_t floor, std::size_t end, const Phrases& keywords) {
    const auto begin = keywords.begin_before(text, floor, end);
    if (begin == npos || word_at(text, end)) {
        return npos;
    }
    static constexpr Bytes gluing("/\\-_.@#");
    return begin > 0 && gluing.contains(text[begin - 1]) ? npos : begin;
}

/// Leaves a line only towards "Order:" or "color =" at the end of the line before.
std::size_t before_line_end(std::string_view text, std::size_t floor, std::size_t at) {
    auto before = at;
    while (before > floor && (text[before - 1] == '\n' || text[before - 1] == '\r')) {
        before = before_gap(text, floor, before - 1);
    }
    const bool announces = before > floor && (text[before - 1] == ':' || text[before - 1] == '=');
    return announces ? before : at;
}

bool is_quotation_mark(char32_t value) {
    return value == '"' || value == '\'' || value == 0xAB || value == 0xBB || (value >= 0x2018 && value <= 0x201F) ||
           value == 0x2039 || value == 0x203A;
}

std::size_t before_quotation_mark(std::string_view text, std::size_t floor, std::size_t at) {
    const auto last = character_before(text, at);
    return at > floor && is_quotation_mark(last.value) ? at - last.size : at;
}

/// Where the last part of a name such as `order_id` or `backgroundColor` begins that ends at `end`; `floor` for any
/// other word.
std::size_t last_part(std::string_view text, std::size_t floor, std::size_t end) {
    constexpr std::size_t longest = 40;
    const auto upper = [&](std::size_t at) { return text[at] >= 'A' && text[at] <= 'Z'; };
    auto begin = end > floor && text[end - 1] == '.' ? end - 1 : end;
    for (; begin > floor && end - begin < longest && is_ascii_letter(text[begin - 1]); --begin) {
        const bool hump = begin < end && is_ascii_letter(text[begin]) && upper(begin) && !upper(begin - 1);
        if (hump) {
            return begin;
        }
    }
    return begin > floor && begin < end && text[begin - 1] == '_' ? begin : floor;
}

} // namespace

std::size_t keyword_before(std::string_view text, std::size_t floor, std::size_t at, const Phrases& keywords) {
    for (const char optional : {'#', ':'}) {
        at = before_gap(text, floor, at);
        if (at > floor && text[at - 1] == optional) {
            --at;
        }
    }
    at = before_gap(text, floor, at);
    const auto label = label_before(text, floor, at);
    if (label != npos) {
        const auto begin = keyword_ending_at(text, floor, before_gap(text, floor, label), keywords);
        if (begin != npos) {
            return begin;
        }
    }
    return keyword_ending_at(text, floor, at, keywords);
}

bool foreign_kind_before(std::string_view text, std::size_t floor, std::size_t begin, std::size_t end,
                         const Phrases& foreign_kinds) {
    auto at = begin;
    if (is_quotation_mark(character_at(text, end).value)) {
        at = before_quotation_mark(text, floor, at);
    }
    for (;;) {
        at = before_line_end(text, floor, before_gap(text, floor, at));
        if (foreign_kinds.begin_before(text, floor, at) != npos) {
            return true;
        }
        if (at > floor && (text[at - 1] == ':' || text[at - 1] == '=')) {
            at = before_quotation_mark(text, floor, before_gap(text, floor, at - 1));
            continue;
        }
        const auto part = last_part(text, floor, at);
        if (part > floor && foreign_kinds.begin_before(text, part, at) != npos) {
            return true;
        }
        const auto label = label_before(text, part, at);
        if (label == npos) {
            return false;
        }
        at = label > floor && text[label - 1] == '-' ? label - 1 : label;
    }
}

bool only_joiners(std::string_view between, bool semicolon) {
    constexpr std::array<std::string_view, 6> words{"and", "or", "e", "ed", "o", "oppure"};
    const std::string_view signs = semicolon ? ",/&+;" : ",/&+";
    bool any = false;
    std::size_t at = 0;
    for (;;) {
        const auto after = after_gap(between, at);
        if (after == between.size()) {
            return any;
        }
        if (signs.contains(between[after])) {
            at = after + 1;
        } else {
            std::array<char, 6> word{};
            std::size_t length = 0;
            while (after + length < between.size() && length < word.size() &&
                   is_ascii_letter(between[after + length])) {
                word[length] = lower_ascii(between[after + length]);
                ++length;
            }
            const bool own_word = !word_before(between, after) && !word_at(between, after + length) && after > 0 &&
                                  after + length < between.size();
            if (!own_word || std::ranges::find(words, std::string_view(word.data(), length)) == words.end()) {
                return false;
            }
            at = after + length;
        }
        any = true;
    }
}

} // namespace usher::mention
