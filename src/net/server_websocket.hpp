#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include <asio/ip/tcp.hpp>

#include "usher/net/websocket.hpp"

namespace usher::net {

/// Answers a client's handshake. `head` is its whole request, `rest` what came behind it.
std::unique_ptr<WebSocket> accept_websocket(asio::ip::tcp::socket socket, const std::string& head,
                                            const std::string& rest, std::size_t max_message);

} // namespace usher::net
