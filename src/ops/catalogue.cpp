#include "ops/catalogue.hpp"

#include <array>

namespace usher::ops {

namespace {

constexpr std::string_view inbound_labels[] = {"platform", "kind", "result"};
constexpr std::string_view platform_labels[] = {"platform"};
constexpr std::string_view command_labels[] = {"verb", "outcome"};
constexpr std::string_view post_labels[] = {"platform", "op", "result"};
constexpr std::string_view call_labels[] = {"platform", "op"};
constexpr std::string_view by_labels[] = {"by"};
constexpr std::string_view result_labels[] = {"result"};
constexpr std::string_view scope_labels[] = {"scope"};
constexpr std::string_view reason_labels[] = {"reason"};
constexpr std::string_view code_labels[] = {"code"};

using Kind = MetricKind;

constexpr std::array entries = {
    MetricEntry{"usher_inbound_events_total", Kind::counter, "Events from chat platforms, by what became of them.",
                inbound_labels},
    MetricEntry{"usher_inbound_ack_seconds", Kind::histogram,
                "From a frame's arrival to its acknowledgement, commit included.", platform_labels, Buckets::quick},
    MetricEntry{"usher_commands_total", Kind::counter, "Questions worked on, by how they ended.", command_labels},
    MetricEntry{"usher_command_first_response_seconds", Kind::histogram,
                "From taking a question up to its first visible sign.", platform_labels, Buckets::human},
    MetricEntry{"usher_command_answer_seconds", Kind::histogram, "From receiving a question to its end.",
                platform_labels, Buckets::human},
    MetricEntry{"usher_outbox_posts_total", Kind::counter, "Posts and updates sent to chat platforms.", post_labels},
    MetricEntry{"usher_outbox_post_seconds", Kind::histogram,
                "Duration of posts and updates, waiting for rate limits included.", call_labels, Buckets::human},
    MetricEntry{"usher_outbox_ambiguous_resolved_total", Kind::counter,
                "Posts of unknown fate, by how that was settled.", by_labels},
    MetricEntry{"usher_authz_denied_total", Kind::counter, "Questions that policy refused.", reason_labels},
    MetricEntry{"usher_cards_reduced_total", Kind::counter,
                "Cards that were made to show less because their conversation may see less now.", platform_labels},
    MetricEntry{"usher_unfurls_too_old_total", Kind::counter,
                "Messages that named a ticket and were read too late for its card.", platform_labels},
    MetricEntry{"usher_ratelimited_total", Kind::counter, "Questions held back because somebody asked too fast.",
                scope_labels},
    MetricEntry{"usher_upstream_requests_total", Kind::counter, "Requests to the desk, by result.", result_labels},
    MetricEntry{
        "usher_upstream_request_seconds", Kind::histogram, "Duration of requests to the desk.", {}, Buckets::human},
    MetricEntry{
        "usher_upstream_breaker_state", Kind::gauge, "The desk's circuit breaker: 0 closed, 1 open, 2 half open.", {}},
    MetricEntry{"usher_cache_requests_total", Kind::counter, "Look-ups in the ticket cache.", result_labels},
    MetricEntry{"usher_slack_socket_up", Kind::gauge, "Whether a Socket Mode connection is usable.", {}},
    MetricEntry{"usher_slack_last_frame_timestamp_seconds",
                Kind::gauge,
                "When the last frame came from Slack (Unix time).",
                {}},
    MetricEntry{"usher_slack_reconnects_total", Kind::counter, "Socket Mode connections replaced or lost, by reason.",
                reason_labels},
    MetricEntry{"usher_matrix_last_sync_timestamp_seconds",
                Kind::gauge,
                "When the homeserver last answered a sync (Unix time).",
                {}},
    MetricEntry{"usher_matrix_sync_failures_total", Kind::counter, "Syncs that failed, by reason.", reason_labels},
    MetricEntry{"usher_matrix_gap_events_total", Kind::counter, "Events fetched because a sync had left them out.", {}},
    MetricEntry{"usher_db_commit_seconds", Kind::histogram, "Duration of a durable commit.", {}, Buckets::quick},
    MetricEntry{"usher_audit_lost_total", Kind::counter, "Lines that could not be written to the audit file.", {}},
    MetricEntry{"usher_db_errors_total", Kind::counter, "Failed store operations.", code_labels},
};

constexpr double quick[] = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3};
constexpr double human[] = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.8, 1, 2, 3, 5, 10, 30, 60, 300, 3600};

} // namespace

std::span<const MetricEntry> catalogue() {
    return entries;
}

std::span<const double> boundaries(Buckets buckets) {
    switch (buckets) {
    case Buckets::quick:
        return quick;
    case Buckets::human:
        return human;
    case Buckets::none:
        break;
    }
    return {};
}

} // namespace usher::ops
