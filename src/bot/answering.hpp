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
    /// What answering sets off.
    struct Consequences {
        /// Takes in something that follows from what is being worked on, like an event.
        std::function<runtime::Task<bool>(store::Arrival)> follow_up;
        /// Cards that stand in a conversation may show more than they should from now on.
        std::function<void(identity::ConversationId)> settings_changed;
    };
    using PlatformOf = std::function<chat::Platform*(identity::Platform)>;
    /// `options.rules.chat` is kept up to date with what is set in chat.
    Answering(Options& options, Bot::Ports ports, StopSignal& stop, Lines& lines, Consequences consequences);

    /// What was set in chat, from the store. Throws std::runtime_error if it cannot be read.
    runtime::Task<void> load_settings();
    /// Reduces cards that stand, in one conversation or in all, to what may be shown there now; takes away what may not
    /// be shown at all. All are looked at only if the configuration was changed since the last time.
    runtime::Task<void> reduce(PlatformOf platform_of, std::optional<identity::ConversationId> conversation);

    /// Ends with the recorded outcome, or with nothing if the process is stopping and the next one has to go on.
    runtime::Task<std::optional<store::Outcome>> run(chat::Platform& platform, Exchange exchange);

private:
    struct Question;
    using Ended = std::optional<store::Outcome>;

    runtime::Task<identity::ConversationFacts> facts_of(chat::Platform& platform, const store::Item& item);
    [[nodiscard]] policy::Request request_of(const Question& question, policy::Action action,
                                             identity::ConversationFacts facts) const;
    runtime::Task<Ended> refuse_share(Question& question);
    runtime::Task<Ended> answer_granted(Question& question);
    /// Looks again at who reads along and what is set, now that there is something to show: less may be allowed than
    /// when it was asked for. Why, if nothing is any more.
    runtime::Task<std::optional<policy::Denial>> check_again(Question& question);
    runtime::Task<Ended> finish(const Question& question, store::Outcome outcome);
    // What goes: taking_back.cpp.
    /// Those that were posted, hidden ones too.
    runtime::Task<std::vector<store::Answer>> answers_to(const store::Item& item);
    runtime::Task<Ended> withdraw(Question& question);
    runtime::Task<void> retract(chat::Platform& platform, store::Answer answer, WallTime deadline);
    /// What an earlier process may have posted, and nothing remembers.
    runtime::Task<void> take_back_lost(Question& question);
    // Presses on what stands: presses.cpp.
    runtime::Task<std::optional<store::Standing>> standing_at(const store::Item& item);
    runtime::Task<Ended> hide(Question& question);
    runtime::Task<Ended> show_list(Question& question);
    runtime::Task<void> keep_unasked_bounds(Question& question, const identity::ConversationFacts& facts);
    runtime::Task<bool> record_renewed(Question& question, store::Shows shows);
    // Settings: settings.cpp, reducing.cpp.
    runtime::Task<Ended> tell_settings(Question& question, const identity::ConversationFacts& facts);
    runtime::Task<Ended> change_settings(Question& question, const identity::ConversationFacts& facts);
    runtime::Task<identity::ConversationFacts> facts_for_sure(chat::Platform& platform,
                                                              identity::ConversationId conversation);
    runtime::Task<void> reduce_one(chat::Platform& platform, store::Standing standing, policy::Grant grant);
    // What nobody asked for: unfurling.cpp.
    runtime::Task<Ended> unfurl(Question& question);
    runtime::Task<Ended> unfurl_one(Question& question);
    runtime::Task<Ended> unfurl_list(Question& question);
    runtime::Task<Ended> preview_link(Question& question);
    runtime::Task<Ended> revise_unfurl(Question& question);
    /// Whether the message's ticket, or list, has been shown for it in another way, or was hidden.
    runtime::Task<bool> shown_otherwise(Question& question);
    /// Whether it is stored, or no longer wanted.
    runtime::Task<bool> post_beside_link(const store::Item& item);
    runtime::Task<Ended> deliver_unfurl(Question& question, Speech speech);
    /// The tickets that can be shown, in one line each.
    runtime::Task<std::vector<card::TicketLine>> lines_of(Question& question,
                                                          const std::vector<ticket::TicketNumber>& tickets);
    runtime::Task<Ended> keep_silent(Question& question, store::Outcome outcome, std::string_view reason = {});
    runtime::Task<void> forget_window(const store::Item& item, chat::DedupKey key);
    /// Lets the ticket of a card that goes be shown again where it stood.
    runtime::Task<void> forget_window_of(const store::Item& item, const store::Answer& answer);
    runtime::Task<Ended> show(Question& question);
    runtime::Task<void> fetch_into(const store::Item& item, desk::Notes notes, std::optional<desk::Fetched>& result);
    runtime::Task<std::optional<desk::Fetched>> fetch_until(const store::Item& item, desk::Notes notes, WallTime until);
    runtime::Task<Ended> answer_fetched(Question& question, desk::Fetched fetched);
    runtime::Task<Ended> tell(Question& question, card::Notice notice, store::Outcome outcome,
                              std::string_view reason = {});
    runtime::Task<Ended> say_final(Question& question, Speech speech);
    runtime::Task<void> say_placeholder(Question& question, card::NoticeKind kind, WallTime until);

    [[nodiscard]] card::Notice notice(const Question& question, card::NoticeKind kind) const;
    [[nodiscard]] card::Card card_of(const Question& question, const ticket::Ticket& ticket) const;

    Options& options_;
    Bot::Ports ports_;
    StopSignal& stop_;
    Lines& lines_;
    Consequences consequences_;
    Delivery delivery_;
};

} // namespace usher::bot
