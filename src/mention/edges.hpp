#pragma once

#include <cstddef>
#include <string_view>

namespace usher::mention {

/// Whether nothing that would make it part of something else is glued to the left of what begins at `at` (a `#` or a
/// number).
bool left_edge(std::string_view text, std::size_t at);
/// The same for the right of a number that ends at `at`.
bool right_edge(std::string_view text, std::size_t at);
/// Whether a currency stands in front of the number or behind it.
bool is_amount(std::string_view text, std::size_t begin, std::size_t end);
/// What only a number without any announcement must fear: prices, telephone numbers, user names.
bool looks_like_amount_or_phone(std::string_view text, std::size_t begin, std::size_t end);

} // namespace usher::mention
