#include "slack/envelopes.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "usher/net/json.hpp"
#include "usher/ops/log.hpp"
#include "usher/slack/block_kit.hpp"

namespace usher::slack {

using chat::Receipt;
using nlohmann::json;

namespace {

std::string_view result_of(Receipt receipt) {
    switch (receipt) {
    case Receipt::stored:
        return "new";
    case Receipt::duplicate:
        return "duplicate";
    case Receipt::ignored:
        return "ignored";
    case Receipt::failed:
        return "rejected";
    }
    return "rejected";
}

/// Small, and for the asker alone.
std::string not_stored_payload(card::Language language) {
    card::Notice notice;
    notice.kind = card::NoticeKind::not_stored;
    notice.language = language;
    auto body = net::parse_json(render_message(notice)).value_or(json::object());
    body["response_type"] = "ephemeral";
    return net::dump_json(body);
}

} // namespace

std::string acknowledgement(const std::string& envelope_id, const std::string& payload) {
    json frame = {{"envelope_id", envelope_id}};
    auto bare = net::dump_json(frame);
    if (payload.empty() || payload.size() + bare.size() >= max_acknowledgement) {
        return bare;
    }
    const auto content = net::parse_json(payload);
    if (!content) {
        return bare;
    }
    frame["payload"] = *content;
    auto whole = net::dump_json(frame);
    return whole.size() < max_acknowledgement ? whole : bare;
}

Envelopes::Envelopes(chat::Intake& intake, runtime::TaskGroup& tasks, runtime::Clock& clock, ops::Metrics& metrics,
                     card::Language language, Send send)
    : intake_(intake), tasks_(tasks), clock_(clock), metrics_(metrics), language_(language), send_(std::move(send)) {}

void Envelopes::count(const Envelope& envelope, std::string_view result) {
    metrics_.add("usher_inbound_events_total", {{"platform", "slack"}, {"kind", envelope.kind}, {"result", result}});
}

void Envelopes::count_malformed(std::string_view reason) {
    metrics_.add("usher_inbound_events_total", {{"platform", "slack"}, {"kind", "other"}, {"result", "rejected"}});
    ops::log_warning("slack_malformed_message", "Slack sent a message that cannot be read", {{"reason", reason}});
}

void Envelopes::handle(std::uint64_t connection, Envelope envelope) {
    if (!envelope.event) {
        if (envelope.ignored == "app_rate_limited") {
            ops::log_warning("slack_app_rate_limited",
                             "Slack delivers no more events this minute: too many in this workspace");
        }
        count(envelope, "ignored");
        acknowledge(connection, envelope, clock_.steady(), {});
        return;
    }
    if (tasks_.size() >= max_in_flight) {
        count(envelope, "rejected");
        if (!std::exchange(overload_mentioned_, true)) {
            ops::log_error("slack_overload",
                           "Too many events are waiting to be stored; Slack has to deliver them again",
                           {{"waiting", tasks_.size()}});
        }
        return;
    }
    overload_mentioned_ = false;
    tasks_.spawn("slack envelope", deliver(connection, std::move(envelope)));
}

runtime::Task<void> Envelopes::deliver(std::uint64_t connection, Envelope envelope) {
    const auto arrived = clock_.steady();
    auto event = std::move(*envelope.event);
    const auto receipt = co_await intake_.accept(std::move(event));
    count(envelope, result_of(receipt));
    if (receipt != Receipt::failed) {
        acknowledge(connection, envelope, arrived, {});
        co_return;
    }
    ops::log_error("slack_event_not_stored", "An event could not be stored", {{"kind", envelope.kind}});
    if (envelope.kind == "command" && envelope.accepts_payload) {
        // Slack does not deliver commands again, so this is the only way to say anything.
        acknowledge(connection, envelope, arrived, not_stored_payload(language_));
    }
}

void Envelopes::acknowledge(std::uint64_t connection, const Envelope& envelope, runtime::SteadyTime arrived,
                            const std::string& payload) {
    const bool sent = send_(connection, acknowledgement(envelope.id, payload));
    if (!sent) {
        ops::log_warning("slack_not_acknowledged",
                         "No connection is left to acknowledge an event on; Slack may deliver it again",
                         {{"kind", envelope.kind}});
        return;
    }
    const std::chrono::duration<double> took = clock_.steady() - arrived;
    metrics_.observe("usher_inbound_ack_seconds", took.count(), {{"platform", "slack"}});
}

} // namespace usher::slack
