#include "bot/delivery_fsm.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using usher::bot::DeliveryFsm;
using usher::bot::Fate;
using usher::runtime::WallTime;
namespace chat = usher::chat;

namespace {

constexpr WallTime start{1'000'000ms};

DeliveryFsm::Options final_answer() {
    return {.final = true, .deadline = start + 1h, .landing_time = 5s};
}
DeliveryFsm::Options placeholder() {
    return {.final = false, .deadline = start + 1h, .landing_time = 5s};
}
DeliveryFsm::State nothing() {
    return {Fate::none, {}, std::nullopt};
}
DeliveryFsm::State lost(WallTime intent_at = start) {
    return {Fate::unknown, intent_at, std::nullopt};
}
DeliveryFsm::State there() {
    return {Fate::exists, start, chat::PostedMessage{chat::PostedMessage::Via::message, {"17.1"}}};
}
chat::PostResult sent() {
    return chat::Sent{{chat::PostedMessage::Via::message, {"17.1"}}};
}
chat::PostResult not_sent(std::optional<std::chrono::milliseconds> retry_after = std::nullopt) {
    return chat::NotSent{"ratelimited", retry_after};
}
chat::PostResult ambiguous() {
    return chat::Ambiguous{"timeout"};
}

template <class Action>
bool is(const DeliveryFsm::Action& action) {
    return std::holds_alternative<Action>(action);
}
bool is_done(const DeliveryFsm::Action& action, DeliveryFsm::Result result) {
    return is<DeliveryFsm::Done>(action) && std::get<DeliveryFsm::Done>(action).result == result;
}

} // namespace

TEST_CASE("a new answer is written down, posted, recorded, and only then done") {
    DeliveryFsm fsm(final_answer(), nothing());

    CHECK(is<DeliveryFsm::StoreIntent>(fsm.start(start)));
    CHECK(is<DeliveryFsm::Post>(fsm.resume(DeliveryFsm::IntentStored{}, start)));
    CHECK(is<DeliveryFsm::Record>(fsm.resume(sent(), start)));
    CHECK(is_done(fsm.resume(DeliveryFsm::Recorded{}, start), DeliveryFsm::Result::delivered));
}

TEST_CASE("nothing is posted while the intent cannot be written down") {
    DeliveryFsm fsm(final_answer(), nothing());
    (void)fsm.start(start);

    CHECK(is<DeliveryFsm::Sleep>(fsm.resume(DeliveryFsm::StoreFailed{}, start)));
    CHECK(is<DeliveryFsm::StoreIntent>(fsm.resume(DeliveryFsm::Woke{}, start + 1s)));
}

TEST_CASE("an existing message is changed, never posted again") {
    DeliveryFsm fsm(final_answer(), there());

    CHECK(is<DeliveryFsm::Edit>(fsm.start(start)));
    CHECK(is<DeliveryFsm::Record>(fsm.resume(sent(), start)));
}

TEST_CASE("an ambiguous post is looked for before anything else is sent") {
    DeliveryFsm fsm(final_answer(), nothing());
    (void)fsm.start(start);
    (void)fsm.resume(DeliveryFsm::IntentStored{}, start);

    CHECK(is<DeliveryFsm::Sleep>(fsm.resume(ambiguous(), start)));
    CHECK(is<DeliveryFsm::Locate>(fsm.resume(DeliveryFsm::Woke{}, start + 1s)));
}

TEST_CASE("a lost post that is found becomes the answer by an edit") {
    DeliveryFsm fsm(final_answer(), lost());

    CHECK(is<DeliveryFsm::Locate>(fsm.start(start)));
    const chat::LocateResult found = chat::Located{{chat::PostedMessage::Via::message, {"17.9"}}};
    CHECK(is<DeliveryFsm::Edit>(fsm.resume(found, start)));
    CHECK(fsm.state().posted->id.native == "17.9");
}

TEST_CASE("a lost post may still be landing, so absence is believed only after a while") {
    DeliveryFsm fsm(final_answer(), lost());
    (void)fsm.start(start);

    const auto early = fsm.resume(chat::LocateResult{chat::Absent{}}, start + 1s);
    REQUIRE(is<DeliveryFsm::Sleep>(early));
    CHECK(std::get<DeliveryFsm::Sleep>(early).duration == 4s);
    CHECK(is<DeliveryFsm::Locate>(fsm.resume(DeliveryFsm::Woke{}, start + 5s)));
    CHECK(is<DeliveryFsm::Post>(fsm.resume(chat::LocateResult{chat::Absent{}}, start + 5s)));
    CHECK_FALSE(fsm.posted_blindly());
}

