#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "usher/ticket/number.hpp"

namespace usher::ticket {

/// What somebody asked for: a ticket number, or explicitly (`id:N`) the desk's internal id. Never one taken for the
/// other.
using Reference = std::variant<TicketNumber, TicketId>;

/// `516757` or `id:1`: for stored rows, cache keys, button values and messages.
std::string to_string(const Reference& reference);
/// The opposite of `to_string`; nothing if it is neither.
std::optional<Reference> parse_reference(std::string_view text);

} // namespace usher::ticket
