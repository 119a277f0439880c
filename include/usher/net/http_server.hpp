#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <asio/any_io_executor.hpp>

#include "usher/net/http_client.hpp"
#include "usher/net/websocket.hpp"
#include "usher/runtime/task.hpp"

namespace usher::net {

struct ServerRequest {
    std::string method;
    std::string path;            ///< Decoded, without the query.
    std::string query;           ///< As sent, without `?`.
    std::vector<Header> headers; ///< Names in lower case.
    std::string body;
    [[nodiscard]] std::string_view header(std::string_view name) const;
    /// The decoded value of a query parameter, or empty.
    [[nodiscard]] std::string query_value(std::string_view name) const;
};

struct ServerResponse {
    int status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::string body;
    std::vector<Header> headers;
    /// Close the TCP connection without answering: for scripted faults.
    bool drop = false;
};

/// Decodes `application/x-www-form-urlencoded`.
std::vector<std::pair<std::string, std::string>> form_decode(std::string_view body);

struct HttpServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0; ///< 0: a free one.
    std::size_t max_header = 16U << 10U;
    std::size_t max_body = 1U << 20U;
    std::size_t max_connections = 256;
    std::size_t max_message = 4U << 20U; ///< Of a WebSocket; above it is closed with 1009.
    milliseconds idle{60'000};           ///< Keep-alive without a request.
    milliseconds request{10'000};        ///< From the first byte of a request to its last.
};

/// A small HTTP/1.1 server with keep-alive and WebSocket upgrades, for the ops endpoints and the sandbox. Loopback or a
/// trusted network only: no TLS. Answers 400, 408, 411, 413, 431 and 501 by itself. Loop thread only.
class HttpServer {
public:
    using OnRequest = std::function<runtime::Task<ServerResponse>(ServerRequest)>;
    /// Owns the socket for as long as it runs. Without a handler, or where `accepts` says no, upgrades are answered
    /// 404.
    using OnWebSocket = std::function<runtime::Task<void>(ServerRequest, std::unique_ptr<WebSocket>)>;
    using Accepts = std::function<bool(const ServerRequest&)>;

    HttpServer(asio::any_io_executor executor, HttpServerOptions options);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    void on_request(OnRequest handler);
    void on_websocket(Accepts accepts, OnWebSocket handler);
    /// Binds and starts to accept; returns the port. Throws std::runtime_error with a sentence if the address cannot be
    /// bound.
    std::uint16_t start();
    /// Closes the listener and every connection, and waits for their handlers.
    runtime::Task<void> stop();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace usher::net
