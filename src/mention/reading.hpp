#pragma once

#include <string_view>

#include "mention/rules.hpp"

namespace usher::mention {

/// Applies the rule to one text.
Explanation read(const Matcher::Rules& rules, std::string_view text, bool bare);

} // namespace usher::mention
