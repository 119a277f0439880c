#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "bot/delivery_fsm.hpp"
#include "bot/stop_signal.hpp"
#include "usher/ops/audit.hpp"
#include "usher/ops/metrics.hpp"
#include "usher/store/store.hpp"

namespace usher::bot {

/// A question and what is known of its answer. Owned by the coroutine that answers it.
struct Exchange {
    store::Item item;
    std::optional<store::Answer> answer;
    Fate fate = Fate::none;
    bool audited = false; ///< How it ended is in the audit.
};

/// Something to say in answer to a question.
struct Speech {
    chat::Content content;
    store::Shows shows;
    chat::Audience audience = chat::Audience::everyone;
    std::optional<store::Outcome> outcome; ///< Absent: a placeholder.
    std::string_view reason = {};          ///< Of a refusal, for the audit: a stable code.
    /// What is done instead if the platform will not take it; it is recorded that it will not only afterwards, so it
    /// may be done again after a crash. Says whether it is done.
    std::function<runtime::Task<bool>()> instead = {};
};

/// Whether the platform has what was said.
enum class Delivered : std::uint8_t { yes, no };

/// Carries out what `DeliveryFsm` decides: the only place from which Usher posts or edits.
class Delivery {
public:
    struct Ports {
        store::Store& store;
        runtime::Clock& clock;
        runtime::Random& random;
        ops::Metrics& metrics;
        StopSignal& stop;
        ops::Audit* audit;
    };
    Delivery(Ports ports, milliseconds landing_time) : ports_(ports), landing_time_(landing_time) {}

    /// Says it as the one answer to the question: a new message, or the existing one changed. `exchange` must outlive
    /// the call.
    runtime::Task<DeliveryFsm::Result> say(chat::Platform& platform, Exchange& exchange, Speech speech,
                                           WallTime deadline);
    /// Renews a card in place (a Refresh press); nothing new is posted.
    runtime::Task<DeliveryFsm::Result> renew(chat::Platform& platform, Exchange& exchange, Speech speech,
                                             WallTime deadline);

    /// Changes an answer that has ended: it shows less from now on. Persistent, unlike a placeholder.
    runtime::Task<DeliveryFsm::Result> replace(chat::Platform& platform, Exchange& exchange, Speech speech,
                                               WallTime deadline);

    /// Writes into the audit what was shown or withheld, once for each question.
    void audit(Exchange& exchange, const Speech& speech, Delivered delivered);

private:
    runtime::Task<DeliveryFsm::Event> carry_out(chat::Platform& platform, Exchange& exchange, const Speech& speech,
                                                const DeliveryFsm& fsm, DeliveryFsm::Action action);
    runtime::Task<DeliveryFsm::Event> store_intent(Exchange& exchange, const Speech& speech);
    runtime::Task<DeliveryFsm::Event> record(Exchange& exchange, const Speech& speech, chat::PostedMessage posted);
    runtime::Task<DeliveryFsm::Event> abandon(Exchange& exchange, const Speech& speech, std::string reason);
    [[nodiscard]] chat::Outgoing outgoing(const Exchange& exchange, const Speech& speech) const;
    runtime::Task<DeliveryFsm::Result> drive(chat::Platform& platform, Exchange& exchange, const Speech& speech,
                                             DeliveryFsm fsm);
    void time_call(std::string_view platform, std::string_view operation, runtime::SteadyTime started);
    std::string new_marker();

    Ports ports_;
    milliseconds landing_time_;
};

} // namespace usher::bot
