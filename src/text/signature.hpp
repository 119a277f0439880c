#pragma once

#include <cstddef>
#include <vector>

#include "text/mail_lines.hpp"

namespace usher::text {

/// Where a signature, a device line or a disclaimer begins that goes on to the end; the number of lines if there is
/// none. Only the last of them: ask again once it is gone.
std::size_t start_of_signature(const std::vector<Line>& lines);

} // namespace usher::text
