#include <doctest/doctest.h>

#include <string>

#include "slack/hosts.hpp"

using usher::slack::HostRule;

TEST_CASE("only Slack's own hosts get secrets from Slack's API") {
    const HostRule rule("https://slack.com/api/");

    for (const auto* good : {"https://hooks.slack.com/commands/T1/2/3", "https://acme.slack.com/commands/T1",
                             "HTTPS://Hooks.Slack.COM/x", "https://hooks.slack.com:443/x"}) {
        CAPTURE(good);
        CHECK(rule.allows_response(good));
    }
    for (const auto* bad : {"http://hooks.slack.com/x",
                            "https://slack.com.evil.example/x",
                            "https://evilslack.com/x",
                            "https://.slack.com/x",
                            "https://hooks.slack.com@evil.example/x",
                            "https://evil.example\\.slack.com/x",
                            "https://evil.example#.slack.com",
                            "https://evil.example/.slack.com",
                            "https://hooks.slack.com:8443/x",
                            "https://hooks.slack.com:x/",
                            "https://127.0.0.1/x",
                            "http://localhost/x",
                            "//hooks.slack.com/x",
                            "https://",
                            "",
                            "javascript:alert(1)",
                            "https://hooks.slack.com /x",
                            "https://h\xC3\xB6oks.slack.com/x",
                            "https://[::1].slack.com/",
                            "https://hooks.slack.com%2eevil.example/"}) {
        CAPTURE(bad);
        CHECK_FALSE(rule.allows_response(bad));
    }
    CHECK(rule.allows_socket("wss://wss-primary.slack.com/link/?ticket=x&app_id=A1"));
    CHECK_FALSE(rule.allows_socket("ws://wss-primary.slack.com/link/"));
    CHECK_FALSE(rule.allows_socket("https://wss-primary.slack.com/link/"));
    CHECK_FALSE(rule.allows_socket("wss://127.0.0.1/link/"));
}

TEST_CASE("a loopback API may only name its own host") {
    const HostRule rule("http://127.0.0.1:8080/api/");

    CHECK(rule.allows_socket("ws://127.0.0.1:9090/link"));
    CHECK(rule.allows_response("http://127.0.0.1:8080/respond/1"));
    CHECK_FALSE(rule.allows_response("http://localhost:8080/respond/1"));
    CHECK_FALSE(rule.allows_response("https://hooks.slack.com/x"));
    CHECK_FALSE(rule.allows_response("http://127.0.0.1.evil.example/x"));
    CHECK_FALSE(rule.allows_response("http://user@127.0.0.1/x"));
}

TEST_CASE("a name that begins like a loopback address is no loopback host") {
    const HostRule rule("https://127.evil.example/api/");

    CHECK_FALSE(rule.allows_response("http://127.evil.example/x"));
    CHECK_FALSE(rule.allows_response("https://127.evil.example/x"));
}

TEST_CASE("IPv6 loopback is loopback") {
    const HostRule rule("http://[::1]:8080/api/");

    CHECK(rule.allows_socket("ws://[::1]:8081/x"));
    CHECK_FALSE(rule.allows_socket("ws://127.0.0.1:8081/x"));
}
