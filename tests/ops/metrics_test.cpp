#include "usher/ops/metrics.hpp"

#include <doctest/doctest.h>

#include <cctype>
#include <set>
#include <stdexcept>
#include <string>

#include "ops/catalogue.hpp"
#include "testing/contains.hpp"

using namespace usher::ops;
using usher::testing::contains;

TEST_CASE("a counter counts each label set apart, in whatever order the labels come") {
    Metrics metrics;
    metrics.add("usher_commands_total", {{"verb", "show"}, {"outcome", "shown"}});
    metrics.add("usher_commands_total", {{"outcome", "shown"}, {"verb", "show"}}, 2);
    metrics.add("usher_commands_total", {{"verb", "help"}, {"outcome", "told"}});

    CHECK(metrics.value("usher_commands_total", {{"verb", "show"}, {"outcome", "shown"}}) == 3);
    CHECK(metrics.value("usher_commands_total", {{"verb", "help"}, {"outcome", "told"}}) == 1);
    CHECK(metrics.value("usher_commands_total", {{"verb", "why"}, {"outcome", "told"}}) == 0);
}

TEST_CASE("label values that run together are still different") {
    Metrics metrics;
    metrics.add("usher_commands_total", {{"verb", "ab"}, {"outcome", "c"}});

    CHECK(metrics.value("usher_commands_total", {{"verb", "a"}, {"outcome", "bc"}}) == 0);
}

TEST_CASE("a gauge holds its last value") {
    Metrics metrics;
    metrics.set("usher_slack_socket_up", 1);
    metrics.set("usher_slack_socket_up", 0);

    CHECK(metrics.value("usher_slack_socket_up") == 0);
}

TEST_CASE("a histogram is exposed with its buckets, sum and count") {
    Metrics metrics;
    metrics.observe("usher_inbound_ack_seconds", 0.004, {{"platform", "slack"}});

    const auto text = metrics.exposition();

    CHECK(contains(text, "# TYPE usher_inbound_ack_seconds histogram\n"));
    CHECK(contains(text, "usher_inbound_ack_seconds_bucket{platform=\"slack\",le=\"0.0025\"} 0\n"));
    CHECK(contains(text, "usher_inbound_ack_seconds_bucket{platform=\"slack\",le=\"0.005\"} 1\n"));
    CHECK(contains(text, "usher_inbound_ack_seconds_bucket{platform=\"slack\",le=\"+Inf\"} 1\n"));
    CHECK(contains(text, "usher_inbound_ack_seconds_count{platform=\"slack\"} 1\n"));
}

TEST_CASE("a metric without labels is there from the start, so that its increase can be seen") {
    const Metrics metrics;

    CHECK(contains(metrics.exposition(), "\nusher_upstream_breaker_state 0\n"));
    CHECK(contains(metrics.exposition(), "\nusher_db_commit_seconds_count 0\n"));
}

TEST_CASE("a name, label or kind that the catalogue does not know is a mistake in the program") {
    Metrics metrics;

    CHECK_THROWS_AS(metrics.add("usher_nonsense_total"), std::logic_error);
    CHECK_THROWS_AS(metrics.add("usher_commands_total", {{"colour", "red"}}), std::logic_error);
    CHECK_THROWS_AS(metrics.add("usher_commands_total", {{"verb", "a"}, {"verb", "b"}}), std::logic_error);
    CHECK_THROWS_AS(metrics.set("usher_commands_total", 1), std::logic_error);
    CHECK_THROWS_AS(metrics.add("usher_slack_socket_up"), std::logic_error);
    CHECK_THROWS_AS(metrics.observe("usher_slack_socket_up", 1), std::logic_error);
}

TEST_CASE("a label that runs wild is gathered under one name instead of filling the memory") {
    Metrics metrics;
    for (int i = 0; i < 5000; ++i) {
        metrics.add("usher_authz_denied_total", {{"reason", std::to_string(i)}});
    }

    CHECK(metrics.value("usher_authz_denied_total", {{"reason", "other"}}) == 4900);
    CHECK(metrics.value("usher_authz_denied_total", {{"reason", "99"}}) == 1);
}

TEST_CASE("the version and the process's own figures are exposed") {
    const Metrics metrics;
    const auto text = metrics.exposition();

    CHECK(contains(text, "usher_build_info{version=\"" USHER_TEST_VERSION "\"} 1\n"));
    for (const auto* name : {"process_resident_memory_bytes ", "process_cpu_seconds_total ", "process_open_fds ",
                             "process_max_fds ", "process_start_time_seconds "}) {
        const auto at = text.find(std::string("\n") + name);
        REQUIRE_MESSAGE(at != std::string::npos, name);
        CHECK_MESSAGE(std::stod(text.substr(at + 1 + std::string_view(name).size())) >= 0, name);
    }
}

TEST_CASE("every entry of the catalogue follows Prometheus' naming") {
    std::set<std::string_view> names;
    for (const auto& entry : catalogue()) {
        CAPTURE(std::string(entry.name));
        CHECK(entry.name.starts_with("usher_"));
        CHECK(entry.name.ends_with("_total") == (entry.kind == MetricKind::counter));
        CHECK((entry.kind != MetricKind::histogram || entry.name.ends_with("_seconds")));
        CHECK((entry.buckets == Buckets::none) == (entry.kind != MetricKind::histogram));
        CHECK(entry.help.ends_with("."));
        CHECK(names.insert(entry.name).second);
    }
}
