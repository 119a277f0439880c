#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <utility>

#include "keliweb/oauth_fsm.hpp"

namespace usher::keliweb::tests {
namespace {

using namespace std::chrono_literals;
using Fsm = OAuthFsm;

/// A state machine and its clock, with every action in one line.
class Story {
public:
    explicit Story(Fsm fsm) : fsm_(std::move(fsm)) {}

    std::string need() { return told(fsm_.resume(Fsm::Need{}, now_)); }
    std::string nothing_stored() { return told(fsm_.resume(Fsm::Loaded{}, now_)); }
    std::string stored(const char* access, const char* refresh, runtime::milliseconds left) {
        TokenPair pair;
        pair.access = secret::Secret(access);
        pair.refresh = secret::Secret(refresh);
        pair.expires_at = now_.wall + left;
        return told(fsm_.resume(Fsm::Loaded{std::move(pair)}, now_));
    }
    std::string granted(const char* access, const char* refresh, std::chrono::seconds lifetime = 3600s) {
        TokenGranted answer;
        answer.access = secret::Secret(access);
        answer.refresh = secret::Secret(refresh);
        answer.lifetime = lifetime;
        return told(fsm_.resume(Fsm::Answered{std::move(answer)}, now_));
    }
    std::string rejected(TokenRejected::What what, const char* reason) {
        return told(fsm_.resume(Fsm::Answered{TokenRejected{what, reason}}, now_));
    }
    std::string lost() { return told(fsm_.resume(Fsm::Answered{TokenMissed{true, {}, "token_answer_lost"}}, now_)); }
    std::string unreachable() {
        return told(fsm_.resume(Fsm::Answered{TokenMissed{false, {}, "token_unreachable"}}, now_));
    }
    std::string busy(runtime::milliseconds retry_after) {
        return told(fsm_.resume(Fsm::Answered{TokenMissed{false, retry_after, "token_rate_limited"}}, now_));
    }
    std::string saved() { return told(fsm_.resume(Fsm::Saved{}, now_)); }
    void abandon() { fsm_.abandon(); }
    void worked() { fsm_.worked(fsm_.generation()); }
    void refused() { fsm_.refused(fsm_.generation(), now_); }
    void refused(std::uint64_t generation) { fsm_.refused(generation, now_); }
    [[nodiscard]] std::uint64_t generation() const { return fsm_.generation(); }
    void pass(runtime::milliseconds time) {
        now_.wall += time;
        now_.steady += time;
    }

private:
    std::string told(const Fsm::Action& action) {
        if (std::holds_alternative<Fsm::Load>(action)) {
            return "load";
        }
        if (std::holds_alternative<Fsm::LogIn>(action)) {
            return "log in";
        }
        if (std::holds_alternative<Fsm::Refresh>(action)) {
            return "refresh with " + std::string(fsm_.pair().refresh.reveal());
        }
        if (std::holds_alternative<Fsm::Save>(action)) {
            return "save " + std::string(fsm_.pair().access.reveal()) + " " + std::string(fsm_.pair().refresh.reveal());
        }
        if (const auto* failed = std::get_if<Fsm::Fail>(&action)) {
            const std::string news = failed->news ? "" : "again ";
            if (const auto* mistake = std::get_if<desk::Misconfigured>(&failed->why)) {
                return news + "misconfigured " + mistake->reason;
            }
            const auto& unavailable = std::get<desk::Unavailable>(failed->why);
            const auto wait = unavailable.retry_after ? " " + std::to_string(unavailable.retry_after->count()) : "";
            return news + "unavailable " + unavailable.reason + wait;
        }
        return "use " + std::string(fsm_.pair().access.reveal());
    }

