#include "mention/edges.hpp"

#include <algorithm>
#include <array>

#include "mention/characters.hpp"

namespace usher::mention {

namespace {

bool currency_word_at(std::string_view text, std::size_t at) {
    constexpr std::array<std::string_view, 6> words{"euro", "euros", "eur", "usd", "gbp", "chf"};
    static constexpr Bytes first_letters("eugcEUGC");
    return at < text.size() && first_letters.contains(text[at]) &&
           std::ranges::any_of(
               words,
               [&](std::string_view word) {
                   const auto found = text.substr(at, word.size());
                   return std::ranges::equal(found, word, {}, lower_ascii) && !word_at(text, at + word.size());
               });
}

} // namespace

bool left_edge(std::string_view text, std::size_t at) {
    static constexpr Bytes gluing("/#&.-=:"); // All ASCII: no byte of anything else is one of them.
    at = before_invisible(text, at);
    return !word_before(text, at) && (at == 0 || !gluing.contains(text[at - 1]));
}

bool right_edge(std::string_view text, std::size_t at) {
    at = after_invisible(text, at);
    const auto next = character_at(text, at);
    if (next.size == 0) {
        return true;
    }
    if (is_word(next.value) || is_currency(next.value)) {
        return false;
    }
    static constexpr Bytes gluing(".,:-@");
    if (!gluing.contains(text[at])) {
        return true;
    }
    const auto behind = after_invisible(text, at + 1);
    return behind >= text.size() || text[behind] == '_' || !word_at(text, behind);
}

bool is_amount(std::string_view text, std::size_t begin, std::size_t end) {
    const auto after = after_blanks(text, end);
    return is_currency(character_before(text, before_blanks(text, 0, begin)).value) ||
           is_currency(character_at(text, after).value) || currency_word_at(text, after);
}

bool looks_like_amount_or_phone(std::string_view text, std::size_t begin, std::size_t end) {
    const auto last = character_before(text, begin);
    if (last.value == '+' || last.value == '@' || is_amount(text, begin, end)) {
        return true;
    }
    const auto before = before_blanks(text, 0, begin);
    // A group of digits that begins with + or 0 is a country or area code: "+39 051 516757".
    auto group = before;
    while (group > 0 && before - group < 6 && is_digit(text[group - 1])) {
        --group;
    }
    return group < before && before < begin && !word_before(text, group) &&
           (text[group] == '0' || (group > 0 && text[group - 1] == '+'));
}

} // namespace usher::mention
