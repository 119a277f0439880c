#include "keliweb/reply_order.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "keliweb/ascii.hpp"
#include "keliweb/stable_order.hpp"

namespace usher::keliweb {

namespace {

using ticket::Reply;
using ticket::Time;

std::optional<std::uint64_t> number_of(const Reply& reply) {
    std::uint64_t number = 0;
    const auto* end = reply.id.data() + reply.id.size();
    const auto [stop, error] = std::from_chars(reply.id.data(), end, number);
    return all_digits(reply.id) && error == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

bool has_opening_id(const Reply& reply) {
    return reply.id == "0";
}

/// Whether the list runs from new to old, judged by the first and last post that can be told apart.
bool newest_first(const std::vector<Reply>& replies) {
    const auto is_dated = [](const Reply& reply) { return reply.at.has_value(); };
    const auto first = std::ranges::find_if(replies, is_dated);
    const auto last = std::find_if(replies.rbegin(), replies.rend(), is_dated);
    if (first != replies.end() && first->at != last->at) {
        return first->at > last->at;
    }
    const auto first_number = number_of(replies.front());
    const auto last_number = number_of(replies.back());
    return first_number && last_number && *first_number > *last_number;
}

/// The date of a post, or of the post before it if it has none, and its id if all have one.
using Place = std::pair<std::optional<Time>, std::uint64_t>;

std::vector<Place> places_of(const std::vector<Reply>& replies) {
    const bool all_numbered = std::ranges::all_of(replies, [](const Reply& it) { return number_of(it).has_value(); });
    std::vector<Place> places;
    places.reserve(replies.size());
    std::optional<Time> date;
    for (const auto& reply : replies) {
        date = reply.at ? reply.at : date;
        places.emplace_back(date, all_numbered ? number_of(reply).value_or(0) : 0);
    }
    return places;
}

} // namespace

void put_oldest_first(std::vector<Reply>& posts) {
    if (posts.empty()) {
        return;
    }
    if (newest_first(posts)) {
        std::ranges::reverse(posts);
    }
    sort_stably(posts, places_of(posts));
}

void put_in_order(std::vector<Reply>& replies) {
    if (replies.empty()) {
        return;
    }
    put_oldest_first(replies);
    const auto opening = std::ranges::find_if(replies, has_opening_id);
    if (opening != replies.end()) {
        std::rotate(replies.begin(), opening, std::next(opening));
    }
    replies.front().opening = true;
}

} // namespace usher::keliweb
