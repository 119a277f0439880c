#include "usher/ticket/ticket.hpp"

#include <algorithm>

namespace usher::ticket {

namespace {

Waiting after_post_by(Role role, std::optional<Time> at) {
    return Waiting{.on = role == Role::staff ? WaitingOn::client : WaitingOn::us, .since = at};
}

} // namespace

std::size_t Ticket::reply_count() const {
    return static_cast<std::size_t>(std::ranges::count(replies, false, &Reply::opening));
}

Waiting waiting(const Ticket& ticket) {
    if (status_class(ticket.status) == StatusClass::closed) {
        return Waiting{.on = WaitingOn::nobody, .since = std::nullopt};
    }
    const auto newest_first = ticket.replies.rbegin();
    const auto last = std::find_if(newest_first, ticket.replies.rend(), [](const Reply& r) { return !r.opening; });
    if (last != ticket.replies.rend()) {
        return after_post_by(
            last->role, last->at.or_else([&] { return ticket.last_reply; }).or_else([&] { return ticket.opened; }));
    }
    // The desk names the staff member who opened a ticket on the ticket, and not always on its opening post.
    const bool by_staff =
        ticket.opened_by_staff || (!ticket.replies.empty() && ticket.replies.back().role == Role::staff);
    auto since = ticket.replies.empty() ? std::optional<Time>{} : ticket.replies.back().at;
    since = since.or_else([&] { return ticket.opened; }).or_else([&] { return ticket.last_reply; });
    return after_post_by(by_staff ? Role::staff : Role::client, since);
}

} // namespace usher::ticket
