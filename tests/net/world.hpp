#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "usher/net/http_client.hpp"
#include "usher/net/http_server.hpp"
#include "usher/net/websocket.hpp"
#include "usher/runtime/task_group.hpp"

namespace usher::testing {

/// Small waits, so that a test of a deadline is quick. No test asserts how long anything took.
inline constexpr std::chrono::milliseconds short_time{60};
inline constexpr std::chrono::milliseconds long_time{20'000};

runtime::Task<void> sleep_for(std::chrono::milliseconds time);
/// Ends in the loop's next turn.
runtime::Task<void> next_turn();
/// Waits for something that must come; a test of something that does not never ends.
runtime::Task<void> until(std::function<bool()> condition);

/// A client and a server on one loop.
class World {
public:
    explicit World(net::HttpServerOptions server_options = {}, net::HttpClientOptions client_options = {});

    /// Runs until the body and everything it started have ended: a lost wake-up shows as a test that never ends.
    void run(runtime::Task<void> (*body)(World&));

    /// Runs what the test has started itself, for as long as it takes.
    void run_until(const std::function<bool()>& condition);

    [[nodiscard]] net::HttpRequest get(const std::string& path) const;
    [[nodiscard]] net::HttpRequest post(const std::string& path, std::string body) const;
    [[nodiscard]] secret::Secret ws(const std::string& path) const;
    /// A connected plain socket to the server.
    asio::ip::tcp::socket dial();

    /// Something that tasks of this world use, and that lives as long as it does.
    template <class T, class... Args>
    T& make(Args&&... args) {
        auto made = std::make_shared<T>(std::forward<Args>(args)...);
        kept_.push_back(made);
        return *made;
    }

    asio::io_context io;
    runtime::TaskGroup tasks;
    net::HttpClient client;
    net::HttpServer server;
    std::uint16_t port;
    std::vector<net::ServerRequest> seen;
    int cancelled_handlers = 0;

private:
    runtime::Task<net::ServerResponse> route(net::ServerRequest request);
    runtime::Task<net::ServerResponse> never();
    runtime::Task<void> whole(runtime::Task<void> (*body)(World&));

    std::vector<std::shared_ptr<void>> kept_;
};

/// A server that says exactly what a test wants, byte by byte.
class RawServer {
public:
    explicit RawServer(World& world);
    [[nodiscard]] net::HttpRequest get() const { return request("GET"); }
    [[nodiscard]] net::HttpRequest request(const std::string& method) const;
    [[nodiscard]] secret::Secret ws() const;
    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    runtime::Task<asio::ip::tcp::socket> accept();

private:
    asio::ip::tcp::acceptor acceptor_;
};

/// Reads up to and including the empty line, or what there is before the end.
runtime::Task<std::string> read_head(asio::ip::tcp::socket& socket);
runtime::Task<std::string> read_to_end(asio::ip::tcp::socket& socket);
/// Reads on and on, and returns whether the peer ended the connection in order rather than with a reset.
runtime::Task<bool> ends_in_order(asio::ip::tcp::socket& socket);
runtime::Task<std::string> read_exactly(asio::ip::tcp::socket& socket, std::size_t size);
/// The peer may have gone: that is its business.
runtime::Task<void> write_text(asio::ip::tcp::socket& socket, std::string text);
/// Closes with a reset instead of an orderly end.
void reset(asio::ip::tcp::socket& socket);

inline bool contains(std::string_view text, std::string_view part) {
    return text.contains(part);
}

} // namespace usher::testing
