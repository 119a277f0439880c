#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include "testing/manual_clock.hpp"
#include "usher/net/http_server.hpp"
#include "usher/ops/health.hpp"
#include "usher/ops/metrics.hpp"
#include "usher/slack/slack.hpp"

namespace usher::testing {

/// As little of Slack as the platform's tests need: answers by method, sockets that the test speaks through.
class SlackStandIn {
public:
    struct Call {
        std::string method; ///< `chat.postMessage`, or `respond` for the response URL.
        std::string body;
        std::string authorization;
    };
    struct Socket {
        net::WebSocket* open = nullptr; ///< Null once it has ended.
        std::vector<std::string> received;
        int close_code = 0;
    };

    explicit SlackStandIn(asio::io_context& loop) : server_(loop.get_executor(), {}) {
        server_.on_request([this](net::ServerRequest request) { return answer(std::move(request)); });
        server_.on_websocket(
            [](const net::ServerRequest&) { return true; },
            [this](net::ServerRequest, std::unique_ptr<net::WebSocket> socket) { return serve(std::move(socket)); });
        port_ = server_.start();
    }

    [[nodiscard]] std::string url(const std::string& path) const {
        return "http://127.0.0.1:" + std::to_string(port_) + path;
    }
    /// The next answer to `method`; without one it is a good one.
    void script(const std::string& method, int status, std::string body, std::vector<net::Header> headers = {}) {
        scripted_[method].push_back({status, "application/json", std::move(body), std::move(headers), false});
    }
    [[nodiscard]] std::size_t count(const std::string& method) const {
        return static_cast<std::size_t>(
            std::ranges::count_if(calls, [&](const Call& call) { return call.method == method; }));
    }
    [[nodiscard]] const Call& last(const std::string& method) const {
        return *std::find_if(calls.rbegin(), calls.rend(), [&](const Call& call) { return call.method == method; });
    }
    runtime::Task<void> stop() { return server_.stop(); }

    std::vector<Call> calls;
    std::vector<std::unique_ptr<Socket>> sockets;
    bool says_hello = true;

private:
    runtime::Task<net::ServerResponse> answer(net::ServerRequest request) {
        const auto method = request.path.substr(request.path.find_last_of('/') + 1);
        calls.push_back({method, request.body, std::string(request.header("authorization"))});
        auto& waiting = scripted_[method];
        if (!waiting.empty()) {
            auto response = std::move(waiting.front());
            waiting.pop_front();
            co_return response;
        }
        net::ServerResponse response;
        response.content_type = "application/json";
        response.body = good(method);
        co_return response;
    }
    [[nodiscard]] std::string good(const std::string& method) const {
        if (method == "auth.test") {
            return R"({"ok":true,"team_id":"T1","user_id":"UBOT","bot_id":"BBOT","user":"usher"})";
        }
        if (method == "apps.connections.open") {
            return R"({"ok":true,"url":"ws://127.0.0.1:)" + std::to_string(port_) + R"(/link?ticket=secret"})";
        }
        if (method == "users.list" || method == "conversations.members") {
            return R"({"ok":true,"members":[],"response_metadata":{"next_cursor":""}})";
        }
        if (method == "chat.postEphemeral") {
            return R"({"ok":true,"message_ts":"1700000000.000300"})";
        }
        return R"({"ok":true,"channel":"C1","ts":"1700000000.000200"})";
    }
    runtime::Task<void> serve(std::unique_ptr<net::WebSocket> socket) {
        auto& mine = *sockets.emplace_back(std::make_unique<Socket>());
        mine.open = socket.get();
        if (says_hello) {
            socket->send_text(R"({"type":"hello","num_connections":1})");
        }
        for (;;) {
            const auto event = co_await socket->receive();
            if (const auto* message = std::get_if<net::WebSocketMessage>(&event)) {
                mine.received.push_back(message->data);
            } else if (const auto* closed = std::get_if<net::WebSocketClosed>(&event)) {
                mine.close_code = closed->code;
                mine.open = nullptr;
                co_return;
            }
        }
    }

