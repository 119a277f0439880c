#include <doctest/doctest.h>

#include "matrix/session_fsm.hpp"

using namespace usher;
using namespace usher::matrix;
using namespace std::chrono_literals;
using Fsm = SessionFsm;

namespace {

struct Time {
    Fsm::Moment at(std::chrono::milliseconds since_start) const {
        return {runtime::WallTime{since_start}, runtime::SteadyTime{since_start}};
    }
};
const Time t;

Tokens tokens(std::string access, std::string refresh = {}, std::optional<std::chrono::milliseconds> life = {}) {
    Tokens made{secret::Secret(std::move(access)), secret::Secret(std::move(refresh)), std::nullopt, std::nullopt};
    if (life) {
        made.expires_at = runtime::WallTime{*life};
        made.refresh_at = runtime::WallTime{*life * 4 / 5};
    }
    return made;
}
ApiError refusal(ErrorClass kind = ErrorClass::refused) {
    return {kind, "M_FORBIDDEN", std::nullopt, false, 403};
}
template <class Action>
bool is(const Fsm::Action& action) {
    return std::holds_alternative<Action>(action);
}
std::string access(const Fsm& fsm) {
    return std::string(fsm.tokens().access.reveal());
}

} // namespace

TEST_CASE("a fixed token is used, and when it is refused only the operator can help") {
    Fsm fsm({.configured = tokens("fixed"), .password = false, .durable = false});
    CHECK(is<Fsm::Use>(fsm.resume(Fsm::Need{}, t.at(0ms))));

    fsm.refused(fsm.generation());
    const auto action = fsm.resume(Fsm::Need{}, t.at(1s));

    REQUIRE(is<Fsm::Fail>(action));
    CHECK(std::get<Fsm::Fail>(action).dead);
}

TEST_CASE("a password logs in once, and the pair is stored before it is used") {
    Fsm fsm({.configured = std::nullopt, .password = true, .durable = true});
    CHECK(is<Fsm::Load>(fsm.resume(Fsm::Need{}, t.at(0ms))));
    CHECK(is<Fsm::LogIn>(fsm.resume(Fsm::Loaded{}, t.at(0ms))));
    CHECK(is<Fsm::Save>(fsm.resume(Fsm::Granted{tokens("a1", "r1", 300s)}, t.at(0ms))));
    CHECK(is<Fsm::Use>(fsm.resume(Fsm::Saved{}, t.at(0ms))));
    CHECK(access(fsm) == "a1");
    CHECK(is<Fsm::Use>(fsm.resume(Fsm::Need{}, t.at(1s))));
}

TEST_CASE("a stored pair is used instead of a new login") {
    Fsm fsm({.configured = std::nullopt, .password = true, .durable = true});
    fsm.resume(Fsm::Need{}, t.at(0ms));

    CHECK(is<Fsm::Use>(fsm.resume(Fsm::Loaded{tokens("old", "r0")}, t.at(0ms))));
    CHECK(access(fsm) == "old");
}

TEST_CASE("a token is renewed before it expires, and an answer without a refresh token keeps the old one") {
    Fsm fsm({.configured = std::nullopt, .password = true, .durable = true});
    fsm.resume(Fsm::Need{}, t.at(0ms));
    fsm.resume(Fsm::Loaded{tokens("a1", "r1", 100s)}, t.at(0ms));
    CHECK(is<Fsm::Use>(fsm.resume(Fsm::Need{}, t.at(79s))));

    CHECK(is<Fsm::Refresh>(fsm.resume(Fsm::Need{}, t.at(80s))));
    CHECK(is<Fsm::Save>(fsm.resume(Fsm::Granted{tokens("a2", "", 200s)}, t.at(80s))));
    CHECK(is<Fsm::Use>(fsm.resume(Fsm::Saved{}, t.at(80s))));

    CHECK(access(fsm) == "a2");
    CHECK(fsm.tokens().refresh.reveal() == "r1");
}

TEST_CASE("while the homeserver does not answer a refresh, a token that is still good goes on") {
    Fsm fsm({.configured = std::nullopt, .password = true, .durable = true});
    fsm.resume(Fsm::Need{}, t.at(0ms));
    fsm.resume(Fsm::Loaded{tokens("a1", "r1", 100s)}, t.at(0ms));
    fsm.resume(Fsm::Need{}, t.at(85s));

    CHECK(is<Fsm::Use>(fsm.resume(Fsm::Denied{refusal(ErrorClass::unreachable)}, t.at(85s))));

    const auto expired = fsm.resume(Fsm::Need{}, t.at(101s));
    CHECK(is<Fsm::Refresh>(expired));
    const auto action = fsm.resume(Fsm::Denied{refusal(ErrorClass::unreachable)}, t.at(101s));
    REQUIRE(is<Fsm::Fail>(action));
    CHECK_FALSE(std::get<Fsm::Fail>(action).dead);
}

