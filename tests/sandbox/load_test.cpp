#include <asio/co_spawn.hpp>
#include <asio/post.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <sstream>

#include "sandbox/bench.hpp"
#include "sandbox/impl.hpp"
#include "testing/contains.hpp"
#include "usher/sandbox/load.hpp"

namespace usher::sandbox {

namespace {

/// A bot without sockets: acknowledges what it is sent, and answers commands with a card.
class InstantBot final : public Line {
public:
    InstantBot(Sandbox::Impl& sandbox, asio::io_context& loop) : sandbox_(sandbox), loop_(loop) {
        id_ = sandbox.hub.open(*this).value();
        sandbox.hub.ready(id_);
    }
    bool send(std::string text) override {
        asio::post(loop_, [this, envelope = Json::parse(text)] { serve(envelope); });
        return true;
    }
    void abort() override {}
    void misbehave(const Fault&) override {}

    int cards_per_command = 1;
    bool silent = false;

private:
    void serve(const Json& envelope) {
        if (silent) {
            return;
        }
        sandbox_.hub.received(id_, ack(envelope));
        if (envelope["type"] != "slash_commands") {
            return;
        }
        const auto number = text_of(envelope["payload"], "text");
        Json button = {{"type", "button"},
                       {"value", "v1|card|" + number},
                       {"text", {{"type", "plain_text"}, {"text", "Refresh"}}}};
        Json actions = {{"type", "actions"}, {"elements", Json::array()}};
        actions["elements"].push_back(std::move(button));
        Json arguments = {{"channel", kMainChannel}, {"text", "Ticket"}, {"blocks", Json::array()}};
        arguments["blocks"].push_back(std::move(actions));
        for (int i = 0; i < cards_per_command; ++i) {
            sandbox_.web_api.call(
                {.method = "chat.postMessage", .header_token = sandbox_.web_api.tokens().bot, .arguments = arguments});
        }
    }

    Sandbox::Impl& sandbox_;
    asio::io_context& loop_;
    int id_ = 0;
};

struct LoadBench {
    asio::io_context loop;
    testing::ManualClock clock{loop};
    CountingRandom random;
    Sandbox sandbox{loop.get_executor(), clock, random, {.port = 0, .faults = ""}};
    InstantBot bot{sandbox.impl(), loop};
    int seconds = 0;

    LoadReport run(LoadOptions options) {
        std::optional<LoadReport> report;
        std::function<void(const LoadReport&)> on_second = [this](const LoadReport&) { ++seconds; };
        asio::co_spawn(loop, measure_load(sandbox, clock, options, on_second),
                       [&](const std::exception_ptr&, LoadReport result) { report = result; });
        clock.advance(std::chrono::seconds{30});
        REQUIRE(report.has_value());
        return *report;
    }
};

} // namespace

TEST_CASE("a load keeps its rate and counts every answer") {
    LoadBench bench;

    const auto report = bench.run({.rate = 20, .duration = std::chrono::seconds{3}, .chatter = false});

    CHECK(report.sent == 60);
    CHECK(report.acknowledged == 60);
    CHECK(report.answered == 60);
    CHECK(report.duplicates == 0);
    CHECK(bench.seconds == 2);
}

TEST_CASE("a second card for one command is a duplicate") {
    LoadBench bench;
    bench.bot.cards_per_command = 2;

    const auto report = bench.run({.rate = 5, .duration = std::chrono::seconds{1}, .chatter = false});

    CHECK(report.answered == 5);
    CHECK(report.duplicates == 5);
}

TEST_CASE("a silent bot costs ten seconds, and is reported as it is") {
    LoadBench bench;
    bench.bot.silent = true;

    const auto report = bench.run({.rate = 5, .duration = std::chrono::seconds{1}, .chatter = false});

    CHECK(report.sent == 5);
    CHECK(report.acknowledged == 0);
    CHECK(report.answered == 0);
}

TEST_CASE("chatter is acknowledged and not answered") {
    LoadBench bench;

    const auto report = bench.run({.rate = 10, .duration = std::chrono::seconds{1}, .chatter = true});

    CHECK(report.sent == 10);
    CHECK(report.acknowledged == 10);
    CHECK(report.answered == 0);
}

TEST_CASE("quantiles are of what was measured") {
    Latencies latencies;
    CHECK(latencies.quantile(0.5).count() == 0);
    for (int i = 1; i <= 100; ++i) {
        latencies.add(std::chrono::milliseconds{i});
    }

    CHECK(latencies.quantile(0.5) == std::chrono::milliseconds{50});
    CHECK(latencies.quantile(0.99) == std::chrono::milliseconds{99});
    CHECK(latencies.quantile(1) == std::chrono::milliseconds{100});
}

} // namespace usher::sandbox
