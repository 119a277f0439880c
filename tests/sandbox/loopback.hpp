#pragma once

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>

#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include "sandbox/json.hpp"
#include "usher/net/http_client.hpp"
#include "usher/net/websocket.hpp"
#include "usher/runtime/system.hpp"
#include "usher/sandbox/sandbox.hpp"

namespace usher::sandbox {

/// A running sandbox, and a client of it over real sockets on loopback.
class Loopback {
public:
    explicit Loopback(std::string faults = "")
        : folder_(std::filesystem::temp_directory_path() / ("usher-sandbox-test-" + std::to_string(::getpid()))),
          sandbox(loop.get_executor(), clock, random, {.port = 0, .faults = std::move(faults)}),
          client(loop.get_executor(), net::HttpClientOptions{}) {
        std::filesystem::create_directories(folder_);
        sandbox.start();
        configuration = sandbox.configuration(folder_.string());
        app_token = read("slack_app_token");
        bot_token = read("slack_bot_token");
    }
    ~Loopback() { std::filesystem::remove_all(folder_); }
    Loopback(const Loopback&) = delete;
    Loopback& operator=(const Loopback&) = delete;

    /// Runs the story to its end, then stops the sandbox.
    void run(std::function<runtime::Task<void>()> story) {
        std::exception_ptr failure;
        asio::co_spawn(
            loop,
            [&]() -> runtime::Task<void> {
                std::exception_ptr in_story;
                try {
                    co_await story();
                } catch (...) {
                    in_story = std::current_exception();
                }
                co_await sandbox.stop();
                if (in_story) {
                    std::rethrow_exception(in_story);
                }
            },
            [&](std::exception_ptr problem) { failure = std::move(problem); });
        loop.run();
        if (failure) {
            std::rethrow_exception(failure);
        }
    }

    runtime::Task<std::expected<net::HttpResponse, net::HttpFailure>>
    send(std::string method, std::string path, std::string body, std::vector<net::Header> headers) {
        net::HttpRequest request;
        request.method = std::move(method);
        request.url = secret::Secret(sandbox.url() + path);
        request.headers = std::move(headers);
        request.body = secret::Secret(std::move(body));
        co_return co_await client.send(std::move(request));
    }
    runtime::Task<Json> call(std::string method, Json arguments, std::string token) {
        std::vector<net::Header> headers{{"Content-Type", "application/json"}, {"Authorization", "Bearer " + token}};
        const auto response = co_await send("POST", "api/" + method, dump(arguments), std::move(headers));
        co_return response ? Json::parse(response->body) : Json();
    }
    runtime::Task<Json> control(std::string what, Json body) {
        const auto response = co_await send("POST", "_control/" + what, dump(body), {});
        co_return response ? Json::parse(response->body) : Json();
    }
    runtime::Task<Json> look(std::string what) {
        const auto response = co_await send("GET", "_control/" + what, "", {});
        co_return response ? Json::parse(response->body) : Json();
    }
    runtime::Task<std::unique_ptr<net::WebSocket>> connect() {
        const auto opened = co_await call("apps.connections.open", Json::object(), app_token);
        auto socket =
            co_await net::connect_websocket(client, secret::Secret(text_of(opened, "url")), net::WebSocketOptions{});
        co_return socket ? std::move(*socket) : nullptr;
    }
    /// The next message, or what the socket was closed with.
    static runtime::Task<Json> receive(net::WebSocket& socket) {
        while (true) {
            auto event = co_await socket.receive();
            if (const auto* message = std::get_if<net::WebSocketMessage>(&event)) {
                co_return message->binary ? Json("binary") : Json::parse(message->data);
            }
            if (const auto* closed = std::get_if<net::WebSocketClosed>(&event)) {
                co_return Json{{"closed", closed->code}, {"reason", closed->reason}};
            }
        }
    }

private:
    [[nodiscard]] std::string read(const char* name) const {
        std::ifstream file(folder_ / name);
        std::string text;
        std::getline(file, text);
        return text;
    }
    std::filesystem::path folder_;

public:
    asio::io_context loop{1};
    runtime::SystemClock clock;
    runtime::SystemRandom random;
    Sandbox sandbox;
    net::HttpClient client;
    std::string configuration;
    std::string app_token;
    std::string bot_token;
};

} // namespace usher::sandbox
