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

constexpr std::string_view list_kind = "ticket_list";

bool names(const std::vector<ticket::TicketNumber>& tickets, const store::Answer& answer) {
    return std::ranges::any_of(tickets, [&](const auto& number) {
        return answer.shows.reference == std::optional<ticket::Reference>(number);
    });
}

} // namespace

runtime::Task<void> Answering::forget_window(const store::Item& item, std::string number) {
    const auto forgotten = co_await ports_.store.forget_key(item.clone(), window_key(item, number, {}));
    if (!forgotten) {
        ops::log_warning("store_failed", "Could not forget a card that is gone; its ticket stays quiet for a while",
                         {{"item", item.id}, {"reason", forgotten.error().reason}});
    }
}

runtime::Task<void> Answering::forget_window_of(const store::Item& item, const store::Answer& answer) {
    if (answer.unasked && answer.shows.reference) {
        auto written = item.clone();
        written.thread = answer.to.thread;
        co_await forget_window(written, ticket::to_string(*answer.shows.reference));
    }
}

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
        co_await forget_window(item, ticket::to_string(*item.ask.reference));
    }
    const auto finished = co_await ports_.store.finish(item.id, outcome);
    co_return finished ? std::optional(outcome) : std::nullopt;
}

runtime::Task<std::optional<Outcome>> Answering::unfurl(Question& question) {
    const auto& item = question.item();
    policy::Request request{item.person, item.conversation, {}, policy::Action::unfurl};
    request.facts = co_await facts_of(question.platform, item);
    const auto decision = policy::authorise(options_.rules, request);
    if (!decision.grant) {
        ports_.metrics.add("usher_authz_denied_total", {{"reason", policy::name(decision.denial)}});
        co_return co_await keep_silent(question, Outcome::refused, policy::name(decision.denial));
    }
    question.grant = *decision.grant;
    question.language = question.grant.language;
    question.deadline = ports_.clock.now() + options_.give_up_unfurl_after;
    const bool too_late = ports_.clock.now() > item.received_at + options_.oldest_unfurl;
    if (lines_.overtaken(item) || (too_late && question.exchange.fate == Fate::none)) {
        co_return co_await keep_silent(question, too_late ? Outcome::gave_up : Outcome::overtaken);
    }
    if (item.ask.verb == Ask::Verb::unfurl_list) {
        co_return co_await unfurl_list(question);
    }
    co_return co_await unfurl_one(question);
}

runtime::Task<std::optional<Outcome>> Answering::unfurl_one(Question& question) {
    const auto& item = question.item();
    const auto fetched = co_await fetch_until(item, question.deadline);
    if (lines_.overtaken(item)) {
        co_return co_await keep_silent(question, Outcome::overtaken);
    }
    const auto* found = fetched ? std::get_if<desk::Found>(&*fetched) : nullptr;
    if (found != nullptr && policy::department_allowed(question.grant, found->ticket)) {
        Speech speech{card_of(question, found->ticket),
                      {"card", item.ask.reference, item.ask.view, question.grant.level},
                      chat::Audience::everyone,
                      Outcome::shown,
                      {}};
        co_return co_await say_final(question, std::move(speech));
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

runtime::Task<std::optional<Outcome>> Answering::unfurl_list(Question& question) {
    const auto& item = question.item();
    auto list = notice(question, NoticeKind::ticket_list);
    list.mentioned = item.ask.tickets.size();
    for (const auto& number : item.ask.tickets) {
        if (item.ask.tickets.size() > longest_list) {
            break;
        }
        auto one = item.clone();
        one.ask.reference = number;
        const auto fetched = co_await fetch_until(one, question.deadline);
        const auto* found = fetched ? std::get_if<desk::Found>(&*fetched) : nullptr;
        if (found != nullptr && policy::department_allowed(question.grant, found->ticket)) {
            const auto card = card_of(question, found->ticket);
            list.tickets.push_back({card.number, card.link, card.status.text, card.subject});
        }
    }
    if (lines_.overtaken(item)) {
        co_return co_await keep_silent(question, Outcome::overtaken);
    }
    if (stop_.stopped()) {
        co_return std::nullopt;
    }
    if (list.tickets.empty() && item.ask.tickets.size() <= longest_list) {
        co_return co_await keep_silent(question, Outcome::not_found);
    }
    Speech speech{std::move(list),
                  {std::string(list_kind), std::nullopt, item.ask.view, question.grant.level},
                  chat::Audience::everyone,
                  Outcome::shown,
                  {}};
    co_return co_await say_final(question, std::move(speech));
}

/// An edited message: cards of tickets that it no longer names go, new ones come, the others stay as they are.
runtime::Task<std::optional<Outcome>> Answering::revise_unfurl(Question& question) {
    const auto& item = question.item();
    auto answers = co_await answers_to(item);
    if (stop_.stopped()) {
        co_return std::nullopt;
    }
    auto missing = item.ask.tickets;
    const bool list_before =
        std::ranges::any_of(answers, [](const auto& answer) { return answer.shows.kind == list_kind; });
    const bool anew = list_before || missing.size() >= shortest_list;
    for (auto& answer : answers) {
        if (!anew && names(item.ask.tickets, answer)) {
            std::erase_if(missing, [&](const auto& number) {
                return answer.shows.reference == std::optional<ticket::Reference>(number);
            });
            continue;
        }
        co_await forget_window_of(item, answer);
        co_await retract(question.platform, std::move(answer), question.deadline);
    }
    auto base = item.clone();
    base.revises = false;
    base.ask = {};
    const auto rule = policy::unfurl_rule(options_.rules, item.conversation, {});
    const std::vector<chat::DedupKey> keys{{"revision", std::to_string(item.id)}};
    for (auto& arrival : unfurl_arrivals(base, missing, keys, rule.window)) {
        if (!co_await follow_up_(std::move(arrival))) {
            co_return std::nullopt; // Not stored: the next start tries again.
        }
    }
    const auto finished = co_await ports_.store.finish(item.id, Outcome::told);
    co_return finished ? std::optional(Outcome::told) : std::nullopt;
}

} // namespace usher::bot
