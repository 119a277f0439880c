#include "bot/arrivals.hpp"

#include <algorithm>
#include <utility>

#include "bot/unfurls.hpp"
#include "usher/bot/command.hpp"

namespace usher::bot {

namespace {

store::Ask ask_of(const chat::Press& press) {
    store::Ask ask;
    ask.verb = store::Ask::Verb::show;
    ask.reference = press.reference;
    ask.view = press.view;
    switch (press.button) {
    case chat::Press::Button::refresh:
        ask.refreshes = press.on;
        break;
    case chat::Press::Button::all_replies:
        ask.view = card::View::full;
        ask.private_answer = true;
        break;
    case chat::Press::Button::share:
        ask.verb = store::Ask::Verb::share;
        break;
    case chat::Press::Button::hide:
        ask.verb = store::Ask::Verb::hide;
        ask.refreshes = press.on;
        break;
    case chat::Press::Button::show_list:
        ask.verb = store::Ask::Verb::show_list;
        ask.refreshes = press.on;
        ask.private_answer = true;
        break;
    }
    if (ask.verb != store::Ask::Verb::hide && ask.verb != store::Ask::Verb::show_list && !ask.reference) {
        ask.verb = store::Ask::Verb::not_understood;
    }
    return ask;
}

} // namespace

store::Ask Arrivals::parse(const chat::Event& event) {
    const bool asks = event.source != chat::Source::message && event.source != chat::Source::link;
    if (!asks || event.change == chat::Change::withdrawn) {
        store::Ask withdrawn;
        withdrawn.verb = store::Ask::Verb::withdraw;
        return withdrawn;
    }
    // What piled up during an outage was not asked at once.
    const auto age = event.asked_at ? clock_.now() - *event.asked_at : milliseconds{0};
    const auto asked = clock_.steady() - std::clamp<milliseconds>(age, milliseconds{0}, std::chrono::hours{24});
    if (const auto wait = limiter_.take(event.person, asked)) {
        store::Ask limited;
        limited.verb = store::Ask::Verb::rate_limited;
        metrics_.add("usher_ratelimited_total", {{"scope", "user"}});
        return limited;
    }
    if (event.press) {
        return ask_of(*event.press);
    }
    auto ask = parse_command(event.text, CommandContext{matcher_, options_.mention.hosts, event.source});
    // Nobody else in the conversation sees that a shortcut was used, so nobody else is shown its answer.
    ask.private_answer = event.source == chat::Source::shortcut;
    return ask;
}

std::vector<store::Arrival> Arrivals::of(const chat::Event& event) {
    const bool unasked = event.source == chat::Source::message || event.source == chat::Source::link;
    if (unasked && event.change != chat::Change::withdrawn) {
        return event.source == chat::Source::link ? links_of(event) : unfurls_of(event);
    }
    std::vector<store::Arrival> arrivals;
    arrivals.push_back({item_of(event), event.keys});
    return arrivals;
}

/// A message that asks nothing. Most name no ticket and are forgotten here.
std::vector<store::Arrival> Arrivals::unfurls_of(const chat::Event& event) {
    const auto rule = policy::unfurl_rule(options_.rules, event.conversation, event.aliases);
    const bool edited = event.change == chat::Change::edited;
    auto tickets = rule.on ? named_tickets(matcher_, event.text, rule.bare) : std::vector<NamedTicket>{};
    if (tickets.empty() && !edited) {
        return {};
    }
    if (!edited && too_old(event)) {
        return {};
    }
    if (!tickets.empty() && too_many_unfurls(event.person)) {
        if (!edited) {
            return {};
        }
        tickets.clear(); // Nothing new, but what it no longer names must not stay.
    }
    auto item = unasked_item_of(event, rule);
    if (!edited) {
        return unfurl_arrivals(item, tickets, event.keys, rule.window);
    }
    item.ask.verb = tickets.empty() ? store::Ask::Verb::withdraw : store::Ask::Verb::unfurl_revision;
    for (auto& ticket : tickets) {
        item.ask.tickets.push_back(std::move(ticket.number));
    }
    std::vector<store::Arrival> arrivals;
    arrivals.push_back({std::move(item), event.keys});
    return arrivals;
}

std::vector<store::Arrival> Arrivals::links_of(const chat::Event& event) {
    const auto rule = policy::unfurl_rule(options_.rules, event.conversation, event.aliases);
    if (!rule.on) {
        return {};
    }
    auto arrivals = link_arrivals(unasked_item_of(event, rule), event.links, matcher_, options_.mention.hosts,
                                  event.keys, rule.window);
    if (!arrivals.empty() && (too_old(event) || too_many_unfurls(event.person))) {
        return {};
    }
    return arrivals;
}

store::Item Arrivals::unasked_item_of(const chat::Event& event, const policy::UnfurlRule& rule) {
    auto item = item_of(event);
    if (rule.place_thread && !item.thread && item.message) {
        item.thread = identity::ThreadId{item.message->native};
    }
    item.ask = {};
    return item;
}

bool Arrivals::too_old(const chat::Event& event) {
    const bool old = event.asked_at && clock_.now() - *event.asked_at > options_.oldest_unfurl;
    if (old) {
        metrics_.add("usher_unfurls_too_old_total", {{"platform", identity::name(event.conversation.platform)}});
    }
    return old;
}

bool Arrivals::too_many_unfurls(const identity::PersonId& person) {
    const bool too_many = unfurl_limiter_.take(person, clock_.steady()).has_value();
    if (too_many) {
        metrics_.add("usher_ratelimited_total", {{"scope", "unfurl"}});
    }
    return too_many;
}

store::Item Arrivals::item_of(const chat::Event& event) {
    store::Item item;
    item.desk = options_.desk;
    item.source = event.source;
    item.ask = parse(event);
    item.conversation = event.conversation;
    item.thread = event.thread;
    item.message = event.message;
    item.revises = event.change == chat::Change::edited;
    item.person = event.person;
    item.outsiders = event.outsiders;
    item.received_at = clock_.now();
    if (event.handle) {
        item.handle = event.handle->clone();
    }
    return item;
}

} // namespace usher::bot
