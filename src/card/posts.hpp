#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "usher/card/card.hpp"

namespace usher::card {

/// The posts that a view shows, oldest first, and how many replies it leaves out.
struct ChosenPosts {
    std::vector<const ticket::Reply*> posts;
    std::size_t earlier_replies = 0;
};

/// A summary has the latest `replies` replies, and the opening post only where there are fewer; `full` has every post,
/// the newest 200 at most; `last` has the last one. The pointers live as long as the ticket.
ChosenPosts choose_posts(const ticket::Ticket& ticket, View view, int replies);

/// The notes that a view shows, oldest first: the latest two on a summary, the latest ten at `full`, none with `last`.
std::vector<const ticket::Reply*> choose_notes(const ticket::Ticket& ticket, View view);

/// The bodies of the chosen posts, in their order: short on a summary, whole for `last`, and for `full` with an
/// allowance that short posts leave to the long ones.
std::vector<text::RichText> read_bodies(const std::vector<const ticket::Reply*>& posts, View view,
                                        std::string_view mark);

} // namespace usher::card