    net::HttpServer server_;
    std::uint16_t port_ = 0;
    std::map<std::string, std::deque<net::ServerResponse>> scripted_;
};

/// An intake that answers as told, at once or when released.
class ScriptedIntake final : public chat::Intake {
public:
    explicit ScriptedIntake(asio::io_context& loop) : gate_(loop) {
        gate_.expires_at(asio::steady_timer::time_point::max());
    }
    runtime::Task<chat::Receipt> accept(chat::Event event) override {
        const bool waits = event.text == "slow";
        texts.push_back(event.text);
        while (waits && !released_) {
            co_await gate_.async_wait(runtime::as_tuple);
        }
        co_return receipt;
    }
    /// Slack has no stream to keep a place in.
    runtime::Task<bool> accept_all(const std::vector<chat::Event>&, chat::Checkpoint) override { co_return false; }
    void release() {
        released_ = true;
        gate_.cancel();
    }

    chat::Receipt receipt = chat::Receipt::stored;
    std::vector<std::string> texts;

private:
    asio::steady_timer gate_;
    bool released_ = false;
};

/// A loop, the stand-in, and the platform under test.
class SlackBench {
public:
    SlackBench() : slack_(make()) {}
    ~SlackBench() {
        if (running_ && !run_ended) {
            intake.release();
            bool stopped = false;
            asio::co_spawn(loop, slack_->stop(), [&](const std::exception_ptr&) { stopped = true; });
            until([&] {
                clock.advance(std::chrono::milliseconds{20});
                return stopped && run_ended;
            });
        }
        wait_for(stand_in.stop());
    }
    SlackBench(const SlackBench&) = delete;
    SlackBench& operator=(const SlackBench&) = delete;

    /// Turns the loop until something holds; false if it does not come to hold.
    template <class Holds>
    bool until(Holds holds) {
        constexpr int most_turns = 2'000;
        for (int turn = 0; turn < most_turns; ++turn) {
            if (holds()) {
                return true;
            }
            loop.restart();
            loop.run_for(std::chrono::milliseconds{5});
        }
        return holds();
    }
    /// Turns the loop a little, for what must not happen.
    void settle() {
        loop.restart();
        loop.run_for(std::chrono::milliseconds{50});
    }
    template <class T>
    T wait_for(runtime::Task<T> task) {
        std::optional<T> result;
        asio::co_spawn(loop, std::move(task), [&](std::exception_ptr error, T value) {
            if (error) {
                std::rethrow_exception(error);
            }
            result.emplace(std::move(value));
        });
        until([&] { return result.has_value(); });
        return std::move(result.value());
    }
    void wait_for(runtime::Task<void> task) {
        bool done = false;
        asio::co_spawn(loop, std::move(task), [&](std::exception_ptr error) {
            done = true;
            if (error) {
                std::rethrow_exception(error);
            }
        });
        until([&] { return done; });
    }
    void run() {
        running_ = true;
        asio::co_spawn(loop, slack_->run(intake), [this](std::exception_ptr error) {
            run_error = error;
            run_ended = true;
        });
    }
    bool run_until_connected() {
        run();
        return until([this] { return health.ready().ok; });
    }
    slack::Slack& slack() { return *slack_; }

    asio::io_context loop;
    SlackStandIn stand_in{loop};
    ManualClock clock{loop};
    SeededRandom random;
    ops::Metrics metrics;
    ops::Health health{clock};
    net::HttpClient http{loop.get_executor(), {}};
    ScriptedIntake intake{loop};
    bool run_ended = false;
    std::exception_ptr run_error;

private:
    std::unique_ptr<slack::Slack> make() {
        slack::Options options;
        options.app_token = secret::Secret("xapp-made-up");
        options.bot_token = secret::Secret("xoxb-made-up");
        options.api_url = stand_in.url("/api/");
        return std::make_unique<slack::Slack>(std::move(options), http, clock, random, metrics, health);
    }
    std::unique_ptr<slack::Slack> slack_;
    bool running_ = false;
};

} // namespace usher::testing
