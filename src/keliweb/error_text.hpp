#pragma once

#include <optional>
#include <string_view>

#include "usher/desk/desk.hpp"

namespace usher::keliweb {

/// What one of the desk's error texts means; nothing if we do not know it. The text itself goes no further than this.
std::optional<desk::Fetched> known_error(std::string_view text);

} // namespace usher::keliweb
