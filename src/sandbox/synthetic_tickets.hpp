#pragma once

#include <optional>
#include <string_view>

#include "sandbox/json.hpp"

namespace usher::sandbox {

/// Tickets that are computed from their number, always the same: 900000 to 900999, and 990500 with 500 replies (about 1
/// MB). Their id is their number. Dates are relative (`now-…`).
std::optional<Json> synthetic_ticket(std::string_view number);
bool is_synthetic_id(std::string_view id);

} // namespace usher::sandbox
