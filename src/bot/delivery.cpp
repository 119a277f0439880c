#include "bot/delivery.hpp"

#include <fmt/format.h>

#include <utility>

#include "bot/audit.hpp"
#include "usher/ops/log.hpp"

namespace usher::bot {

namespace {

std::string_view result_label(const chat::PostResult& result) {
    static constexpr std::string_view labels[] = {"sent", "retry", "ambiguous", "rejected"};
    return labels[result.index()];
}

} // namespace

std::string Delivery::new_marker() {
    return fmt::format("{:016x}{:016x}", ports_.random.next(), ports_.random.next());
}

chat::Outgoing Delivery::outgoing(const Exchange& exchange, const Speech& speech) const {
    const auto& item = exchange.item;
    chat::Outgoing message;
    message.to = exchange.answer
                     ? exchange.answer->to
                     : chat::Destination{item.conversation, item.thread, speech.audience, item.person, item.message};
    message.content = speech.content;
    message.marker = exchange.answer ? exchange.answer->marker : std::string{};
    if (item.handle) {
        message.handle = item.handle->clone();
    }
    return message;
}

runtime::Task<DeliveryFsm::Result> Delivery::say(chat::Platform& platform, Exchange& exchange, Speech speech,
                                                 WallTime deadline) {
    DeliveryFsm::State state{exchange.fate, {}, std::nullopt};
    if (exchange.answer) {
        state.intent_at = exchange.answer->intent_at;
        state.posted = exchange.answer->posted;
    }
    DeliveryFsm fsm({.final = speech.outcome.has_value(), .deadline = deadline, .landing_time = landing_time_}, state);
    co_return co_await drive(platform, exchange, speech, std::move(fsm));
}

runtime::Task<DeliveryFsm::Result> Delivery::renew(chat::Platform& platform, Exchange& exchange, Speech speech,
                                                   WallTime deadline) {
    const DeliveryFsm::State state{Fate::exists, {}, exchange.item.ask.refreshes};
    DeliveryFsm fsm({.final = true, .deadline = deadline, .landing_time = landing_time_}, state);
    co_return co_await drive(platform, exchange, speech, std::move(fsm));
}

runtime::Task<DeliveryFsm::Result> Delivery::replace(chat::Platform& platform, Exchange& exchange, Speech speech,
                                                     WallTime deadline) {
    const DeliveryFsm::State state{Fate::exists, exchange.answer->intent_at, exchange.answer->posted};
    DeliveryFsm fsm({.final = true, .deadline = deadline, .landing_time = landing_time_}, state);
    co_return co_await drive(platform, exchange, speech, std::move(fsm));
}

runtime::Task<DeliveryFsm::Result> Delivery::drive(chat::Platform& platform, Exchange& exchange, const Speech& speech,
                                                   DeliveryFsm fsm) {
    auto action = fsm.start(ports_.clock.now());
    while (!std::holds_alternative<DeliveryFsm::Done>(action)) {
        auto event = co_await carry_out(platform, exchange, speech, fsm, std::move(action));
        action = fsm.resume(event, ports_.clock.now());
    }
    exchange.fate = fsm.state().fate;
    if (fsm.posted_blindly()) {
        ports_.metrics.add("usher_outbox_ambiguous_resolved_total", {{"by", "repost"}});
        ops::log_warning("answer_posted_blindly",
                         "Could not look for a post whose fate was unknown; posted again, it may be there twice",
                         {{"item", exchange.item.id}});
    }
    co_return std::get<DeliveryFsm::Done>(action).result;
}

void Delivery::time_call(std::string_view platform, std::string_view operation, runtime::SteadyTime started) {
    const std::chrono::duration<double> taken = ports_.clock.steady() - started;
    ports_.metrics.observe("usher_outbox_post_seconds", taken.count(), {{"platform", platform}, {"op", operation}});
}

runtime::Task<DeliveryFsm::Event> Delivery::carry_out(chat::Platform& platform, Exchange& exchange,
                                                      const Speech& speech, const DeliveryFsm& fsm,
                                                      DeliveryFsm::Action action) {
    const auto platform_name = identity::name(exchange.item.conversation.platform);
    if (std::holds_alternative<DeliveryFsm::StoreIntent>(action)) {
        co_return co_await store_intent(exchange, speech);
    }
    if (std::holds_alternative<DeliveryFsm::Post>(action)) {
        const auto started = ports_.clock.steady();
        auto result = co_await platform.post(outgoing(exchange, speech));
        time_call(platform_name, "post", started);
        ports_.metrics.add("usher_outbox_posts_total",
                           {{"platform", platform_name}, {"op", "post"}, {"result", result_label(result)}});
        co_return result;
    }
    if (std::holds_alternative<DeliveryFsm::Edit>(action)) {
        const auto started = ports_.clock.steady();
        auto result = co_await platform.edit(outgoing(exchange, speech), *fsm.state().posted);
        time_call(platform_name, "update", started);
        ports_.metrics.add("usher_outbox_posts_total",
                           {{"platform", platform_name}, {"op", "update"}, {"result", result_label(result)}});
        co_return result;
    }
    if (std::holds_alternative<DeliveryFsm::Locate>(action)) {
        auto result =
            co_await platform.locate(exchange.answer->to, exchange.answer->marker, exchange.answer->intent_at);
        if (!std::holds_alternative<chat::CannotTell>(result)) {
            ports_.metrics.add("usher_outbox_ambiguous_resolved_total", {{"by", "history"}});
        }
        co_return result;
    }
    if (std::holds_alternative<DeliveryFsm::Record>(action)) {
        co_return co_await record(exchange, speech, *fsm.state().posted);
    }
    if (auto* abandoned = std::get_if<DeliveryFsm::Abandon>(&action)) {
        co_return co_await abandon(exchange, speech, std::move(abandoned->reason));
    }
    const auto until = ports_.clock.now() + std::get<DeliveryFsm::Sleep>(action).duration;
    co_await ports_.stop.sleep_until(until);
    if (ports_.stop.stopped()) {
        co_return DeliveryFsm::Stopping{};
    }
    co_return DeliveryFsm::Woke{};
}

runtime::Task<DeliveryFsm::Event> Delivery::store_intent(Exchange& exchange, const Speech& speech) {
    const auto& item = exchange.item;
    store::Answer answer;
    answer.item = item.id;
    answer.to = {item.conversation, item.thread, speech.audience, item.person, item.message};
    answer.shows = speech.shows;
    answer.marker = new_marker();
    answer.intent_at = ports_.clock.now();
    const auto stored = co_await ports_.store.intend(answer);
    if (!stored) {
        ops::log_error("store_failed", "Could not record the intent to answer; will try again",
                       {{"item", item.id}, {"reason", stored.error().reason}});
        co_return DeliveryFsm::StoreFailed{};
    }
    answer.id = *stored;
    exchange.answer = std::move(answer);
    co_return DeliveryFsm::IntentStored{};
}

runtime::Task<DeliveryFsm::Event> Delivery::record(Exchange& exchange, const Speech& speech,
                                                   chat::PostedMessage posted) {
    // It is there to see: a crash from here on may write this line again, but none is missing.
    audit(exchange, speech, Delivered::yes);
    store::Result<void> written;
    if (exchange.answer) {
        exchange.answer->posted = posted;
        exchange.answer->state = store::Answer::State::sent;
        exchange.answer->shows = speech.shows;
        written =
            co_await ports_.store.record_sent(exchange.answer->id, std::move(posted), speech.shows, speech.outcome);
    } else if (speech.outcome) {
        written = co_await ports_.store.finish(exchange.item.id, *speech.outcome);
    }
    if (!written) {
        ops::log_error("store_failed", "Could not record a posted answer; will try again",
                       {{"item", exchange.item.id}, {"reason", written.error().reason}});
        co_return DeliveryFsm::StoreFailed{};
    }
    co_return DeliveryFsm::Recorded{};
}

void Delivery::audit(Exchange& exchange, const Speech& speech, Delivered delivered) {
    if (ports_.audit == nullptr || exchange.audited) {
        return;
    }
    auto entry = audit_entry(exchange, speech, delivered, ports_.clock.now());
    if (!entry) {
        return;
    }
    exchange.audited = true;
    const auto* notice = std::get_if<card::Notice>(&speech.content);
    if (notice == nullptr || notice->tickets.empty()) {
        ports_.audit->record(*entry);
        return;
    }
    for (const auto& ticket : notice->tickets) {
        entry->ticket = ticket.number;
        ports_.audit->record(*entry);
    }
}

runtime::Task<DeliveryFsm::Event> Delivery::abandon(Exchange& exchange, const Speech& speech, std::string reason) {
    ops::log_warning("answer_undeliverable", "The platform will not take this answer",
                     {{"item", exchange.item.id}, {"reason", reason}});
    audit(exchange, speech, Delivered::no);
    if (speech.instead && !co_await speech.instead()) {
        co_return DeliveryFsm::StoreFailed{};
    }
    const auto written = co_await ports_.store.finish(exchange.item.id, store::Outcome::undeliverable);
    if (!written) {
        co_return DeliveryFsm::StoreFailed{};
    }
    co_return DeliveryFsm::Abandoned{};
}

} // namespace usher::bot
