#include <asio/steady_timer.hpp>

#include <algorithm>
#include <utility>

#include "net/curl_stream.hpp"
#include "net/http_client_impl.hpp"
#include "net/stream_websocket.hpp"
#include "net/wipe.hpp"
#include "usher/net/websocket.hpp"

namespace usher::net {

namespace {

/// The URL with another scheme, always with a path and without a fragment: websocketpp takes `wss://host?x=1` for a
/// host of that name.
std::string rewritten(std::string_view url, std::string_view scheme) {
    auto rest = url.substr(url.find("://") + 3);
    rest = rest.substr(0, rest.find('#'));
    const auto end = std::min(rest.find_first_of("/?"), rest.size());
    std::string result;
    result.reserve(url.size() + 8);
    result.append(scheme).append("://").append(rest.substr(0, end));
    if (end == rest.size() || rest[end] != '/') {
        result += '/';
    }
    return result.append(rest.substr(end));
}

/// Null if websocketpp does not like the URL.
std::unique_ptr<WebSocketCodec> client_codec(const secret::Secret& url, const Url& parsed,
                                             const std::string& user_agent, std::size_t max_message) {
    const WipedString text(rewritten(url.reveal(), parsed.scheme));
    try {
        return WebSocketCodec::client(text.c_str(), user_agent, max_message);
    } catch (const std::exception&) {
        return nullptr;
    }
}

/// Lets curl connect, with TLS and through a proxy where there is one, and then leave the stream to us.
void connect_only(CURL* handle, const HttpClientOptions& options, const Url& parsed, const secret::Secret& url,
                  milliseconds timeout, ErrorText& error) {
    set_connection_policy(handle, options, parsed, error);
    // Curl 7.88 does not know `wss`.
    const WipedString text(rewritten(url.reveal(), parsed.scheme == "wss" ? "https" : "http"));
    set_option(handle, CURLOPT_URL, text.c_str());
    set_option(handle, CURLOPT_CONNECT_ONLY, 1L);
    set_option(handle, CURLOPT_FRESH_CONNECT, 1L);
    set_option(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set_option(handle, CURLOPT_SSL_ENABLE_ALPN, 0L); // HTTP/2 has no use for our handshake.
    set_option(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(timeout.count(), 1)));
}

HttpFailure handshake_failure(const WebSocketCodec& codec, bool late) {
    HttpFailure failure;
    failure.kind = HttpFailure::Kind::ambiguous;
    failure.status = codec.refusal_status();
    if (failure.status != 0 && failure.status != 101) {
        failure.reason = "the server answered " + std::to_string(failure.status) + " instead of opening a WebSocket";
    } else if (late) {
        failure.reason = "the server did not answer the WebSocket handshake in time";
    } else {
        failure.reason = "the server broke off the WebSocket handshake";
    }
    return failure;
}

} // namespace

runtime::Task<std::expected<std::unique_ptr<WebSocket>, HttpFailure>>
connect_websocket(HttpClient& client, secret::Secret url, WebSocketOptions options) {
    const auto deadline = asio::steady_timer::clock_type::now() + options.timeout;
    const auto parsed = allowed_url(url.reveal(), "wss", "ws");
    if (!parsed) {
        co_return std::unexpected(HttpFailure{HttpFailure::Kind::refused, parsed.error()});
    }
    auto& impl = client.impl();
    auto codec = client_codec(url, *parsed, impl.options.user_agent, options.max_message);
    if (!codec) {
        co_return std::unexpected(HttpFailure{HttpFailure::Kind::refused, "the URL is not valid"});
    }
    auto transfer = std::make_unique<CurlTransfer>(impl.loop, CurlTransfer::Handle::single);
    ErrorText error{};
    connect_only(transfer->handle(), impl.options, *parsed, url, options.timeout, error);
    transfer->start();
    const auto code = co_await transfer->finished();
    if (transfer->handle() != nullptr) {
        set_option(transfer->handle(), CURLOPT_ERRORBUFFER,
                   static_cast<char*>(nullptr)); // It ends with this coroutine.
    }
    if (code != CURLE_OK) {
        co_return std::unexpected(failure_of(code, false, error));
    }
    auto stream = std::make_unique<CurlStream>(std::move(transfer), impl.loop.executor());
    auto websocket = std::make_unique<StreamWebSocket>(std::move(stream), std::move(codec));
    const bool opened = co_await websocket->handshake(deadline);
    if (!opened) {
        const bool late = asio::steady_timer::clock_type::now() >= deadline;
        co_return std::unexpected(handshake_failure(websocket->codec(), late));
    }
    co_return websocket;
}

} // namespace usher::net
