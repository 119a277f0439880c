#include "bot/unfurls.hpp"

#include <utility>

namespace usher::bot {

std::vector<ticket::TicketNumber> named_tickets(const mention::Matcher& matcher, std::string_view text, bool bare) {
    std::vector<ticket::TicketNumber> tickets;
    for (const auto& match : matcher.explain(text, bare).matches) {
        if (auto number = ticket::TicketNumber::parse(match.number)) {
            tickets.push_back(std::move(*number));
        }
    }
    return tickets;
}

chat::DedupKey window_key(const store::Item& item, const std::string& number, std::chrono::seconds window) {
    // A card that is put under its message stands in a thread that the message itself begins.
    const bool written_in_thread = item.thread && (!item.message || item.thread->native != item.message->native);
    const auto thread = written_in_thread ? item.thread->native : std::string();
    return {"unfurl", item.conversation.native + "|" + thread + "|" + number, window};
}

std::vector<store::Arrival> unfurl_arrivals(const store::Item& item, const std::vector<ticket::TicketNumber>& tickets,
                                            const std::vector<chat::DedupKey>& keys, std::chrono::seconds window) {
    std::vector<store::Arrival> arrivals;
    if (tickets.size() >= shortest_list) {
        auto list = item.clone();
        list.ask.verb = store::Ask::Verb::unfurl_list;
        list.ask.tickets = tickets;
        arrivals.push_back({std::move(list), keys});
        return arrivals;
    }
    for (const auto& number : tickets) {
        auto one = item.clone();
        one.ask.verb = store::Ask::Verb::unfurl;
        one.ask.reference = number;
        store::Arrival arrival{std::move(one), keys};
        for (auto& key : arrival.keys) {
            key.key += arrivals.empty() ? "" : "#2";
        }
        arrival.keys.push_back(window_key(item, number.text(), window));
        arrivals.push_back(std::move(arrival));
    }
    return arrivals;
}

} // namespace usher::bot
