#include "ops/catalogue.hpp"

#include <array>

namespace usher::ops {

namespace {

constexpr std::string_view inbound_labels[] = {"platform", "kind", "result"};
constexpr std::string_view platform_labels[] = {"platform"};
constexpr std::string_view answer_labels[] = {"platform", "cached"};
constexpr std::string_view command_labels[] = {"verb", "outcome"};
constexpr std::string_view post_labels[] = {"platform", "op", "result"};
constexpr std::string_view by_labels[] = {"by"};
constexpr std::string_view upstream_labels[] = {"result", "reason"};
constexpr std::string_view result_labels[] = {"result"};
constexpr std::string_view scope_labels[] = {"scope"};
constexpr std::string_view reason_labels[] = {"reason"};
constexpr std::string_view code_labels[] = {"code"};
constexpr std::string_view method_labels[] = {"method", "result"};

constexpr std::array entries = {
    MetricEntry{"usher_inbound_events_total", MetricKind::counter,
                "Events received from chat platforms, by what became of them at the intake.", inbound_labels},
    MetricEntry{"usher_inbound_ack_seconds", MetricKind::histogram,
                "From receiving an event to acknowledging it, the commit included.", platform_labels, Buckets::quick},
    MetricEntry{"usher_commands_total", MetricKind::counter, "Questions that ended, by verb and outcome.", command_labels},
    MetricEntry{"usher_command_first_response_seconds", MetricKind::histogram,
                "From receiving a question to its first visible message.", answer_labels, Buckets::human},
    MetricEntry{"usher_command_answer_seconds", MetricKind::histogram,
                "From receiving a question to its final answer.", answer_labels, Buckets::human},
    MetricEntry{"usher_queue_ready", MetricKind::gauge, "Questions being worked on or waiting.", {}},
    MetricEntry{"usher_queue_oldest_age_seconds", MetricKind::gauge, "Age of the oldest question without an outcome.", {}},
    MetricEntry{"usher_outbox_posts_total", MetricKind::counter, "Posts and edits tried, by result.", post_labels},
    MetricEntry{"usher_outbox_ambiguous_resolved_total", MetricKind::counter,
                "Posts of unknown fate that were settled, by how.", by_labels},
    MetricEntry{"usher_upstream_requests_total", MetricKind::counter, "Requests to the desk, by result.", upstream_labels},
    MetricEntry{"usher_upstream_request_seconds", MetricKind::histogram, "Time of one request to the desk.", result_labels,
                Buckets::human},
    MetricEntry{"usher_upstream_breaker_state", MetricKind::gauge,
                "The desk's circuit breaker: 0 closed, 1 half open, 2 open.", {}},
    MetricEntry{"usher_upstream_inflight", MetricKind::gauge, "Requests to the desk under way.", {}},
    MetricEntry{"usher_retry_budget_tokens", MetricKind::gauge, "Retries that the desk's retry budget still allows.", {}},
    MetricEntry{"usher_upstream_token_refreshes_total", MetricKind::counter,
                "Logins and token refreshes at the desk, by result.", result_labels},
    MetricEntry{"usher_cache_requests_total", MetricKind::counter, "Tickets asked of the cache, by result.", result_labels},
    MetricEntry{"usher_ratelimited_total", MetricKind::counter, "Times a limit was met, ours or a platform's.", scope_labels},
    MetricEntry{"usher_ratelimit_blocked_seconds_total", MetricKind::counter,
                "Time spent waiting because a platform or the desk said to wait.", scope_labels},
    MetricEntry{"usher_slack_socket_up", MetricKind::gauge, "Socket Mode connections that are open.", {}},
    MetricEntry{"usher_slack_last_frame_age_seconds", MetricKind::gauge,
                "Time since Slack last sent anything on any connection.", {}},
    MetricEntry{"usher_slack_reconnects_total", MetricKind::counter, "Socket Mode connections that were replaced, by reason.",
                reason_labels},
    MetricEntry{"usher_slack_api_requests_total", MetricKind::counter, "Calls of Slack's Web API, by method and result.",
                method_labels},
    MetricEntry{"usher_authz_denied_total", MetricKind::counter, "Requests refused by policy, by reason.", reason_labels},
    MetricEntry{"usher_db_commit_seconds", MetricKind::histogram,
                "From handing a change to the store to its durable commit.", {}, Buckets::quick},
    MetricEntry{"usher_db_errors_total", MetricKind::counter, "Store operations that failed, by kind.", code_labels},
    MetricEntry{"usher_audit_write_failures_total", MetricKind::counter, "Audit lines that could not be written.", {}},
};

constexpr double quick[] = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3};
constexpr double human[] = {0.05, 0.1, 0.25, 0.5, 0.8, 1, 2, 3, 5, 10, 30, 60, 300, 3600};

} // namespace

std::span<const MetricEntry> catalogue() { return entries; }

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
