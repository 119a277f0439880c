#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace usher::mention {

/// A list of words and phrases ("pull request"), looked up in front of a place in a text. Case does not count.
class Phrases {
public:
    /// Throws std::invalid_argument, naming `what`, if an entry has no word in it or is too long.
    Phrases(const std::vector<std::string>& phrases, std::string_view what);

    /// Where the shortest phrase begins that ends exactly at `end`; npos if none does. What stands behind is not looked
    /// at.
    [[nodiscard]] std::size_t begin_before(std::string_view text, std::size_t floor, std::size_t end) const;

    static constexpr std::size_t longest_word = 40;
    static constexpr std::size_t npos = std::string_view::npos;

private:
    using Words = std::vector<std::string>; ///< Last word first.
    /// Those whose last word ends with a certain small ASCII letter, or with any other character.
    struct Ending {
        std::vector<Words> phrases;
        std::uint64_t lengths = 0; ///< As bits: how long the last words are. Most words of a text need no other look.
    };
    std::array<Ending, 128> endings_; ///< By the letter; [0] for all others.
};

/// Where a label such as `n.`, `n°`, `no.`, `numero`, `number` or `ID` begins that ends exactly at `end`; npos if none
/// does.
std::size_t label_before(std::string_view text, std::size_t floor, std::size_t end);

} // namespace usher::mention
