#include <algorithm>
#include <utility>

#include "bot/question.hpp"
#include "bot/unfurls.hpp"
#include "usher/ops/log.hpp"

// Cards that nobody asked for. They come at once or not at all: whatever goes wrong, nobody is told.

namespace usher::bot {

using card::NoticeKind;
using store::Ask;
using store::Outcome;

namespace {

bool names(const std::vector<ticket::TicketNumber>& tickets, const store::Answer& answer) {
    return std::ranges::any_of(tickets, [&](const auto& number) {
        return answer.shows.reference == std::optional<ticket::Reference>(number);
    });
}

bool same_tickets(std::vector<ticket::TicketNumber> some, std::vector<ticket::TicketNumber> others) {
    std::ranges::sort(some, {}, &ticket::TicketNumber::text);
    std::ranges::sort(others, {}, &ticket::TicketNumber::text);
    return some == others;
}

void remove(std::vector<ticket::TicketNumber>& tickets, const store::Answer& answer) {
    std::erase_if(tickets, [&](const auto& number) {
        return answer.shows.reference == std::optional<ticket::Reference>(number);
    });
}

} // namespace

runtime::Task<std::optional<Outcome>> Answering::keep_silent(Question& question, Outcome outcome,
                                                             std::string_view reason) {
    const auto& item = question.item();
    if (outcome == Outcome::refused) {
        const Speech withheld{card::Notice{},
                              {"silence", item.ask.reference, item.ask.view, card::Level::none},
                              chat::Audience::everyone,
                              outcome,
                              reason};
        delivery_.audit(question.exchange, withheld, Delivered::no);
    }
    if (item.ask.reference) {
        co_await forget_window(item, window_key(item, ticket::to_string(*item.ask.reference), {}));
    } else {
        co_await forget_window(item, list_window_key(item, item.ask.tickets, {}));
    }
    co_await take_back_lost(question);
    if (stop_.stopped()) {
        co_return std::nullopt;
    }
    co_return co_await finish(question, outcome);
}

runtime::Task<std::optional<Outcome>> Answering::unfurl(Question& question) {
    const auto& item = question.item();
    question.facts = co_await facts_of(question.platform, item);
    const auto decision =
        policy::authorise(options_.rules, request_of(question, policy::Action::unfurl, question.facts));
    if (!decision.grant) {
        ports_.metrics.add("usher_authz_denied_total", {{"reason", policy::name(decision.denial)}});
        co_return co_await keep_silent(question, Outcome::refused, policy::name(decision.denial));
    }
    question.grant = *decision.grant;
    question.language = question.grant.language;
    question.deadline = ports_.clock.now() + options_.give_up_unfurl_after;
    const bool too_late = ports_.clock.now() > item.received_at + options_.oldest_unfurl;
    if (lines_.overtaken(item) || (too_late && question.exchange.fate == Fate::none)) {
        if (too_late) {
            ports_.metrics.add("usher_unfurls_too_old_total",
                               {{"platform", identity::name(item.conversation.platform)}});
        }
        co_return co_await keep_silent(question, too_late ? Outcome::gave_up : Outcome::overtaken);
    }
    if (question.exchange.fate == Fate::none && co_await shown_otherwise(question)) {
        co_return co_await finish(question, Outcome::overtaken);
    }
    if (stop_.stopped()) {
        co_return std::nullopt;
    }
    if (item.ask.verb == Ask::Verb::unfurl_list) {
        co_return co_await unfurl_list(question);
    }
    co_return co_await unfurl_one(question);
}

runtime::Task<bool> Answering::shown_otherwise(Question& question) {
    using namespace asio::experimental::awaitable_operators;
    auto& item = question.exchange.item;
    if (!item.message) {
        co_return false;
    }
    const auto until = item.received_at + options_.wait_for_link;
    const bool waits = item.ask.awaits_link && question.platform.attaches_to_links();
    while (waits && !stop_.stopped() && ports_.clock.now() < until && !lines_.overtaken(item)) {
        if (lines_.attached_behind(item)) {
            co_return true;
        }
        co_await (lines_.movement() || stop_.sleep_until(until));
    }
    const bool list = item.ask.verb == Ask::Verb::unfurl_list;
    if (lines_.asked_behind(item)) {
        co_return true;
    }
    for (const auto& answer : co_await answers_to(item)) {
        if (answer.item == item.id) {
            continue;
        }
        if (answer.shows.kind == list_kind || (!list && answer.shows.reference == item.ask.reference)) {
            co_return true;
        }
        remove(item.ask.tickets, answer);
    }
    co_return list ? item.ask.tickets.empty() : false;
}

/// What cannot be attached to its link, though it may be shown, goes where it would have gone without.
runtime::Task<std::optional<Outcome>> Answering::deliver_unfurl(Question& question, Speech speech) {
    if (question.item().source == chat::Source::link && question.item().message) {
        speech.instead = [this, &question] { return post_beside_link(question.item()); };
    }
    return say_final(question, std::move(speech));
}

runtime::Task<bool> Answering::post_beside_link(const store::Item& item) {
    if (lines_.overtaken(item)) {
        co_return true; // Edited or deleted meanwhile: what it asks now comes behind.
    }
    auto message = item.clone();
    message.source = chat::Source::message;
    message.handle.reset();
    const chat::DedupKey once{"not_attached", std::to_string(item.id)};
    co_return co_await consequences_.follow_up({std::move(message), {once}});
}

runtime::Task<std::optional<Outcome>> Answering::preview_link(Question& question) {
    const auto request = request_of(question, policy::Action::preview, {});
    const auto decision = policy::authorise(options_.rules, request);
    question.language = decision.language;
    question.deadline = question.item().received_at + options_.give_up_unfurl_after;
    if (!decision.grant || ports_.clock.now() > question.deadline) {
        co_return co_await finish(question, decision.grant ? Outcome::gave_up : Outcome::refused);
    }
    co_return co_await tell(question, notice(question, NoticeKind::link_preview), Outcome::told);
}

runtime::Task<std::optional<Outcome>> Answering::unfurl_one(Question& question) {
    const auto& item = question.item();
    const auto fetched = co_await fetch_until(item, question.wanted_notes(), question.deadline);
    if (lines_.overtaken(item) || lines_.asked_behind(item)) {
        co_return co_await keep_silent(question, Outcome::overtaken);
    }
    const auto* found = fetched ? std::get_if<desk::Found>(&*fetched) : nullptr;
    const auto denial = found != nullptr ? co_await check_again(question) : std::nullopt;
    if (denial) {
        co_return co_await keep_silent(question, Outcome::refused, policy::name(*denial));
    }
    if (found != nullptr && policy::department_allowed(question.grant, found->ticket)) {
        Speech speech{
            card_of(question, found->ticket), question.card_shows(), chat::Audience::everyone, Outcome::shown, {}};
        co_return co_await deliver_unfurl(question, std::move(speech));
    }
    if (!fetched && stop_.stopped()) {
        co_return std::nullopt;
    }
    if (found != nullptr) {
        co_return co_await keep_silent(question, Outcome::refused, "department");
    }
    const bool unknown = fetched && std::holds_alternative<desk::NotFound>(*fetched);
    co_return co_await keep_silent(question, unknown ? Outcome::not_found : Outcome::gave_up);
}

runtime::Task<std::vector<card::TicketLine>> Answering::lines_of(Question& question,
                                                                 const std::vector<ticket::TicketNumber>& tickets) {
    std::vector<card::TicketLine> lines;
    for (const auto& number : tickets) {
        auto one = question.item().clone();
        one.ask.refreshes.reset();
        one.ask.reference = number;
        const auto fetched = co_await fetch_until(one, desk::Notes::counted, question.deadline);
        const auto* found = fetched ? std::get_if<desk::Found>(&*fetched) : nullptr;
        if (found != nullptr && policy::department_allowed(question.grant, found->ticket)) {
            const auto card = card_of(question, found->ticket);
            lines.push_back({card.number, card.link, card.status.text, card.subject});
        }
    }
    co_return lines;
}

runtime::Task<std::optional<Outcome>> Answering::unfurl_list(Question& question) {
    const auto& item = question.item();
    auto list = notice(question, NoticeKind::ticket_list);
    list.mentioned = item.ask.tickets.size();
    list.offers = question.offers();
    list.offers.list = list.mentioned > longest_list;
    if (!list.offers.list) {
        list.tickets = co_await lines_of(question, item.ask.tickets);
    }
    if (lines_.overtaken(item)) {
        co_return co_await keep_silent(question, Outcome::overtaken);
    }
    if (stop_.stopped()) {
        co_return std::nullopt;
    }
    if (list.tickets.empty() && !list.offers.list) {
        co_return co_await keep_silent(question, Outcome::not_found);
    }
    if (const auto denial = co_await check_again(question)) {
        co_return co_await keep_silent(question, Outcome::refused, policy::name(*denial));
    }
    Speech speech{std::move(list),
                  {std::string(list_kind), std::nullopt, item.ask.view, card::Level::minimal},
                  chat::Audience::everyone,
                  Outcome::shown,
                  {}};
    co_return co_await deliver_unfurl(question, std::move(speech));
}

/// An edited message: cards of tickets that it no longer names go, new ones come, the others stay as they are.
runtime::Task<std::optional<Outcome>> Answering::revise_unfurl(Question& question) {
    const auto& item = question.item();
    auto answers = co_await answers_to(item);
    if (stop_.stopped()) {
        co_return std::nullopt;
    }
    // What somebody hid stays hidden, whatever the message says now.
    auto missing = item.ask.tickets;
    const auto hidden = [](const auto& answer) { return answer.state == store::Answer::State::hidden; };
    const auto is_list = [](const auto& answer) { return answer.shows.kind == list_kind; };
    for (const auto& answer : answers) {
        if (hidden(answer)) {
            remove(missing, answer);
        }
    }
    if (std::ranges::any_of(answers, [&](const auto& answer) { return hidden(answer) && is_list(answer); })) {
        missing.clear();
    }
    std::erase_if(answers, hidden);
    const bool same_list = std::ranges::any_of(
        answers, [&](const auto& answer) { return is_list(answer) && same_tickets(answer.tickets, item.ask.tickets); });
    if (same_list) {
        co_return co_await finish(question, Outcome::told);
    }
    const bool anew = std::ranges::any_of(answers, is_list) || missing.size() >= shortest_list;
    for (auto& answer : answers) {
        if (!anew && names(item.ask.tickets, answer)) {
            remove(missing, answer);
            continue;
        }
        co_await forget_window_of(item, answer);
        co_await retract(question.platform, std::move(answer), question.deadline);
    }
    auto base = item.clone();
    base.revises = false;
    base.ask = {};
    const auto facts = co_await facts_of(question.platform, item);
    const auto rule = policy::unfurl_rule(options_.rules, item.conversation, facts.aliases);
    const std::vector<chat::DedupKey> keys{{"revision", std::to_string(item.id)}};
    std::vector<NamedTicket> named;
    named.reserve(missing.size());
    for (auto& number : missing) {
        // Which of them a link names is forgotten; if one does, its card may be attached before this one comes.
        named.push_back({std::move(number), true});
    }
    for (auto& arrival : unfurl_arrivals(base, named, keys, rule.window)) {
        if (!co_await consequences_.follow_up(std::move(arrival))) {
            co_return std::nullopt; // Not stored: the next start tries again.
        }
    }
    co_return co_await finish(question, Outcome::told);
}

} // namespace usher::bot
