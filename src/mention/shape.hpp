#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace usher::mention {

/// What a ticket number looks like: so many digits, or a WHMCS mask.
class Shape {
public:
    /// `mask` wins if it is not empty. Throws std::invalid_argument if a number of this shape could not be asked for.
    Shape(int digits, std::string_view mask);

    /// The end of the number that begins at `at`, or npos. `exact_case`: `%A`, `%a` and letters as the mask has them;
    /// otherwise the case of letters does not count (the desk ignores it too).
    [[nodiscard]] std::size_t match(std::string_view text, std::size_t at, bool exact_case) const;
    [[nodiscard]] bool is_number(std::string_view text) const { return match(text, 0, false) == text.size(); }

    [[nodiscard]] bool starts_with_digit() const;
    /// How many digits a number has at least.
    [[nodiscard]] std::size_t fewest_digits() const;

    static constexpr std::size_t npos = std::string_view::npos;

private:
    enum class Kind : std::uint8_t { literal, upper, lower, digit, id };
    struct Element {
        Kind kind;
        char literal = 0;
    };
    void parse(std::string_view mask);
    void check(std::string_view mask) const;
    [[nodiscard]] std::size_t match_from(std::size_t element, std::string_view text, std::size_t at,
                                         bool exact_case) const;

    std::vector<Element> elements_;
    std::size_t digits_ = 0; ///< All there is, unless there is a mask.
};

/// A number as written, with each non-breaking blank (a mask may hold blanks) as a plain one.
std::string as_number(std::string_view written);

} // namespace usher::mention
