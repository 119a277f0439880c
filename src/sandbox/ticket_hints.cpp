#include "sandbox/ticket_hints.hpp"

#include <array>

namespace usher::sandbox {

namespace {

constexpr std::array<TicketHint, 15> kHints{{
    {"516757", "The example of the desk's documentation"},
    {"482913", "HTML mail with quoted history"},
    {"902347", "Italian, in progress, with attachments"},
    {"731440", "A long thread"},
    {"615208", "Italian, entities as the desk stores them"},
    {"640255", "Passwords, keys and card numbers"},
    {"655021", "Text that tries to break out"},
    {"483377", "Markdown"},
    {"358126", "Nobody has answered yet"},
    {"CFB-250177", "Letters in the number, on hold"},
    {"861905", "A status of the desk's own"},
    {"274619", "Opened by staff, about a domain"},
    {"120045", "An old ticket with next to nothing in it"},
    {"990500", "500 replies"},
    {"111111", "No such ticket"},
}};

} // namespace

std::span<const TicketHint> ticket_hints() {
    return kHints;
}

} // namespace usher::sandbox
