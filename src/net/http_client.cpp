#include "usher/net/http_client.hpp"

#include "net/http_client_impl.hpp"
#include "net/http_exchange.hpp"

namespace usher::net {

HttpClient::Impl::Impl(asio::any_io_executor executor, HttpClientOptions given)
    : loop(std::move(executor), given.max_connections), options(std::move(given)) {}

HttpClient::HttpClient(asio::any_io_executor executor, HttpClientOptions options)
    : impl_(std::make_unique<Impl>(std::move(executor), std::move(options))) {}

HttpClient::~HttpClient() = default;

runtime::Task<std::expected<HttpResponse, HttpFailure>> HttpClient::send(HttpRequest request) {
    const auto url = allowed_url(request.url.reveal(), "https", "http");
    const auto fault = url ? malformed(request) : url.error();
    if (!fault.empty()) {
        co_return std::unexpected(HttpFailure{HttpFailure::Kind::refused, fault});
    }
    HttpExchange exchange(*impl_, std::move(request), *url);
    co_return co_await exchange.run();
}

} // namespace usher::net
