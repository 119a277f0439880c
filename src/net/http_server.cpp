#include "usher/net/http_server.hpp"

#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include <stdexcept>
#include <utility>

#include "net/http_connection.hpp"
#include "usher/ops/log.hpp"
#include "usher/runtime/asio_names.hpp"
#include "usher/runtime/task_group.hpp"

namespace usher::net {

namespace {

using asio::ip::tcp;

constexpr milliseconds accept_pause{100};

void report_failure(const std::string& name, const std::exception_ptr& /*failure*/) {
    ops::log_error("http_connection_failed", "A connection of the HTTP server ended with an exception.",
                   {{"task", name}});
}

/// How many connections there are. Shared with them, because they may outlive the server when the whole loop is torn
/// down.
struct Seats {
    explicit Seats(const asio::any_io_executor& executor) : freed(executor) {}
    std::size_t taken = 0;
    asio::steady_timer freed; ///< Cancelled when one ends.
};

/// One connection's seat.
class Seat {
public:
    explicit Seat(std::shared_ptr<Seats> seats) : seats_(std::move(seats)) { ++seats_->taken; }
    ~Seat() {
        if (seats_) {
            --seats_->taken;
            seats_->freed.cancel();
        }
    }
    Seat(Seat&&) noexcept = default;
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    Seat& operator=(Seat&&) = delete;

private:
    std::shared_ptr<Seats> seats_;
};

} // namespace

class HttpServer::Impl {
public:
    Impl(asio::any_io_executor executor, HttpServerOptions options)
        : options_(std::move(options)), acceptor_(executor), seats_(std::make_shared<Seats>(executor)),
          tasks_(std::move(executor), report_failure) {}

    std::uint16_t start();
    runtime::Task<void> stop();
    HttpHandlers handlers;

private:
    tcp::endpoint endpoint() const;
    runtime::Task<void> accept();
    runtime::Task<void> serve(tcp::socket socket, Seat seat);

    HttpServerOptions options_;
    tcp::acceptor acceptor_;
    std::shared_ptr<Seats> seats_;
    runtime::TaskGroup tasks_;
};

tcp::endpoint HttpServer::Impl::endpoint() const {
    std::error_code error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (error) {
        throw std::runtime_error("the HTTP server cannot listen on \"" + options_.address +
                                 "\": write an IP address such as 127.0.0.1");
    }
    return {address, options_.port};
}

std::uint16_t HttpServer::Impl::start() {
    const auto where = endpoint();
    std::error_code error;
    acceptor_.open(where.protocol(), error);
    if (!error) {
        acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    }
    if (!error) {
        acceptor_.bind(where, error);
    }
    if (!error) {
        acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    }
    if (error) {
        std::error_code ignored;
        acceptor_.close(ignored);
        throw std::runtime_error("the HTTP server cannot listen on " + options_.address + " port " +
                                 std::to_string(options_.port) + ": " + error.message());
    }
    tasks_.spawn("http accept", accept());
    return acceptor_.local_endpoint().port();
}

runtime::Task<void> HttpServer::Impl::accept() {
    while (acceptor_.is_open()) {
        while (seats_->taken >= options_.max_connections) {
            seats_->freed.expires_at(asio::steady_timer::time_point::max());
            co_await seats_->freed.async_wait(runtime::as_tuple);
        }
        auto [error, socket] = co_await acceptor_.async_accept(runtime::as_tuple);
        if (!error) {
            tasks_.spawn("http connection", serve(std::move(socket), Seat(seats_)));
        } else if (error != asio::error::operation_aborted && error != asio::error::connection_aborted) {
            // Out of descriptors, most likely: trying again at once would only burn time.
            seats_->freed.expires_after(accept_pause);
            co_await seats_->freed.async_wait(runtime::as_tuple);
        }
    }
}

runtime::Task<void> HttpServer::Impl::serve(tcp::socket socket, Seat /*seat*/) {
    HttpConnection connection(std::move(socket), options_, handlers);
    co_await connection.run();
}

runtime::Task<void> HttpServer::Impl::stop() {
    std::error_code ignored;
    acceptor_.close(ignored);
    tasks_.cancel();
    co_await tasks_.drained();
}

HttpServer::HttpServer(asio::any_io_executor executor, HttpServerOptions options)
    : impl_(std::make_unique<Impl>(std::move(executor), std::move(options))) {}

HttpServer::~HttpServer() = default;

void HttpServer::on_request(OnRequest handler) {
    impl_->handlers.on_request = std::move(handler);
}

void HttpServer::on_websocket(Accepts accepts, OnWebSocket handler) {
    impl_->handlers.accepts = std::move(accepts);
    impl_->handlers.on_websocket = std::move(handler);
}

std::uint16_t HttpServer::start() {
    return impl_->start();
}

runtime::Task<void> HttpServer::stop() {
    return impl_->stop();
}

} // namespace usher::net
