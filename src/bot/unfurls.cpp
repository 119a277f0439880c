#include "bot/unfurls.hpp"

#include <algorithm>
#include <utility>

#include "usher/mention/link.hpp"

namespace usher::bot {

namespace {

/// The event's own names, made different for each of several items.
std::vector<chat::DedupKey> numbered(std::vector<chat::DedupKey> keys, std::size_t number) {
    for (auto& key : keys) {
        key.key += number == 0 ? "" : "#" + std::to_string(number + 1);
    }
    return keys;
}

store::Arrival list_arrival(const store::Item& item, std::vector<ticket::TicketNumber> tickets,
                            const std::vector<chat::DedupKey>& keys, std::chrono::seconds window) {
    store::Arrival list{item.clone(), keys};
    list.keys.push_back(list_window_key(item, tickets, window));
    list.item.ask.verb = store::Ask::Verb::unfurl_list;
    list.item.ask.tickets = std::move(tickets);
    return list;
}

struct OurLink {
    ticket::TicketNumber number;
    chat::ReplyHandle handle;
};

std::vector<OurLink> our_links(const std::vector<chat::SharedLink>& links, const mention::Matcher& matcher,
                               const std::vector<std::string>& hosts) {
    std::vector<OurLink> ours;
    for (const auto& link : links) {
        const auto read = mention::read_ticket_link(link.url, hosts);
        auto number = read && read->ours && matcher.is_number(read->number) ? ticket::TicketNumber::parse(read->number)
                                                                            : std::nullopt;
        if (!number || std::ranges::find(ours, *number, &OurLink::number) != ours.end()) {
            continue;
        }
        ours.push_back({std::move(*number), link.handle.clone()});
        ours.back().handle.storable = !read->discloses_key;
    }
    return ours;
}

} // namespace

std::vector<NamedTicket> named_tickets(const mention::Matcher& matcher, std::string_view text, bool bare) {
    std::vector<NamedTicket> tickets;
    for (const auto& match : matcher.explain(text, bare).matches) {
        if (auto number = ticket::TicketNumber::parse(match.number)) {
            tickets.push_back({std::move(*number), match.rule == mention::Rule::link});
        }
    }
    return tickets;
}

chat::DedupKey window_key(const store::Item& item, const std::string& number, std::chrono::seconds window) {
    // A card that is put under its message stands in a thread that the message itself begins.
    const bool written_in_thread = item.thread && (!item.message || item.thread->native != item.message->native);
    const auto thread = written_in_thread ? item.thread->native : std::string();
    return {"unfurl", item.conversation.native + "|" + thread + "|" + number, window, true};
}

chat::DedupKey list_window_key(const store::Item& item, std::vector<ticket::TicketNumber> tickets,
                               std::chrono::seconds window) {
    std::ranges::sort(tickets, {}, &ticket::TicketNumber::text);
    std::uint64_t digest = 14'695'981'039'346'656'037U; // FNV-1a: a message may name thousands.
    for (const auto& ticket : tickets) {
        for (const char byte : ticket.text() + "\n") {
            digest = (digest ^ static_cast<unsigned char>(byte)) * 1'099'511'628'211U;
        }
    }
    return window_key(item, "list " + std::to_string(tickets.size()) + " " + std::to_string(digest), window);
}

std::vector<store::Arrival> unfurl_arrivals(const store::Item& item, const std::vector<NamedTicket>& tickets,
                                            const std::vector<chat::DedupKey>& keys, std::chrono::seconds window) {
    std::vector<store::Arrival> arrivals;
    if (tickets.size() >= shortest_list) {
        std::vector<ticket::TicketNumber> numbers;
        std::ranges::transform(tickets, std::back_inserter(numbers), &NamedTicket::number);
        arrivals.push_back(list_arrival(item, std::move(numbers), keys, window));
        arrivals.back().item.ask.awaits_link = std::ranges::all_of(tickets, &NamedTicket::by_link);
        return arrivals;
    }
    for (const auto& ticket : tickets) {
        store::Arrival one{item.clone(), numbered(keys, arrivals.size())};
        one.item.ask.verb = store::Ask::Verb::unfurl;
        one.item.ask.reference = ticket.number;
        one.item.ask.awaits_link = ticket.by_link;
        one.keys.push_back(window_key(item, ticket.number.text(), window));
        arrivals.push_back(std::move(one));
    }
    return arrivals;
}

std::vector<store::Arrival> link_arrivals(const store::Item& item, const std::vector<chat::SharedLink>& links,
                                          const mention::Matcher& matcher, const std::vector<std::string>& hosts,
                                          const std::vector<chat::DedupKey>& keys, std::chrono::seconds window) {
    auto ours = our_links(links, matcher, hosts);
    std::vector<store::Arrival> arrivals;
    const bool written = item.message.has_value();
    if (written && ours.size() > longest_list) {
        return arrivals; // The message itself gets their number, with a button.
    }
    if (written && ours.size() >= shortest_list) {
        std::vector<ticket::TicketNumber> numbers;
        std::ranges::transform(ours, std::back_inserter(numbers), &OurLink::number);
        arrivals.push_back(list_arrival(item, std::move(numbers), keys, window));
        arrivals.back().item.handle = std::move(ours.front().handle);
        return arrivals;
    }
    for (auto& link : ours) {
        if (arrivals.size() == longest_list) {
            break;
        }
        store::Arrival one{item.clone(), numbered(keys, arrivals.size())};
        one.item.ask.verb = written ? store::Ask::Verb::unfurl : store::Ask::Verb::link_preview;
        one.item.ask.reference = link.number;
        one.item.handle = std::move(link.handle);
        if (written) {
            one.keys.push_back(window_key(item, link.number.text(), window));
        }
        arrivals.push_back(std::move(one));
    }
    return arrivals;
}

} // namespace usher::bot