TEST_CASE("where the platform does not let us look, the answer is posted again and that is said") {
    DeliveryFsm fsm(final_answer(), lost());
    auto action = fsm.start(start);
    auto now = start;
    int looks = 0;
    while (!is<DeliveryFsm::Post>(action)) {
        if (is<DeliveryFsm::Locate>(action)) {
            ++looks;
            action = fsm.resume(chat::LocateResult{chat::CannotTell{"missing_scope"}}, now);
        } else {
            REQUIRE(is<DeliveryFsm::Sleep>(action));
            now += std::get<DeliveryFsm::Sleep>(action).duration;
            action = fsm.resume(DeliveryFsm::Woke{}, now);
        }
    }

    CHECK(looks == 3);
    CHECK(fsm.posted_blindly());
}

TEST_CASE("a platform that says when it will let us look is not asked before, and nothing is posted meanwhile") {
    DeliveryFsm fsm(final_answer(), lost());
    (void)fsm.start(start);

    const auto waits = fsm.resume(chat::LocateResult{chat::CannotTell{"ratelimited", 45s}}, start);

    REQUIRE(is<DeliveryFsm::Sleep>(waits));
    CHECK(std::get<DeliveryFsm::Sleep>(waits).duration == 45s);
    CHECK(is<DeliveryFsm::Locate>(fsm.resume(DeliveryFsm::Woke{}, start + 45s)));
}

TEST_CASE("an ambiguous edit is simply made again") {
    DeliveryFsm fsm(final_answer(), there());
    (void)fsm.start(start);

    CHECK(is<DeliveryFsm::Sleep>(fsm.resume(ambiguous(), start)));
    CHECK(is<DeliveryFsm::Edit>(fsm.resume(DeliveryFsm::Woke{}, start + 1s)));
}

TEST_CASE("Retry-After is obeyed") {
    DeliveryFsm fsm(final_answer(), there());
    (void)fsm.start(start);

    const auto action = fsm.resume(not_sent(30s), start);

    REQUIRE(is<DeliveryFsm::Sleep>(action));
    CHECK(std::get<DeliveryFsm::Sleep>(action).duration == 30s);
}

TEST_CASE("a placeholder is tried once and never holds up the answer") {
    DeliveryFsm fsm(placeholder(), nothing());
    (void)fsm.start(start);
    (void)fsm.resume(DeliveryFsm::IntentStored{}, start);

    CHECK(is_done(fsm.resume(not_sent(), start), DeliveryFsm::Result::later));
    CHECK(fsm.state().fate == Fate::absent);
}

TEST_CASE("a placeholder of unknown fate leaves that for the answer to find out") {
    DeliveryFsm fsm(placeholder(), nothing());
    (void)fsm.start(start);
    (void)fsm.resume(DeliveryFsm::IntentStored{}, start);

    CHECK(is_done(fsm.resume(ambiguous(), start), DeliveryFsm::Result::later));
    CHECK(fsm.state().fate == Fate::unknown);
}

TEST_CASE("what the platform will never take is written down as undeliverable") {
    DeliveryFsm fsm(final_answer(), nothing());
    (void)fsm.start(start);
    (void)fsm.resume(DeliveryFsm::IntentStored{}, start);

    const auto action = fsm.resume(chat::PostResult{chat::Rejected{"channel_not_found"}}, start);
    REQUIRE(is<DeliveryFsm::Abandon>(action));
    CHECK(std::get<DeliveryFsm::Abandon>(action).reason == "channel_not_found");
    CHECK(is_done(fsm.resume(DeliveryFsm::Abandoned{}, start), DeliveryFsm::Result::never));
}

TEST_CASE("a posted answer that cannot be recorded is recorded later, not posted again") {
    DeliveryFsm fsm(final_answer(), nothing());
    (void)fsm.start(start);
    (void)fsm.resume(DeliveryFsm::IntentStored{}, start);
    (void)fsm.resume(sent(), start);

    CHECK(is<DeliveryFsm::Sleep>(fsm.resume(DeliveryFsm::StoreFailed{}, start)));
    CHECK(is<DeliveryFsm::Record>(fsm.resume(DeliveryFsm::Woke{}, start + 1s)));
}

TEST_CASE("after the deadline an answer that was never posted is given up") {
    DeliveryFsm fsm(final_answer(), nothing());
    (void)fsm.start(start);
    (void)fsm.resume(DeliveryFsm::IntentStored{}, start);
    (void)fsm.resume(not_sent(2h), start);

    CHECK(is<DeliveryFsm::Abandon>(fsm.resume(DeliveryFsm::Woke{}, start + 1h)));
}

TEST_CASE("stopping leaves the rest to the next process") {
    DeliveryFsm fsm(final_answer(), nothing());
    (void)fsm.start(start);
    (void)fsm.resume(DeliveryFsm::IntentStored{}, start);
    (void)fsm.resume(not_sent(), start);

    CHECK(is_done(fsm.resume(DeliveryFsm::Stopping{}, start), DeliveryFsm::Result::later));
}
