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

/// How the store calls what lists tickets.
inline constexpr std::string_view list_kind = "ticket_list";

/// A ticket that a message names. `by_link`: with a link to it, and nothing else.
struct NamedTicket {
    ticket::TicketNumber number;
    bool by_link = false;
};

/// The tickets that a text names, each once.
std::vector<NamedTicket> named_tickets(const mention::Matcher& matcher, std::string_view text, bool bare);

/// The name under which a ticket is remembered in the thread, or the conversation outside threads, that the item's
/// message was written in.
chat::DedupKey window_key(const store::Item& item, const std::string& number, std::chrono::seconds window);

/// The same for the list of several.
chat::DedupKey list_window_key(const store::Item& item, std::vector<ticket::TicketNumber> tickets,
                               std::chrono::seconds window);

/// What a message that names these tickets becomes: an item for each, or one for their list. `item` has everything but
/// what is asked; `keys` are the event's.
std::vector<store::Arrival> unfurl_arrivals(const store::Item& item, const std::vector<NamedTicket>& tickets,
                                            const std::vector<chat::DedupKey>& keys, std::chrono::seconds window);

/// The same for the links of a message, or of one that is still being written: each has its own way to be answered. Of
/// several links to the same ticket the first counts.
std::vector<store::Arrival> link_arrivals(const store::Item& item, const std::vector<chat::SharedLink>& links,
                                          const mention::Matcher& matcher, const std::vector<std::string>& hosts,
                                          const std::vector<chat::DedupKey>& keys, std::chrono::seconds window);

} // namespace usher::bot
