#pragma once

#include "keliweb/desk_time.hpp"
#include "keliweb/raw_ticket.hpp"
#include "usher/ticket/ticket.hpp"

namespace usher::keliweb {

/// A ticket out of what the desk said: dates read, names found, posts in order.
ticket::Ticket build_ticket(RawTicket raw, const DeskTime& time);

} // namespace usher::keliweb
