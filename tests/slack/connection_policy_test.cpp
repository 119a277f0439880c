#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "slack/connection_policy.hpp"
#include "testing/manual_clock.hpp"

using namespace std::chrono_literals;
using usher::slack::ApiError;
using usher::slack::ConnectionPolicy;
using usher::slack::ErrorClass;
using usher::slack::milliseconds;
using usher::slack::SteadyTime;
using Action = ConnectionPolicy::Action;

namespace {

const SteadyTime start{1'000s};

/// The actions as words: "open 1", "retire 1", "dismiss 1", "down reason", "alarm reason", "fail sentence".
std::vector<std::string> words(const std::vector<Action>& actions) {
    std::vector<std::string> all;
    for (const auto& action : actions) {
        if (const auto* open = std::get_if<ConnectionPolicy::Open>(&action)) {
            all.push_back("open " + std::to_string(open->number));
        } else if (const auto* retire = std::get_if<ConnectionPolicy::Retire>(&action)) {
            all.push_back("retire " + std::to_string(retire->number));
        } else if (const auto* dismiss = std::get_if<ConnectionPolicy::Dismiss>(&action)) {
            all.push_back("dismiss " + std::to_string(dismiss->number));
        } else if (const auto* down = std::get_if<ConnectionPolicy::Down>(&action)) {
            all.push_back("down " + down->reason);
        } else if (const auto* alarm = std::get_if<ConnectionPolicy::Alarm>(&action)) {
            all.push_back("alarm " + alarm->reason);
        } else {
            all.push_back("fail");
        }
    }
    return all;
}

using Words = std::vector<std::string>;

struct Fixture {
    usher::testing::SeededRandom random;
    ConnectionPolicy policy{random};
    SteadyTime now = start;

    Words feed(const ConnectionPolicy::Input& input) { return words(policy.resume(input, now)); }
    Words after_waiting() {
        now = policy.wake_at();
        return feed(ConnectionPolicy::Tick{});
    }
    [[nodiscard]] milliseconds delay() const { return std::chrono::ceil<milliseconds>(policy.wake_at() - now); }
    void live(ConnectionPolicy::Number number) { feed(ConnectionPolicy::Live{number}); }
    ConnectionPolicy::Input says(ConnectionPolicy::Number number, const char* reason) {
        return ConnectionPolicy::DisconnectAsked{number, reason};
    }
    ConnectionPolicy::Input open_fails(ConnectionPolicy::Number number, const char* code,
                                       std::optional<milliseconds> retry_after = std::nullopt) {
        return ConnectionPolicy::OpenFailed{number, ApiError{usher::slack::classify(code), code, retry_after}};
    }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "the first connection is opened at once") {
    CHECK(feed(ConnectionPolicy::Start{}) == Words{"open 1"});
    CHECK(feed(ConnectionPolicy::Live{1}).empty());
    CHECK(policy.current() == 1);
    CHECK(policy.wake_at() == SteadyTime::max());
}

TEST_CASE_FIXTURE(Fixture, "on every kind of refresh the replacement is live before the old one is retired") {
    for (const auto* reason : {"warning", "refresh_requested", "something_new", ""}) {
        CAPTURE(reason);
        Fixture f;
        f.feed(ConnectionPolicy::Start{});
        f.live(1);

        CHECK(f.feed(f.says(1, reason)) == Words{"open 2"});
        CHECK(f.policy.current() == 1);
        CHECK(f.feed(ConnectionPolicy::Live{2}) == Words{"retire 1"});
        CHECK(f.policy.current() == 2);
        CHECK(f.feed(ConnectionPolicy::Over{1}).empty());
        CHECK(f.policy.wake_at() == SteadyTime::max());
    }
}

TEST_CASE_FIXTURE(Fixture, "a warning followed by a refresh opens one replacement") {
    feed(ConnectionPolicy::Start{});
    live(1);

    CHECK(feed(says(1, "warning")) == Words{"open 2"});
    CHECK(feed(says(1, "refresh_requested")).empty());
}

TEST_CASE_FIXTURE(Fixture, "Slack ending the old connection before the replacement is live opens no third one") {
    feed(ConnectionPolicy::Start{});
    live(1);
    feed(says(1, "refresh_requested"));

    CHECK(feed(ConnectionPolicy::Over{1}) == Words{"down disconnected"});
    CHECK(policy.wake_at() == SteadyTime::max());
    CHECK(feed(ConnectionPolicy::Live{2}).empty());
    CHECK(policy.current() == 2);
}

TEST_CASE_FIXTURE(Fixture, "a replacement that fails leaves the old connection in use and is tried again") {
    feed(ConnectionPolicy::Start{});
    live(1);
    feed(says(1, "warning"));

    CHECK(feed(open_fails(2, "internal_error")).empty());
    CHECK(policy.current() == 1);
    CHECK(delay() >= 1s);
    CHECK(after_waiting() == Words{"open 3"});
}

TEST_CASE_FIXTURE(Fixture, "a disconnect before hello is handled") {
    feed(ConnectionPolicy::Start{});

    CHECK(feed(says(1, "refresh_requested")) == Words{"dismiss 1", "down refused_before_hello"});
    CHECK(after_waiting() == Words{"open 2"});
}

TEST_CASE_FIXTURE(Fixture, "too many websockets: ours go first, then a long wait") {
    feed(ConnectionPolicy::Start{});

    CHECK(feed(says(1, "too_many_websockets")) == Words{"dismiss 1", "down too_many_websockets"});
    CHECK(delay() >= 10s);
    CHECK(delay() <= 60s);
    CHECK(after_waiting() == Words{"open 2"});
}

TEST_CASE_FIXTURE(Fixture, "too many websockets while replacing keeps the one that works") {
    feed(ConnectionPolicy::Start{});
    live(1);
    feed(says(1, "warning"));
    feed(ConnectionPolicy::Live{2}); // 1 is retired now
    feed(says(2, "warning"));

    CHECK(feed(says(3, "too_many_websockets")) == Words{"dismiss 3", "dismiss 1"});
    CHECK(policy.current() == 2);
    CHECK(delay() >= 10s);
}

TEST_CASE_FIXTURE(Fixture, "repeated refusals never wait longer than a minute") {
    feed(ConnectionPolicy::Start{});
    for (ConnectionPolicy::Number number = 1; number < 20; ++number) {
        feed(says(number, "too_many_websockets"));
        CHECK(delay() >= 10s);
        CHECK(delay() <= 60s);
        after_waiting();
    }
}

TEST_CASE_FIXTURE(Fixture, "a switched-off Socket Mode raises an alarm and is tried every five minutes") {
    feed(ConnectionPolicy::Start{});
    live(1);

    CHECK(feed(says(1, "link_disabled")) == Words{"dismiss 1", "alarm link_disabled", "down link_disabled"});
    CHECK(delay() == 5min);
    CHECK(after_waiting() == Words{"open 2"});
}

TEST_CASE_FIXTURE(Fixture, "waiting grows with jitter up to half a minute and starts over at hello") {
    feed(ConnectionPolicy::Start{});
    milliseconds longest{0};
    ConnectionPolicy::Number number = 1;
    for (; number < 30; ++number) {
        feed(open_fails(number, "internal_error"));
        CHECK(delay() >= 1s);
        CHECK(delay() <= 30s);
        longest = std::max(longest, delay());
        after_waiting();
    }
    CHECK(longest > 10s);

    live(number);
    feed(ConnectionPolicy::Over{number});

    CHECK(delay() <= 3s);
}

TEST_CASE_FIXTURE(Fixture, "a URL or an open socket alone does not reset the waiting") {
    feed(ConnectionPolicy::Start{});
    bool grew = false;
    for (ConnectionPolicy::Number number = 1; number < 20; ++number) {
        CHECK(feed(ConnectionPolicy::Over{number}) == Words{"down disconnected"});
        grew = grew || delay() > 9s;
        after_waiting();
    }
    CHECK(grew);
}

TEST_CASE_FIXTURE(Fixture, "Retry-After of apps.connections.open is obeyed") {
    feed(ConnectionPolicy::Start{});

    CHECK(feed(open_fails(1, "ratelimited", 47s)) == Words{"down ratelimited"});
    CHECK(delay() == 47s);
    now += 46s;
    CHECK(feed(ConnectionPolicy::Tick{}).empty());
    now += 1s;
    CHECK(feed(ConnectionPolicy::Tick{}) == Words{"open 2"});
}

TEST_CASE_FIXTURE(Fixture, "a token that can never work ends it with the mend") {
    feed(ConnectionPolicy::Start{});

    const auto actions = policy.resume(open_fails(1, "not_allowed_token_type"), now);

    REQUIRE(actions.size() == 1);
    const auto sentence = std::get<ConnectionPolicy::Fail>(actions[0]).sentence;
    CHECK(sentence.find("xapp-") != std::string::npos);
    CHECK(sentence.find("[slack] app_token") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "what an administrator can mend is tried again slowly") {
    feed(ConnectionPolicy::Start{});

    CHECK(feed(open_fails(1, "forbidden_team")) == Words{"alarm forbidden_team", "down forbidden_team"});
    CHECK(delay() == 5min);
}

TEST_CASE_FIXTURE(Fixture, "late words of an old connection never touch a new one") {
    feed(ConnectionPolicy::Start{});
    live(1);
    feed(says(1, "warning"));
    live(2);
    feed(ConnectionPolicy::Over{1});

    CHECK(feed(ConnectionPolicy::Over{1}).empty());
    CHECK(feed(says(1, "too_many_websockets")).empty());
    CHECK(feed(says(1, "link_disabled")).empty());
    CHECK(feed(ConnectionPolicy::Live{1}).empty());
    CHECK(feed(open_fails(1, "invalid_auth")).empty());
    CHECK(policy.current() == 2);
    CHECK(policy.wake_at() == SteadyTime::max());
}

TEST_CASE_FIXTURE(Fixture, "stopping closes whatever is open and opens nothing more") {
    feed(ConnectionPolicy::Start{});
    live(1);
    feed(says(1, "warning"));
    live(2);
    feed(says(2, "warning"));

    CHECK(feed(ConnectionPolicy::Stop{}) == Words{"dismiss 2", "dismiss 3", "dismiss 1"});
    CHECK(feed(ConnectionPolicy::Over{2}).empty());
    CHECK(feed(ConnectionPolicy::Over{3}).empty());
    now += 1h;
    CHECK(feed(ConnectionPolicy::Tick{}).empty());
    CHECK(policy.wake_at() == SteadyTime::max());
}

TEST_CASE_FIXTURE(Fixture, "stopping while waiting to reconnect cancels the wait") {
    feed(ConnectionPolicy::Start{});
    feed(open_fails(1, "internal_error"));

    CHECK(feed(ConnectionPolicy::Stop{}).empty());
    CHECK(policy.wake_at() == SteadyTime::max());
}
