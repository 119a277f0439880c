#pragma once

#include <vector>

#include "usher/ticket/ticket.hpp"

namespace usher::keliweb {

/// Puts posts oldest first and marks the opening one, whatever order they came in: by date, then by id. A post without
/// a date stays beside the one it came after. The opening post is the one with id 0, else the oldest, and always comes
/// first.
void put_in_order(std::vector<ticket::Reply>& replies);

/// The same for posts none of which opened the ticket.
void put_oldest_first(std::vector<ticket::Reply>& posts);

} // namespace usher::keliweb
