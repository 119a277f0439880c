#include "mention/edges.hpp"

#include <algorithm>
#include <array>

#include "mention/characters.hpp"

namespace usher::mention {

namespace {

constexpr std::array<std::string_view, 6> currency_words{"euro", "euros", "eur", "usd", "gbp", "chf"};

bool same_word(std::string_view found, std::string_view word) {
    return std::ranges::equal(found, word, {}, lower_ascii);
}

bool currency_word_at(std::string_view text, std::size_t at) {
    static constexpr Bytes first_letters("eugcEUGC");
    return at < text.size() && first_letters.contains(text[at]) &&
           std::ranges::any_of(
               currency_words,
               [&](std::string_view word) {
                   return same_word(text.substr(at, word.size()), word) && !word_at(text, at + word.size());
               });
}

bool currency_word_before(std::string_view text, std::size_t end) {
    static constexpr Bytes last_letters("osrdpfOSRDPF");
    return end > 0 && last_letters.contains(text[end - 1]) &&
           std::ranges::any_of(currency_words, [&](std::string_view word) {
               const auto size = word.size();
               return end >= size && same_word(text.substr(end - size, size), word) && !word_before(text, end - size);
           });
}

/// Whether a group of digits in front of `at` is a country or area code: "+39 051 516757", "(051) 516757".
bool dialling_code_before(std::string_view text, std::size_t at) {
    constexpr int most_groups = 4;
    constexpr std::size_t longest_middle = 4; // Longer ones are numbers in a row.
    for (int groups = 0; groups < most_groups; ++groups) {
        auto end = before_blanks(text, 0, at);
        const bool parted = end < at;
        const bool closing = end > 0 && text[end - 1] == ')';
        end -= closing ? 1 : 0;
        auto group = end;
        while (group > 0 && end - group < 6 && is_digit(text[group - 1])) {
            --group;
        }
        if (group == end || !(parted || closing) || word_before(text, group)) {
            return false;
        }
        if (text[group] == '0' || (group > 0 && text[group - 1] == '+')) {
            return true;
        }
        if (end - group > longest_middle) {
            return false;
        }
        at = group;
    }
    return false;
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
    return currency_word_before(text, before_blanks(text, 0, begin)) || dialling_code_before(text, begin);
}

} // namespace usher::mention
