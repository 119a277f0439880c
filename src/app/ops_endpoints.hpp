#pragma once

#include <string>

#include <asio/any_io_executor.hpp>

#include "usher/net/http_server.hpp"
#include "usher/ops/health.hpp"
#include "usher/ops/metrics.hpp"

namespace usher::app {

/// `/livez`, `/readyz` and `/metrics` for whoever watches the process. Loop thread only; the references outlive it.
class OpsEndpoints {
public:
    /// `listen` is `host:port`. Throws std::runtime_error with the sentence for the operator if it cannot be bound.
    OpsEndpoints(asio::any_io_executor executor, const std::string& listen, const ops::Metrics& metrics,
                 const ops::Health& health);
    runtime::Task<void> stop() { return server_.stop(); }
    [[nodiscard]] const std::string& url() const { return url_; }

private:
    runtime::Task<net::ServerResponse> answer(net::ServerRequest request);

    const ops::Metrics& metrics_;
    const ops::Health& health_;
    net::HttpServer server_;
    std::string url_;
};

} // namespace usher::app
