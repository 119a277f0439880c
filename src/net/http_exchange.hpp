#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "net/http_client_impl.hpp"

namespace usher::net {

/// Why the request cannot go on the wire as it is, or empty. The URL is checked elsewhere.
std::string malformed(const HttpRequest& request);

/// One request on its way: owns what curl points to until the transfer is over, and wipes it then.
class HttpExchange {
public:
    HttpExchange(HttpClient::Impl& client, HttpRequest request, const Url& url);
    ~HttpExchange();
    HttpExchange(const HttpExchange&) = delete;
    HttpExchange& operator=(const HttpExchange&) = delete;

    runtime::Task<std::expected<HttpResponse, HttpFailure>> run();

private:
    void set_method();
    void set_headers();
    void set_limits();
    bool keep_header(std::string_view line);
    bool keep_body(std::string_view bytes);
    bool may_send();
    [[nodiscard]] long bytes_sent() const;
    std::expected<HttpResponse, HttpFailure> result(CURLcode code);

    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) noexcept;
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept;
    static int on_send(void* self, char*, char*, int, int) noexcept;

    HttpRequest request_;
    ErrorText error_{};
    HttpResponse response_;
    std::vector<std::string> lines_;
    std::vector<curl_slist> list_; ///< Over `lines_`: curl's own list would keep copies that nobody wipes.
    std::size_t header_bytes_ = 0;
    bool too_large_ = false;
    bool sending_ = false;
    long before_sending_ = 0; ///< What a proxy's CONNECT took.
    CurlTransfer transfer_;   ///< Last: ends before what it points to.
};

} // namespace usher::net
