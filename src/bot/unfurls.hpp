#pragma once

#include <vector>

#include "usher/bot/bot.hpp"
#include "usher/mention/matcher.hpp"
#include "usher/policy/policy.hpp"
#include "usher/store/store.hpp"

namespace usher::bot {

/// From this many tickets in one message on they are one list, and beyond the other only their number is told.
inline constexpr std::size_t shortest_list = 3;
inline constexpr std::size_t longest_list = 6;

/// The tickets that a text names, each once.
std::vector<ticket::TicketNumber> named_tickets(const mention::Matcher& matcher, std::string_view text, bool bare);

/// The name under which a ticket is remembered in the thread, or the conversation outside threads, that the item's
/// message was written in.
chat::DedupKey window_key(const store::Item& item, const std::string& number, std::chrono::seconds window);

/// What a message that names these tickets becomes: an item for each, or one for their list. `item` has everything but
/// what is asked; `keys` are the event's.
std::vector<store::Arrival> unfurl_arrivals(const store::Item& item, const std::vector<ticket::TicketNumber>& tickets,
                                            const std::vector<chat::DedupKey>& keys, std::chrono::seconds window);

} // namespace usher::bot
