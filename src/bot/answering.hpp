#pragma once

#include <functional>
#include <optional>

#include "bot/delivery.hpp"
#include "bot/lines.hpp"
#include "usher/bot/bot.hpp"

namespace usher::bot {

/// Answers one stored question: policy, then the desk, then delivery. One call per question; state lives in the call.
class Answering {
public:
    /// Takes in something that follows from what is being worked on, like an event.
    using FollowUp = std::function<runtime::Task<bool>(store::Arrival)>;
    Answering(const Options& options, Bot::Ports ports, StopSignal& stop, const Lines& lines, FollowUp follow_up);

    /// Ends with the recorded outcome, or with nothing if the process is stopping and the next one has to go on.
    runtime::Task<std::optional<store::Outcome>> run(chat::Platform& platform, Exchange exchange);

private:
    struct Question;
    using Ended = std::optional<store::Outcome>;

    runtime::Task<identity::ConversationFacts> facts_of(chat::Platform& platform, const store::Item& item);
    runtime::Task<std::vector<store::Answer>> answers_to(const store::Item& item);
    runtime::Task<Ended> withdraw(Question& question);
    runtime::Task<void> retract(chat::Platform& platform, store::Answer answer, WallTime deadline);
    // What nobody asked for: unfurling.cpp.
    runtime::Task<Ended> unfurl(Question& question);
    runtime::Task<Ended> unfurl_one(Question& question);
    runtime::Task<Ended> unfurl_list(Question& question);
    runtime::Task<Ended> revise_unfurl(Question& question);
    runtime::Task<Ended> keep_silent(Question& question, store::Outcome outcome, std::string_view reason = {});
    runtime::Task<void> forget_window(const store::Item& item, std::string number);
    /// Lets the ticket of a card that goes be shown again where it stood.
    runtime::Task<void> forget_window_of(const store::Item& item, const store::Answer& answer);
    runtime::Task<Ended> overtaken(const Question& question);
    runtime::Task<Ended> show(Question& question);
    runtime::Task<void> fetch_into(const store::Item& item, std::optional<desk::Fetched>& result);
    runtime::Task<std::optional<desk::Fetched>> fetch_until(const store::Item& item, WallTime until);
    runtime::Task<Ended> answer_fetched(Question& question, desk::Fetched fetched);
    runtime::Task<Ended> tell(Question& question, card::Notice notice, store::Outcome outcome,
                              std::string_view reason = {});
    runtime::Task<Ended> say_final(Question& question, Speech speech);
    runtime::Task<void> say_placeholder(Question& question, card::NoticeKind kind, WallTime until);

    [[nodiscard]] card::Notice notice(const Question& question, card::NoticeKind kind) const;
    [[nodiscard]] card::Card card_of(const Question& question, const ticket::Ticket& ticket) const;

    const Options& options_;
    Bot::Ports ports_;
    StopSignal& stop_;
    const Lines& lines_;
    FollowUp follow_up_;
    Delivery delivery_;
};

} // namespace usher::bot
