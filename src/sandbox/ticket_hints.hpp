#pragma once

#include <span>
#include <string_view>

namespace usher::sandbox {

/// A ticket to try, and what there is to see.
struct TicketHint {
    std::string_view number;
    std::string_view note;
};
std::span<const TicketHint> ticket_hints();

} // namespace usher::sandbox
