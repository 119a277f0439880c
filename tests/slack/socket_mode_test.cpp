#include <doctest/doctest.h>

#include <string>

#include <asio/bind_cancellation_slot.hpp>

#include <nlohmann/json.hpp>

#include "stand_in.hpp"
#include "usher/ops/log.hpp"

using namespace usher;
using nlohmann::json;
using testing::SlackBench;

namespace {

struct Bench : SlackBench {
    void deliver(std::size_t socket, const std::string& frame) {
        auto* open = stand_in.sockets.at(socket)->open;
        REQUIRE(open != nullptr);
        open->send_text(frame);
    }
    [[nodiscard]] std::vector<std::string> acknowledged(std::size_t socket) const {
        std::vector<std::string> ids;
        for (const auto& frame : stand_in.sockets.at(socket)->received) {
            ids.push_back(json::parse(frame).at("envelope_id").get<std::string>());
        }
        return ids;
    }
    [[nodiscard]] double counted(std::string_view kind, std::string_view result) const {
        return metrics.value("usher_inbound_events_total", {{"platform", "slack"}, {"kind", kind}, {"result", result}});
    }
    std::string failure() {
        until([this] { return run_ended; });
        try {
            if (run_error) {
                std::rethrow_exception(run_error);
            }
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return {};
    }
};

using Ids = std::vector<std::string>;

std::string command(const std::string& id, const std::string& text) {
    return json{
        {"envelope_id", id},
        {"type", "slash_commands"},
        {"accepts_response_payload", true},
        {"payload", {{"team_id", "T1"}, {"channel_id", "C1"}, {"user_id", "U1"}, {"text", text}, {"trigger_id", id}}}}
        .dump();
}

std::string direct_message(const std::string& id, const std::string& text) {
    return json{{"envelope_id", id},
                {"type", "events_api"},
                {"payload",
                 {{"event_id", id},
                  {"event",
                   {{"type", "message"},
                    {"channel_type", "im"},
                    {"user", "U1"},
                    {"channel", "D1"},
                    {"ts", "1.2"},
                    {"text", text}}}}}}
        .dump();
}

std::string disconnect(const std::string& reason) {
    return json{{"type", "disconnect"}, {"reason", reason}}.dump();
}

} // namespace

TEST_CASE_FIXTURE(Bench, "the app token opens the connection and the bot token says who we are") {
    REQUIRE(run_until_connected());

    CHECK(stand_in.last("auth.test").authorization == "Bearer xoxb-made-up");
    CHECK(stand_in.last("apps.connections.open").authorization == "Bearer xapp-made-up");
    CHECK(slack().bot_mention() == "@usher");
    CHECK(metrics.value("usher_slack_socket_up") == 1);
}

TEST_CASE_FIXTURE(Bench, "an event is acknowledged only after it was accepted, and holds up no other") {
    REQUIRE(run_until_connected());
    deliver(0, command("first", "slow"));
    deliver(0, command("second", "516757"));

    CHECK(until([&] { return acknowledged(0) == Ids{"second"}; }));
    CHECK(intake.texts.size() == 2);
    intake.release();
    CHECK(until([&] { return acknowledged(0) == Ids{"second", "first"}; }));
    CHECK(counted("command", "new") == 2);
}

TEST_CASE_FIXTURE(Bench, "duplicates and what is not for us are acknowledged too") {
    REQUIRE(run_until_connected());
    intake.receipt = chat::Receipt::duplicate;
    deliver(0, command("again", "516757"));
    deliver(0, R"({"envelope_id":"odd","type":"brand_new","payload":{}})");

    CHECK(until([&] { return acknowledged(0).size() == 2; }));
    CHECK(counted("command", "duplicate") == 1);
    CHECK(counted("other", "ignored") == 1);
}

TEST_CASE_FIXTURE(Bench, "a command that could not be stored says so, an event waits for its redelivery") {
    REQUIRE(run_until_connected());
    intake.receipt = chat::Receipt::failed;
    deliver(0, direct_message("event", "516757"));
    deliver(0, command("command", "516757"));

    REQUIRE(until([&] { return !stand_in.sockets[0]->received.empty(); }));
    settle();
    CHECK(acknowledged(0) == Ids{"command"});
    const auto payload = json::parse(stand_in.sockets[0]->received[0]).at("payload");
    CHECK(payload.at("response_type") == "ephemeral");
    CHECK_FALSE(payload.at("text").get<std::string>().empty());
    CHECK(counted("direct_message", "rejected") == 1);
}

TEST_CASE_FIXTURE(Bench, "garbage is counted and the connection lives on") {
    ops::LogCapture log;
    REQUIRE(run_until_connected());
    deliver(0, "{not json with a secret");
    stand_in.sockets[0]->open->send_binary("\x01\x02");
    deliver(0, command("after", "516757"));

    CHECK(until([&] { return acknowledged(0) == Ids{"after"}; }));
    CHECK(stand_in.sockets.size() == 1);
    CHECK(counted("other", "rejected") == 2);
    CHECK(log.contains("slack_malformed_message"));
    CHECK_FALSE(log.contains("secret"));
}

TEST_CASE_FIXTURE(Bench, "on a warning the replacement says hello before the old connection is let go") {
    REQUIRE(run_until_connected());
    stand_in.says_hello = false;
    deliver(0, disconnect("warning"));
    REQUIRE(until([&] { return stand_in.sockets.size() == 2; }));

    deliver(0, command("on-old", "516757"));
    CHECK(until([&] { return acknowledged(0) == Ids{"on-old"}; }));

    deliver(1, R"({"type":"hello"})");
    deliver(1, command("on-new", "516757"));
    CHECK(until([&] { return acknowledged(1) == Ids{"on-new"}; }));
    deliver(0, command("late-on-old", "516757"));
    CHECK(until([&] { return acknowledged(0).size() == 2; }));

    // Fifteen seconds later the old one is closed by us, properly.
    clock.advance(std::chrono::seconds{16});
    CHECK(until([&] { return stand_in.sockets[0]->open == nullptr; }));
    CHECK(stand_in.sockets[0]->close_code == 1000);
    CHECK(stand_in.sockets[1]->open != nullptr);
}

TEST_CASE_FIXTURE(Bench, "an event of a connection that died is acknowledged on another") {
    REQUIRE(run_until_connected());
    deliver(0, command("slow-one", "slow"));
    REQUIRE(until([&] { return intake.texts.size() == 1; }));
    deliver(0, disconnect("refresh_requested"));
    REQUIRE(until([&] { return stand_in.sockets.size() == 2; }));
    settle();
    stand_in.sockets[0]->open->abort();
    settle();

    intake.release();

    CHECK(until([&] { return acknowledged(1) == Ids{"slow-one"}; }));
}

TEST_CASE_FIXTURE(Bench, "a connection that Slack drops is opened again, and health says so meanwhile") {
    REQUIRE(run_until_connected());
    stand_in.sockets[0]->open->abort();
    REQUIRE(until([&] { return !health.ready().ok; }));
    CHECK(metrics.value("usher_slack_socket_up") == 0);

    clock.advance(std::chrono::seconds{3});

    CHECK(until([&] { return health.ready().ok; }));
    CHECK(stand_in.count("apps.connections.open") == 2);
}

TEST_CASE_FIXTURE(Bench, "a connection without a frame for thirty seconds is replaced") {
    stand_in.says_hello = true;
    REQUIRE(run_until_connected());

    // Time passes at once, so that no pong of the stand-in can arrive in between.
    clock.set(clock.now() + std::chrono::seconds{31});
    clock.advance(std::chrono::milliseconds{1});
    CHECK(until([&] { return stand_in.sockets[0]->open == nullptr; }));
    clock.advance(std::chrono::seconds{4});

    CHECK(until([&] { return stand_in.sockets.size() == 2; }));
    CHECK(metrics.value("usher_slack_reconnects_total", {{"reason", "silent"}}) == 1);
}

TEST_CASE_FIXTURE(Bench, "a rate limit on opening is obeyed") {
    stand_in.script("apps.connections.open", 429, R"({"ok":false,"error":"ratelimited"})", {{"Retry-After", "40"}});
    run();
    REQUIRE(until([&] { return stand_in.count("apps.connections.open") == 1; }));
    settle();

    clock.advance(std::chrono::seconds{39});
    settle();
    CHECK(stand_in.count("apps.connections.open") == 1);
    clock.advance(std::chrono::seconds{2});

    CHECK(until([&] { return health.ready().ok; }));
}

TEST_CASE_FIXTURE(Bench, "passing trouble at the start is waited out") {
    stand_in.script("auth.test", 503, "busy");
    stand_in.script("auth.test", 200, R"({"ok":false,"error":"internal_error"})");
    stand_in.script("apps.connections.open", 200, R"({"ok":false,"error":"fatal_error"})");
    run();
    for (int i = 0; i < 12 && !health.ready().ok; ++i) {
        settle();
        clock.advance(std::chrono::seconds{10});
    }

    CHECK(until([&] { return health.ready().ok; }));
}

TEST_CASE_FIXTURE(Bench, "a bot token that can never work ends it with the mend") {
    stand_in.script("auth.test", 200, R"({"ok":false,"error":"invalid_auth"})");
    run();

    const auto sentence = failure();

    CHECK(sentence.find("[slack] bot_token") != std::string::npos);
    CHECK(sentence.find("invalid_auth") != std::string::npos);
    CHECK(sentence.find("xoxb-made-up") == std::string::npos);
}

TEST_CASE_FIXTURE(Bench, "an app token that can never work ends it with the mend") {
    stand_in.script("apps.connections.open", 200, R"({"ok":false,"error":"not_allowed_token_type"})");
    run();

    CHECK(failure().find("xapp-") != std::string::npos);
}

TEST_CASE_FIXTURE(Bench, "a socket URL that points elsewhere is not opened") {
    ops::LogCapture log;
    stand_in.script("apps.connections.open", 200, R"({"ok":true,"url":"wss://evil.example/link?ticket=hidden"})");
    run();

    CHECK(until([&] { return log.contains("socket_url_refused"); }));
    CHECK(stand_in.sockets.empty());
    CHECK_FALSE(log.contains("hidden"));
    CHECK_FALSE(log.contains("evil.example"));
}

TEST_CASE_FIXTURE(Bench, "stopping acknowledges what is being stored, then says goodbye") {
    REQUIRE(run_until_connected());
    deliver(0, command("in-flight", "slow"));
    REQUIRE(until([&] { return intake.texts.size() == 1; }));
    bool stopped = false;
    asio::co_spawn(loop, slack().stop(), [&](const std::exception_ptr&) { stopped = true; });
    settle();
    deliver(0, command("too-late", "516757"));
    settle();
    CHECK(intake.texts.size() == 1);

    intake.release();
    CHECK(until([&] {
        clock.advance(std::chrono::milliseconds{20});
        return stopped && run_ended;
    }));

    CHECK(acknowledged(0) == Ids{"in-flight"});
    CHECK(stand_in.sockets[0]->close_code == 1000);
    CHECK_FALSE(health.ready().ok);
    CHECK(run_error == nullptr);
}

TEST_CASE("cancelling the run ends it without leaving a socket behind") {
    Bench bench;
    asio::cancellation_signal cancel;
    bool ended = false;
    asio::co_spawn(bench.loop, bench.slack().run(bench.intake),
                   asio::bind_cancellation_slot(cancel.slot(), [&](const std::exception_ptr&) { ended = true; }));
    REQUIRE(bench.until([&] { return bench.health.ready().ok; }));

    cancel.emit(asio::cancellation_type::terminal);

    CHECK(bench.until([&] {
        bench.clock.advance(std::chrono::milliseconds{20});
        return ended;
    }));
    CHECK(bench.until([&] { return bench.stand_in.sockets[0]->open == nullptr; }));
}
