#include "net/server_websocket.hpp"

#include "net/socket_stream.hpp"
#include "net/stream_websocket.hpp"

namespace usher::net {

std::unique_ptr<WebSocket> accept_websocket(asio::ip::tcp::socket socket, const std::string& head,
                                            const std::string& rest, std::size_t max_message) {
    auto websocket = std::make_unique<StreamWebSocket>(std::make_unique<SocketStream>(std::move(socket)),
                                                       WebSocketCodec::server(max_message));
    websocket->accept(head + rest);
    return websocket;
}

} // namespace usher::net
