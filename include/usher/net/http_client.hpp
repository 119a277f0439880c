#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <asio/any_io_executor.hpp>

#include "usher/runtime/task.hpp"
#include "usher/secret/secret.hpp"

namespace usher::net {

using std::chrono::milliseconds;

struct Header {
    std::string name;
    std::string value;
};

/// One HTTP exchange. `https` is required unless the host is loopback; redirects are never followed.
struct HttpRequest {
    std::string method = "GET";
    secret::Secret url; ///< A URL may be a bearer secret (`response_url`), so all are treated as one.
    std::vector<Header> headers;
    secret::Secret bearer; ///< Sent as `Authorization: Bearer …` if not empty.
    secret::Secret body;   ///< Bodies may carry passwords, so all are wiped after use.
    milliseconds timeout{10'000};
    milliseconds connect_timeout{3'000};
    std::size_t max_body = 8U << 20U;
    bool http2 = true; ///< Where offered; off for long polls.
};

struct HttpResponse {
    int status = 0;
    std::vector<Header> headers; ///< Names in lower case.
    std::string body;
    /// The first header of that (lower case) name, or empty.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    /// The media type alone, lower case: `application/json`.
    [[nodiscard]] std::string content_type() const;
};

/// The exchange did not yield a response.
struct HttpFailure {
    enum class Kind : std::uint8_t {
        not_sent,  ///< Name resolution, connection or TLS failed: the server has seen nothing.
        ambiguous, ///< Broke off or timed out after bytes were sent: the server may have acted.
        too_large, ///< The answer went past `max_body`.
        refused    ///< We would not send it: scheme, host or URL not allowed.
    };
    Kind kind = Kind::not_sent;
    std::string reason; ///< Curl's words without URL, query or header.
    int status = 0;     ///< Of the HTTP answer that refused a WebSocket handshake; 0 otherwise.
};

/// `Retry-After` as a duration from now: seconds or an HTTP date, clamped to 1 s … 15 min. Nothing if absent or
/// senseless.
std::optional<milliseconds> retry_after(const HttpResponse& response, std::chrono::sys_seconds now);

/// `application/x-www-form-urlencoded` of the pairs.
std::string form_encode(const std::vector<std::pair<std::string, std::string_view>>& fields);

/// Whether the URL's host is 127.0.0.0/8, [::1] or localhost.
bool is_loopback(std::string_view url);

/// Scheme and authority of a URL, lower case (`https://slack.com`); empty if it is none.
std::string origin(std::string_view url);

struct HttpClientOptions {
    std::string user_agent = "usher";
    std::string ca_file; ///< Empty: the system's bundle.
    std::size_t max_connections = 64;
};

/// All outgoing HTTP: libcurl's multi interface on the loop, connections kept alive, HTTP/2 where offered, certificates
/// and host names always verified, proxies from the environment. One per process; loop thread only; outlives every
/// request. Cancelling the awaiting coroutine cancels the transfer. Source:
/// https://curl.se/libcurl/c/curl_multi_socket_action.html
class HttpClient {
public:
    HttpClient(asio::any_io_executor executor, HttpClientOptions options);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    runtime::Task<std::expected<HttpResponse, HttpFailure>> send(HttpRequest request);

    class Impl;
    [[nodiscard]] Impl& impl() {
        return *impl_;
    } ///< For the WebSocket client, which opens its streams through the same curl.

private:
    std::unique_ptr<Impl> impl_;
};

} // namespace usher::net