    Fsm fsm_;
    Fsm::Moment now_{.wall = runtime::WallTime{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}},
                     .steady = runtime::SteadyTime{1h}};
};

Story durable() {
    return Story(Fsm(true));
}

/// Logged in with `A1`/`R1` for an hour, and the API has taken it.
Story logged_in() {
    auto story = durable();
    story.need();
    story.nothing_stored();
    story.granted("A1", "R1");
    story.saved();
    story.worked();
    return story;
}

constexpr auto refresh_token = TokenRejected::What::refresh_token;
constexpr auto credentials = TokenRejected::What::credentials;
constexpr auto client = TokenRejected::What::client;

TEST_CASE("the first token comes from the store, then from the password, and is stored before it is used") {
    auto story = durable();

    CHECK_EQ(story.need(), "load");
    CHECK_EQ(story.nothing_stored(), "log in");
    CHECK_EQ(story.granted("A1", "R1"), "save A1 R1");
    CHECK_EQ(story.saved(), "use A1");
    CHECK_EQ(story.need(), "use A1");
}

TEST_CASE("a stored pair is used while it lasts") {
    auto story = durable();
    story.need();

    CHECK_EQ(story.stored("A0", "R0", 10min), "use A0");
}

TEST_CASE("a stored pair that has run out is refreshed") {
    auto story = durable();
    story.need();

    CHECK_EQ(story.stored("A0", "R0", -1h), "refresh with R0");
}

TEST_CASE("a stored pair that has run out and cannot be refreshed is replaced by a login") {
    auto story = durable();
    story.need();

    CHECK_EQ(story.stored("A0", "", -1h), "log in");
}

TEST_CASE("without a store nothing is loaded or saved") {
    Story story{Fsm(false)};

    CHECK_EQ(story.need(), "log in");
    CHECK_EQ(story.granted("A1", "R1"), "use A1");
}

TEST_CASE("a token is refreshed a minute before its end, and the new pair is stored before it is used") {
    auto story = logged_in();

    story.pass(58min);
    CHECK_EQ(story.need(), "use A1");
    story.pass(61s);
    CHECK_EQ(story.need(), "refresh with R1");
    CHECK_EQ(story.granted("A2", "R2"), "save A2 R2");
    CHECK_EQ(story.saved(), "use A2");
    story.pass(1h);
    CHECK_EQ(story.need(), "refresh with R2");
}

TEST_CASE("a token with a short life is not refreshed at once") {
    Story story{Fsm(false)};
    story.need();
    story.granted("A1", "R1", 30s);

    story.pass(20s);
    CHECK_EQ(story.need(), "use A1");
    story.pass(5s);
    CHECK_EQ(story.need(), "refresh with R1");
}

TEST_CASE("a rejected refresh is followed by one login") {
    auto story = logged_in();
    story.pass(1h);
    story.need();

    CHECK_EQ(story.rejected(refresh_token, "refresh_rejected"), "log in");
    CHECK_EQ(story.granted("A3", "R3"), "save A3 R3");
}

TEST_CASE("a refresh whose answer is lost is not repeated: the password is used") {
    auto story = logged_in();
    story.pass(1h);
    story.need();

    CHECK_EQ(story.lost(), "log in");
    CHECK_EQ(story.lost(), "unavailable token_answer_lost");
    CHECK_EQ(story.need(), "log in");
}

TEST_CASE("a refresh that is cut short is not repeated either") {
    auto story = logged_in();
    story.pass(1h);
    CHECK_EQ(story.need(), "refresh with R1");

    story.abandon();

    CHECK_EQ(story.need(), "log in");
}

TEST_CASE("a crash between the refresh's answer and the store costs one login") {
    // The store still has the old pair, which the desk has revoked.
    auto story = durable();
    story.need();
    story.stored("A1", "R1", 30s);

    CHECK_EQ(story.rejected(refresh_token, "refresh_rejected"), "log in");
    CHECK_EQ(story.granted("A2", "R2"), "save A2 R2");
    CHECK_EQ(story.saved(), "use A2");
}

TEST_CASE("a crash between the refresh's answer and the store is seen at the API too") {
    auto story = durable();
    story.need();
    CHECK_EQ(story.stored("A1", "R1", 30min), "use A1");

    story.refused();

    CHECK_EQ(story.need(), "log in");
}

TEST_CASE("loading, logging in and saving can be cut short and begun again") {
    auto story = durable();
    CHECK_EQ(story.need(), "load");
    story.abandon();
    CHECK_EQ(story.need(), "load");
    CHECK_EQ(story.nothing_stored(), "log in");
    story.abandon();
    CHECK_EQ(story.need(), "log in");
    CHECK_EQ(story.granted("A1", "R1"), "save A1 R1");
    story.abandon();
    CHECK_EQ(story.need(), "use A1");
}

TEST_CASE("while the token endpoint is away a token that still lasts is used, without asking each time") {
    auto story = logged_in();
    story.pass(59min + 30s);
    story.need();

    CHECK_EQ(story.unreachable(), "use A1");
    CHECK_EQ(story.need(), "use A1");
    story.pass(5s);
    CHECK_EQ(story.need(), "refresh with R1");
}

TEST_CASE("an unreachable token endpoint leaves the refresh token for the next try") {
    auto story = logged_in();
    story.pass(2h);
    story.need();

    CHECK_EQ(story.unreachable(), "unavailable token_unreachable");
    story.pass(5s);
    CHECK_EQ(story.need(), "refresh with R1");
}

TEST_CASE("a token endpoint that asks for peace gets it") {
    auto story = durable();
    story.need();
    story.nothing_stored();

    CHECK_EQ(story.busy(30s), "unavailable token_rate_limited 30000");
    story.pass(10s);
    CHECK_EQ(story.need(), "again unavailable token_rate_limited 20000");
    story.pass(20s);
    CHECK_EQ(story.need(), "log in");
}

TEST_CASE("a rejected password stops all tries for a minute, then longer, up to a quarter of an hour") {
    auto story = durable();
    story.need();
    story.nothing_stored();
    CHECK_EQ(story.rejected(credentials, "credentials_rejected"), "misconfigured credentials_rejected");

    for (const auto pause : {60s, 120s, 240s, 480s, 900s, 900s}) {
        story.pass(pause - 1s);
        CHECK_EQ(story.need(), "again misconfigured credentials_rejected");
        story.pass(1s);
        CHECK_EQ(story.need(), "log in");
        story.rejected(credentials, "credentials_rejected");
    }
}

TEST_CASE("a password that works again starts with short pauses") {
    auto story = durable();
    story.need();
    story.nothing_stored();
    story.rejected(credentials, "credentials_rejected");
    story.pass(60s);
    story.need();
    story.granted("A1", "R1");
    story.saved();
    story.worked();

    story.refused();
    story.need();
    story.rejected(credentials, "credentials_rejected");
    story.pass(60s);
    CHECK_EQ(story.need(), "log in");
}

TEST_CASE("a rejected client is not tried with the password, and a token that lasts is used up") {
    auto story = logged_in();
    story.pass(59min + 30s);
    story.need();

    CHECK_EQ(story.rejected(client, "client_rejected"), "use A1");
    CHECK_EQ(story.need(), "use A1");
    story.pass(30s);
    CHECK_EQ(story.need(), "again misconfigured client_rejected");
    story.pass(30s);
    CHECK_EQ(story.need(), "refresh with R1");
}

TEST_CASE("a token that the API refuses is replaced by one login") {
    auto story = logged_in();

    story.refused();

    CHECK_EQ(story.need(), "log in");
    CHECK_EQ(story.granted("A2", "R2"), "save A2 R2");
    CHECK_EQ(story.saved(), "use A2");
}

TEST_CASE("a token that the API refuses straight after the login stops all tries for a while") {
    auto story = logged_in();
    story.refused();
    story.need();
    story.granted("A2", "R2");
    story.saved();

    story.refused();

    CHECK_EQ(story.need(), "again misconfigured token_rejected");
    story.pass(59s);
    CHECK_EQ(story.need(), "again misconfigured token_rejected");
    story.pass(1s);
    CHECK_EQ(story.need(), "log in");
}

TEST_CASE("the refusal of a token that has been replaced since changes nothing") {
    auto story = logged_in();
    const auto old = story.generation();
    story.refused();
    story.need();
    story.granted("A2", "R2");
    story.saved();

    story.refused(old);

    CHECK_EQ(story.need(), "use A2");
}

TEST_CASE("a refusal during the refresh does not disturb it") {
    auto story = logged_in();
    story.pass(1h);
    CHECK_EQ(story.need(), "refresh with R1");

    story.refused();

    CHECK_EQ(story.granted("A2", "R2"), "save A2 R2");
    story.refused();
    CHECK_EQ(story.saved(), "use A2");
}

TEST_CASE("a fixed token is neither renewed nor stored, and when refused it rests for a while") {
    Story story{Fsm(secret::Secret("FIXED"))};

    CHECK_EQ(story.need(), "use FIXED");
    story.pass(100h);
    CHECK_EQ(story.need(), "use FIXED");
    story.refused();
    CHECK_EQ(story.need(), "again misconfigured token_rejected");
    story.pass(60s);
    CHECK_EQ(story.need(), "use FIXED");
}

} // namespace
} // namespace usher::keliweb::tests
