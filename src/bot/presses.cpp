#include <algorithm>
#include <utility>

#include "bot/question.hpp"
#include "bot/unfurls.hpp"
#include "usher/ops/log.hpp"

// Presses on what stands in a conversation already.

namespace usher::bot {

using card::NoticeKind;
using store::Outcome;

namespace {

constexpr std::size_t most_listed = 20;

} // namespace

runtime::Task<std::optional<store::Standing>> Answering::standing_at(const store::Item& item) {
    while (!stop_.stopped() && item.ask.refreshes) {
        auto standing = co_await ports_.store.answer_at(item.conversation, *item.ask.refreshes);
        if (standing) {
            co_return std::move(*standing);
        }
        ops::log_error("store_failed", "Could not look up the card that a press is on; will try again",
                       {{"item", item.id}, {"reason", standing.error().reason}});
        co_await stop_.sleep_until(ports_.clock.now() + std::chrono::seconds{1});
    }
    co_return std::nullopt;
}

/// A press renews what nobody asked for, and does not make it show more than that may.
runtime::Task<void> Answering::keep_unasked_bounds(Question& question, const identity::ConversationFacts& facts) {
    const auto& item = question.item();
    const auto standing = co_await standing_at(item);
    if (standing) {
        question.pressed = standing->answer;
    }
    const auto most = policy::ceiling(options_.rules, item.conversation, facts, true).level;
    if (question.unasked()) {
        question.grant.level = std::min(question.grant.level, most);
    } else if (!standing && item.ask.refreshes->via == chat::PostedMessage::Via::message) {
        // Too old to be known: perhaps nobody asked for it, so it shows no more than that would, if anything.
        question.grant.level = std::min(question.grant.level, std::max(most, policy::Level::minimal));
    }
}

runtime::Task<bool> Answering::record_renewed(Question& question, store::Shows shows) {
    const auto written =
        co_await ports_.store.record_sent(question.pressed->id, *question.pressed->posted, std::move(shows), {});
    if (!written) {
        ops::log_warning("store_failed", "Could not record what a renewed card shows",
                         {{"item", question.item().id}, {"reason", written.error().reason}});
    }
    co_return written.has_value();
}

runtime::Task<std::optional<Outcome>> Answering::hide(Question& question) {
    const auto& item = question.item();
    auto standing = co_await standing_at(item);
    if (stop_.stopped()) {
        co_return std::nullopt;
    }
    if (standing && !standing->answer.unasked) {
        co_return co_await finish(question, Outcome::told); // Only what nobody asked for has that button.
    }
    store::Answer answer;
    answer.to = {item.conversation, item.thread, chat::Audience::everyone, item.person, std::nullopt};
    answer.posted = item.ask.refreshes;
    if (standing) {
        answer = std::move(standing->answer);
        const auto hidden = co_await ports_.store.record_hidden(answer.id);
        if (!hidden) {
            ops::log_error("store_failed", "Could not remember that a card is hidden; the next start tries again",
                           {{"item", item.id}, {"reason", hidden.error().reason}});
            co_return std::nullopt;
        }
    }
    const Speech hidden{card::Notice{},
                        {"hidden", answer.shows.reference, answer.shows.view, card::Level::none},
                        chat::Audience::everyone,
                        Outcome::hidden,
                        {}};
    delivery_.audit(question.exchange, hidden, Delivered::yes);
    co_await retract(question.platform, std::move(answer), ports_.clock.now() + std::chrono::minutes{2});
    if (stop_.stopped()) {
        co_return std::nullopt;
    }
    co_return co_await finish(question, Outcome::hidden);
}

runtime::Task<std::optional<Outcome>> Answering::show_list(Question& question) {
    const auto standing = co_await standing_at(question.item());
    if (stop_.stopped()) {
        co_return std::nullopt;
    }
    if (!standing || standing->item.ask.tickets.empty()) {
        co_return co_await tell(question, notice(question, NoticeKind::gone), Outcome::told);
    }
    question.deadline = ports_.clock.now() + options_.give_up_unfurl_after;
    auto tickets = standing->item.ask.tickets;
    auto list = notice(question, NoticeKind::ticket_list);
    list.mentioned = tickets.size();
    tickets.erase(tickets.begin() + static_cast<std::ptrdiff_t>(std::min(tickets.size(), most_listed)), tickets.end());
    list.tickets = co_await lines_of(question, tickets);
    if (list.tickets.empty()) {
        co_return co_await tell(question, notice(question, NoticeKind::not_found), Outcome::not_found);
    }
    Speech speech{std::move(list),
                  {std::string(list_kind), std::nullopt, question.item().ask.view, card::Level::minimal},
                  question.audience_of_card(),
                  Outcome::shown,
                  {}};
    co_return co_await say_final(question, std::move(speech));
}

} // namespace usher::bot