TEST_CASE("a refused refresh token gives way to the password") {
    Fsm fsm({.configured = std::nullopt, .password = true, .durable = true});
    fsm.resume(Fsm::Need{}, t.at(0ms));
    fsm.resume(Fsm::Loaded{tokens("a1", "r1")}, t.at(0ms));
    fsm.refused(fsm.generation());

    CHECK(is<Fsm::Refresh>(fsm.resume(Fsm::Need{}, t.at(1s))));
    CHECK(is<Fsm::LogIn>(fsm.resume(Fsm::Denied{refusal(ErrorClass::token)}, t.at(1s))));
}

TEST_CASE("what is stored and no longer works gives way to what is configured") {
    Fsm fsm({.configured = tokens("", "newer"), .password = false, .durable = true});
    fsm.resume(Fsm::Need{}, t.at(0ms));
    fsm.resume(Fsm::Loaded{tokens("a1", "r1")}, t.at(0ms));
    fsm.refused(fsm.generation());
    CHECK(is<Fsm::Refresh>(fsm.resume(Fsm::Need{}, t.at(1s))));

    CHECK(is<Fsm::Refresh>(fsm.resume(Fsm::Denied{refusal()}, t.at(1s))));
    CHECK(fsm.tokens().refresh.reveal() == "newer");

    const auto action = fsm.resume(Fsm::Denied{refusal()}, t.at(1s));
    REQUIRE(is<Fsm::Fail>(action));
    CHECK(std::get<Fsm::Fail>(action).dead);
}

TEST_CASE("a wrong password is not tried again at once: homeservers count") {
    Fsm fsm({.configured = std::nullopt, .password = true, .durable = false});
    CHECK(is<Fsm::LogIn>(fsm.resume(Fsm::Need{}, t.at(0ms))));
    fsm.resume(Fsm::Denied{refusal()}, t.at(0ms));

    CHECK(is<Fsm::Fail>(fsm.resume(Fsm::Need{}, t.at(59s))));
    CHECK(is<Fsm::LogIn>(fsm.resume(Fsm::Need{}, t.at(61s))));
}

TEST_CASE("a limited login waits as long as the homeserver says") {
    Fsm fsm({.configured = std::nullopt, .password = true, .durable = false});
    fsm.resume(Fsm::Need{}, t.at(0ms));
    auto limited = refusal(ErrorClass::wait);
    limited.retry_after = 327s;

    const auto action = fsm.resume(Fsm::Denied{limited}, t.at(0ms));

    REQUIRE(is<Fsm::Fail>(action));
    CHECK_FALSE(std::get<Fsm::Fail>(action).dead);
    CHECK(is<Fsm::Fail>(fsm.resume(Fsm::Need{}, t.at(326s))));
    CHECK(is<Fsm::LogIn>(fsm.resume(Fsm::Need{}, t.at(328s))));
}

TEST_CASE("a brand new token that is refused does not lead to a login after the other") {
    Fsm fsm({.configured = std::nullopt, .password = true, .durable = false});
    fsm.resume(Fsm::Need{}, t.at(0ms));
    fsm.resume(Fsm::Granted{tokens("a1")}, t.at(0ms));
    fsm.refused(fsm.generation());

    CHECK(is<Fsm::Fail>(fsm.resume(Fsm::Need{}, t.at(1s))));
}

TEST_CASE("a late refusal of an older token changes nothing") {
    Fsm fsm({.configured = std::nullopt, .password = true, .durable = false});
    fsm.resume(Fsm::Need{}, t.at(0ms));
    fsm.resume(Fsm::Granted{tokens("a1")}, t.at(0ms));
    const auto first = fsm.generation();
    fsm.refused(first);
    fsm.resume(Fsm::Need{}, t.at(0ms));
    fsm.resume(Fsm::Need{}, t.at(61s));
    fsm.resume(Fsm::Granted{tokens("a2")}, t.at(61s));

    fsm.refused(first);

    CHECK(is<Fsm::Use>(fsm.resume(Fsm::Need{}, t.at(62s))));
}

TEST_CASE("tokens come back from the store as they went in") {
    const auto there = tokens("a", "r", 100s);

    const auto back = decode_tokens(encode(there));

    REQUIRE(back);
    CHECK(back->access.reveal() == "a");
    CHECK(back->refresh.reveal() == "r");
    CHECK(back->expires_at == there.expires_at);
    CHECK(back->refresh_at == there.refresh_at);
    CHECK_FALSE(decode_tokens(secret::Secret(std::string("{}"))));
    CHECK_FALSE(decode_tokens(secret::Secret(std::string("x"))));
}
