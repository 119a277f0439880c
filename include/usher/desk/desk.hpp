#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "usher/runtime/clock.hpp"
#include "usher/runtime/task.hpp"
#include "usher/ticket/reference.hpp"
#include "usher/ticket/ticket.hpp"

namespace usher::desk {

using ticket::Reference;

struct Found {
    ticket::Ticket ticket;
    runtime::WallTime fetched_at;
};
/// The desk says that no such ticket exists, or answered with another ticket than the one asked for.
struct NotFound {};
/// The desk knows the ticket but may not show it to us, or the owner is not on the allow list.
struct Refused {};
/// The ticket exists but is too large, or the desk could not encode it: asking again does not help.
struct Unreadable {
    enum class Why { too_large, broken_text };
    Why why = Why::broken_text;
};
/// Timeout, connection trouble, 5xx, 429, nonsense: asking again later may help.
struct Unavailable {
    std::optional<runtime::milliseconds> retry_after; ///< From `Retry-After`, if the desk sent one.
    std::string reason;                               ///< A short stable code for logs and metrics, never desk text.
};
/// The desk rejects our credentials or our address: only the operator can mend it.
struct Misconfigured {
    std::string reason; ///< A short stable code for logs and metrics, never desk text.
};

/// What a caller has to decide about. Nothing in here quotes the desk's own error text.
using Fetched = std::variant<Found, NotFound, Refused, Unreadable, Unavailable, Misconfigured>;

/// `found`, `not_found`, …: the label of metrics and logs.
std::string_view name(const Fetched& fetched);

/// Whether the texts of the staff's internal notes are wanted, or only how many there are.
enum class Notes : std::uint8_t { counted, read };

/// The port to a ticket system. Loop thread only; `fetch` has its own deadline and never throws for what the other side
/// does.
class Desk {
public:
    virtual ~Desk() = default;
    virtual runtime::Task<Fetched> fetch(Reference reference, Notes notes = Notes::counted) = 0;
};

} // namespace usher::desk
