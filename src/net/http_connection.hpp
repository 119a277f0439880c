#pragma once

#include <array>
#include <optional>

#include <asio/ip/tcp.hpp>

#include "net/request_parser.hpp"
#include "net/socket_deadline.hpp"
#include "usher/net/http_server.hpp"

namespace usher::net {

struct HttpHandlers {
    HttpServer::OnRequest on_request;
    HttpServer::Accepts accepts;
    HttpServer::OnWebSocket on_websocket;
};

/// One accepted TCP connection, from its first byte to its end. The options and handlers outlive it.
class HttpConnection {
public:
    HttpConnection(asio::ip::tcp::socket socket, const HttpServerOptions& options, const HttpHandlers& handlers);
    runtime::Task<void> run();

private:
    /// Nothing if the peer left or sent nothing for too long.
    runtime::Task<std::optional<RequestParser::Outcome>> read_request();
    runtime::Task<bool> read_more();
    /// Whether the connection stays open for another request.
    runtime::Task<bool> answer(ParsedRequest parsed);
    runtime::Task<ServerResponse> handle(ServerRequest request);
    runtime::Task<void> peer_gone();
    runtime::Task<bool> write(ServerResponse response, bool keep_alive, bool with_body);
    runtime::Task<bool> write_all(std::string head, std::string body);
    runtime::Task<void> refuse(int status);
    runtime::Task<void> upgrade(ParsedRequest parsed);
    [[nodiscard]] std::optional<ServerResponse> upgrade_fault(const ServerRequest& request) const;

    asio::ip::tcp::socket socket_;
    const HttpServerOptions& options_;
    const HttpHandlers& handlers_;
    RequestParser parser_;
    SocketDeadline deadline_;
    std::array<char, 16384> chunk_;
};

} // namespace usher::net
