#include <algorithm>
#include <utility>

#include "bot/question.hpp"
#include "bot/unfurls.hpp"
#include "usher/ops/log.hpp"

// Answers go when their message goes, or no longer asks for them.

namespace usher::bot {

using store::Outcome;

runtime::Task<std::vector<store::Answer>> Answering::answers_to(const store::Item& item) {
    while (!stop_.stopped()) {
        auto answers = co_await ports_.store.answers_to(item.conversation, *item.message);
        if (answers) {
            std::erase_if(*answers, [](const auto& answer) {
                return answer.state != store::Answer::State::sent && answer.state != store::Answer::State::hidden;
            });
            co_return std::move(*answers);
        }
        ops::log_error("store_failed", "Could not look up an earlier answer; will try again",
                       {{"item", item.id}, {"reason", answers.error().reason}});
        co_await stop_.sleep_until(ports_.clock.now() + std::chrono::seconds{1});
    }
    co_return std::vector<store::Answer>{};
}

runtime::Task<std::optional<Outcome>> Answering::withdraw(Question& question) {
    for (auto& answer : co_await answers_to(question.item())) {
        if (answer.state == store::Answer::State::hidden) {
            continue;
        }
        co_await forget_window_of(question.item(), answer);
        co_await retract(question.platform, std::move(answer), question.deadline);
    }
    if (stop_.stopped()) {
        co_return std::nullopt;
    }
    co_return co_await finish(question, Outcome::withdrawn);
}

runtime::Task<void> Answering::retract(chat::Platform& platform, store::Answer answer, WallTime deadline) {
    auto pause = runtime::milliseconds{500};
    while (!stop_.stopped() && ports_.clock.now() < deadline) {
        // What is attached to a link goes with the link.
        const bool attached = answer.posted->via == chat::PostedMessage::Via::link;
        chat::PostResult result = chat::Sent{*answer.posted};
        if (!attached) {
            result = co_await platform.retract(answer.to, *answer.posted);
        }
        if (const auto* rejected = std::get_if<chat::Rejected>(&result)) {
            ops::log_warning("answer_not_retracted", "The platform will not delete an answer",
                             {{"item", answer.item}, {"reason", rejected->reason}});
            co_return;
        }
        if (std::holds_alternative<chat::Sent>(result)) {
            const auto recorded = co_await ports_.store.record_retracted(answer.id);
            if (!recorded) {
                ops::log_error("store_failed", "Could not record a deleted answer",
                               {{"item", answer.item}, {"reason", recorded.error().reason}});
            }
            co_return;
        }
        pause = std::min(pause * 2, runtime::milliseconds{60'000});
        auto wait = pause;
        if (const auto* not_sent = std::get_if<chat::NotSent>(&result)) {
            wait = std::max(wait, not_sent->retry_after.value_or(wait));
        }
        co_await stop_.sleep_until(ports_.clock.now() + wait);
    }
}

runtime::Task<void> Answering::take_back_lost(Question& question) {
    auto& exchange = question.exchange;
    if (exchange.fate != Fate::unknown || !exchange.answer) {
        co_return;
    }
    auto lost = *exchange.answer;
    auto found = co_await question.platform.locate(lost.to, lost.marker, lost.intent_at);
    constexpr int tries = 3;
    for (int i = 1; i < tries && !stop_.stopped(); ++i) {
        const auto* silent = std::get_if<chat::CannotTell>(&found);
        if (silent == nullptr || !silent->retry_after) {
            break;
        }
        co_await stop_.sleep_until(ports_.clock.now() + *silent->retry_after);
        found = co_await question.platform.locate(lost.to, lost.marker, lost.intent_at);
    }
    if (const auto* located = std::get_if<chat::Located>(&found)) {
        lost.posted = located->message;
        co_await retract(question.platform, std::move(lost), ports_.clock.now() + std::chrono::minutes{2});
    }
}

runtime::Task<void> Answering::forget_window(const store::Item& item, chat::DedupKey key) {
    const auto forgotten = co_await ports_.store.forget_key(item.clone(), std::move(key));
    if (!forgotten) {
        ops::log_warning("store_failed", "Could not forget a card that is gone; its ticket stays quiet for a while",
                         {{"item", item.id}, {"reason", forgotten.error().reason}});
    }
}

runtime::Task<void> Answering::forget_window_of(const store::Item& item, const store::Answer& answer) {
    if (!answer.unasked) {
        co_return;
    }
    auto written = item.clone();
    written.thread = answer.to.thread;
    if (answer.shows.reference) {
        co_await forget_window(written, window_key(written, ticket::to_string(*answer.shows.reference), {}));
    } else if (!answer.tickets.empty()) {
        co_await forget_window(written, list_window_key(written, answer.tickets, {}));
    }
}

} // namespace usher::bot
