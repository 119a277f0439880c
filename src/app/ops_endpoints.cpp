#include "app/ops_endpoints.hpp"

#include <charconv>
#include <stdexcept>
#include <utility>

namespace usher::app {

namespace {

net::HttpServerOptions server_options(const std::string& listen) {
    const auto colon = listen.rfind(':');
    net::HttpServerOptions options;
    if (colon == std::string::npos) {
        throw std::runtime_error("[ops] listen must be host:port, for example 127.0.0.1:9464.");
    }
    options.address = listen.substr(0, colon);
    if (options.address.size() > 2 && options.address.front() == '[' && options.address.back() == ']') {
        options.address = options.address.substr(1, options.address.size() - 2);
    }
    const char* const first = listen.data() + colon + 1;
    const char* const last = listen.data() + listen.size();
    const auto parsed = std::from_chars(first, last, options.port);
    if (parsed.ec != std::errc{} || parsed.ptr != last) {
        throw std::runtime_error("[ops] listen has no port number from 0 to 65535 after the colon.");
    }
    options.max_body = 1024;
    options.max_connections = 32;
    return options;
}

net::ServerResponse report(const ops::Health::Report& report) {
    return {
        .status = report.ok ? 200 : 503, .content_type = "application/json", .body = report.json + "\n", .headers = {}};
}

} // namespace

OpsEndpoints::OpsEndpoints(asio::any_io_executor executor, const std::string& listen, const ops::Metrics& metrics,
                           const ops::Health& health)
    : metrics_(metrics), health_(health), server_(std::move(executor), server_options(listen)) {
    server_.on_request([this](net::ServerRequest request) { return answer(std::move(request)); });
    const auto port = server_.start();
    url_ = "http://" + listen.substr(0, listen.rfind(':')) + ":" + std::to_string(port);
}

runtime::Task<net::ServerResponse> OpsEndpoints::answer(net::ServerRequest request) {
    if (request.method != "GET" && request.method != "HEAD") {
        co_return net::ServerResponse{
            .status = 405, .body = "Only GET is answered here.\n", .headers = {{"Allow", "GET, HEAD"}}};
    }
    if (request.path == "/livez") {
        co_return report(health_.live());
    }
    if (request.path == "/readyz") {
        co_return report(health_.ready());
    }
    if (request.path == "/metrics") {
        co_return net::ServerResponse{
            .content_type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics_.exposition(), .headers = {}};
    }
    co_return net::ServerResponse{.status = 404, .body = "Here are /livez, /readyz and /metrics.\n", .headers = {}};
}

} // namespace usher::app
