#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace usher::text {

inline constexpr std::size_t longest_entity_name = 16; ///< `NonBreakingSpace`

/// What `&name;` stands for. Names are case-sensitive.
std::optional<char32_t> entity_value(std::string_view name);

} // namespace usher::text
