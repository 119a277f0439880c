#include "card/people.hpp"

#include <algorithm>
#include <array>

namespace usher::card {

namespace {

// ASCII blank, then the Unicode ones that people paste: no-break space, figure space, narrow no-break space,
// ideographic space.
constexpr std::array<std::string_view, 6> blanks{" ", "\t", "\u00A0", "\u2007", "\u202F", "\u3000"};

/// Length of the blank that `text` starts with, or 0.
std::size_t blank_at(std::string_view text) {
    const auto found = std::ranges::find_if(blanks, [&](std::string_view blank) { return text.starts_with(blank); });
    return found == blanks.end() ? 0 : found->size();
}

} // namespace

std::string first_word(std::string_view name) {
    while (const auto length = blank_at(name)) {
        name.remove_prefix(length);
    }
    std::size_t end = 0;
    while (end < name.size() && blank_at(name.substr(end)) == 0) {
        ++end;
    }
    auto word = name.substr(0, end);
    while (!word.empty() && (word.back() == ',' || word.back() == ';' || word.back() == ':')) {
        word.remove_suffix(1);
    }
    return word.find('@') == std::string_view::npos ? std::string(word) : std::string{};
}

} // namespace usher::card
