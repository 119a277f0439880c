#include "ops/metric_catalogue.hpp"

namespace usher::ops {

namespace {

using Type = MetricFamily::Type;

std::vector<double> acknowledgement_buckets() {
    return {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 2.5, 3};
}
std::vector<double> answer_buckets() {
    return {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 60, 600, 3600};
}
std::vector<double> request_buckets() {
    return {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2.5, 5, 10};
}
std::vector<double> commit_buckets() {
    return {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2};
}

std::vector<MetricFamily> make() {
    return {
        {"usher_inbound_events_total",
         Type::counter,
         "Events from chat platforms, by what became of them.",
         {"platform", "kind", "result"},
         {}},
        {"usher_inbound_ack_seconds",
         Type::histogram,
         "From a frame's arrival to its acknowledgement, commit included.",
         {"platform"},
         acknowledgement_buckets()},
        {"usher_commands_total", Type::counter, "Questions worked on, by how they ended.", {"verb", "outcome"}, {}},
        {"usher_command_first_response_seconds",
         Type::histogram,
         "From taking a question up to its first visible sign.",
         {"platform"},
         answer_buckets()},
        {"usher_command_answer_seconds",
         Type::histogram,
         "From receiving a question to its end.",
         {"platform"},
         answer_buckets()},
        {"usher_outbox_posts_total",
         Type::counter,
         "Posts and updates sent to chat platforms.",
         {"platform", "op", "result"},
         {}},
        {"usher_outbox_ambiguous_resolved_total",
         Type::counter,
         "Posts of unknown fate, by how that was settled.",
         {"by"},
         {}},
        {"usher_authz_denied_total", Type::counter, "Questions that policy refused.", {"reason"}, {}},
        {"usher_ratelimited_total",
         Type::counter,
         "Questions held back because somebody asked too fast.",
         {"scope"},
         {}},
        {"usher_upstream_requests_total", Type::counter, "Requests to the desk, by result.", {"result"}, {}},
        {"usher_upstream_request_seconds", Type::histogram, "Duration of requests to the desk.", {}, request_buckets()},
        {"usher_upstream_breaker_state",
         Type::gauge,
         "The desk's circuit breaker: 0 closed, 1 open, 2 half open.",
         {},
         {}},
        {"usher_cache_requests_total", Type::counter, "Look-ups in the ticket cache.", {"result"}, {}},
        {"usher_slack_socket_up", Type::gauge, "Whether a Socket Mode connection is usable.", {}, {}},
        {"usher_slack_last_frame_timestamp_seconds",
         Type::gauge,
         "When the last frame came from Slack (Unix time).",
         {},
         {}},
        {"usher_slack_reconnects_total",
         Type::counter,
         "Socket Mode connections replaced or lost, by reason.",
         {"reason"},
         {}},
        {"usher_db_commit_seconds", Type::histogram, "Duration of a durable commit.", {}, commit_buckets()},
        {"usher_db_errors_total", Type::counter, "Failed store operations.", {"code"}, {}},
        {"usher_build_info", Type::gauge, "Always 1; the version is the label.", {"version"}, {}},
        {"process_resident_memory_bytes", Type::gauge, "Resident memory.", {}, {}},
        {"process_cpu_seconds_total", Type::counter, "User and system CPU time.", {}, {}},
        {"process_open_fds", Type::gauge, "Open file descriptors.", {}, {}},
        {"process_start_time_seconds", Type::gauge, "When the process started (Unix time).", {}, {}},
    };
}

} // namespace

std::span<const MetricFamily> metric_catalogue() {
    static const std::vector<MetricFamily> catalogue = make();
    return catalogue;
}

} // namespace usher::ops
