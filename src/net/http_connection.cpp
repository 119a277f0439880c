#include "net/http_connection.hpp"

#include <asio/buffer.hpp>
#include <asio/steady_timer.hpp>
#include <asio/system_error.hpp>
#include <asio/write.hpp>

#include <typeinfo>
#include <utility>

#include "net/ascii.hpp"
#include "net/server_response.hpp"
#include "net/server_websocket.hpp"
#include "usher/ops/log.hpp"
#include "usher/runtime/asio_names.hpp"

namespace usher::net {

namespace {

constexpr milliseconds linger{2'000};
constexpr std::size_t most_lingering_bytes = 4U << 20U;

/// Says that a handler failed, unless it was only cancelled. Never the exception's words: they may quote what the
/// handler worked on.
void report(const std::exception& failure) {
    const auto* cancelled = dynamic_cast<const asio::system_error*>(&failure);
    if (cancelled == nullptr || cancelled->code() != asio::error::operation_aborted) {
        ops::log_error("http_handler_failed", "A handler of the HTTP server threw an exception.",
                       {{"exception", typeid(failure).name()}});
    }
}

bool wants_close(const ServerResponse& response) {
    for (const auto& header : response.headers) {
        if (equals_ignoring_case(header.name, "connection") && lists(header.value, "close")) {
            return true;
        }
    }
    return false;
}

} // namespace

HttpConnection::HttpConnection(asio::ip::tcp::socket socket, const HttpServerOptions& options,
                               const HttpHandlers& handlers)
    : socket_(std::move(socket)), options_(options), handlers_(handlers),
      parser_({options.max_header, options.max_body}), deadline_(socket_), chunk_{} {
    std::error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
}

runtime::Task<void> HttpConnection::run() {
    bool open = true;
    while (open) {
        auto outcome = co_await read_request();
        if (!outcome) {
            break;
        }
        if (!*outcome) {
            co_await refuse(outcome->error());
            break;
        }
        if ((*outcome)->websocket && !upgrade_fault((*outcome)->request)) {
            co_await upgrade(std::move(**outcome));
            break;
        }
        open = co_await answer(std::move(**outcome));
    }
}

runtime::Task<std::optional<RequestParser::Outcome>> HttpConnection::read_request() {
    deadline_.start(parser_.idle() ? options_.idle : options_.request);
    while (true) {
        auto outcome = parser_.next();
        if (outcome) {
            deadline_.stop();
            co_return outcome;
        }
        if (parser_.take_continue()) {
            const bool written = co_await write_all("HTTP/1.1 100 Continue\r\n\r\n", {});
            if (!written) {
                co_return std::nullopt;
            }
            deadline_.start(options_.request);
        }
        const bool was_idle = parser_.idle();
        const bool more = co_await read_more();
        if (!more) {
            const bool late = deadline_.expired() && !was_idle;
            deadline_.stop();
            if (late) {
                co_return RequestParser::Outcome(std::unexpected(408));
            }
            co_return std::nullopt;
        }
        if (was_idle) {
            deadline_.start(options_.request);
        }
    }
}

runtime::Task<bool> HttpConnection::read_more() {
    const auto [error, size] = co_await socket_.async_read_some(asio::buffer(chunk_), runtime::as_tuple);
    if (!error) {
        parser_.feed({chunk_.data(), size});
    }
    co_return !error;
}

runtime::Task<bool> HttpConnection::answer(ParsedRequest parsed) {
    using asio::experimental::awaitable_operators::operator||;
    const bool with_body = parsed.request.method != "HEAD";
    bool keep_alive = parsed.keep_alive;
    if (parsed.websocket) {
        auto fault = upgrade_fault(parsed.request);
        co_return co_await write(std::move(*fault), keep_alive, with_body);
    }
    auto outcome = co_await (handle(std::move(parsed.request)) || peer_gone());
    auto* response = std::get_if<0>(&outcome);
    if (response == nullptr || response->drop) {
        std::error_code ignored;
        socket_.close(ignored);
        co_return false;
    }
    keep_alive = keep_alive && !wants_close(*response);
    const bool written = co_await write(std::move(*response), keep_alive, with_body);
    co_return written&& keep_alive;
}

runtime::Task<ServerResponse> HttpConnection::handle(ServerRequest request) {
    if (!handlers_.on_request) {
        co_return plain_response(404);
    }
    try {
        co_return co_await handlers_.on_request(std::move(request));
    } catch (const std::exception& failure) {
        report(failure);
    }
    co_return plain_response(500);
}

/// Ends when the client hangs up, so that nobody works for an answer that cannot be delivered.
runtime::Task<void> HttpConnection::peer_gone() {
    while (true) {
        co_await socket_.async_wait(asio::ip::tcp::socket::wait_read, asio::use_awaitable);
        char next = 0;
        std::error_code error;
        const auto size = socket_.receive(asio::buffer(&next, 1), asio::ip::tcp::socket::message_peek, error);
        if (error == asio::error::would_block) {
            continue;
        }
        if (error || size == 0) {
            co_return;
        }
        // The next request is here already, and hides the end of the stream.
        asio::steady_timer never(socket_.get_executor(), asio::steady_timer::time_point::max());
        co_await never.async_wait(asio::use_awaitable);
    }
}

runtime::Task<bool> HttpConnection::write(ServerResponse response, bool keep_alive, bool with_body) {
    auto head = response_head(response, keep_alive);
    if (!with_body || !has_body(response.status)) {
        response.body.clear();
    }
    co_return co_await write_all(std::move(head), std::move(response.body));
}

runtime::Task<bool> HttpConnection::write_all(std::string head, std::string body) {
    deadline_.start(options_.idle);
    const std::array<asio::const_buffer, 2> parts = {asio::buffer(head), asio::buffer(body)};
    const auto [error, size] = co_await asio::async_write(socket_, parts, runtime::as_tuple);
    deadline_.stop();
    co_return !error;
}

runtime::Task<void> HttpConnection::refuse(int status) {
    const bool written = co_await write(plain_response(status), false, true);
    if (!written) {
        co_return;
    }
    // Closing with unread bytes resets the connection, which may overtake the answer: read what still comes, for a
    // while.
    std::error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    deadline_.start(linger);
    std::size_t total = 0;
    while (total < most_lingering_bytes) {
        const auto [error, size] = co_await socket_.async_read_some(asio::buffer(chunk_), runtime::as_tuple);
        if (error) {
            break;
        }
        total += size;
    }
    deadline_.stop();
}

std::optional<ServerResponse> HttpConnection::upgrade_fault(const ServerRequest& request) const {
    if (!handlers_.on_websocket || !handlers_.accepts || !handlers_.accepts(request)) {
        return plain_response(404);
    }
    if (request.header("sec-websocket-version") != "13") {
        auto response = plain_response(426);
        response.headers.push_back({"Sec-WebSocket-Version", "13"});
        return response;
    }
    if (request.header("sec-websocket-key").size() != 24) {
        return plain_response(400);
    }
    return std::nullopt;
}

runtime::Task<void> HttpConnection::upgrade(ParsedRequest parsed) {
    auto websocket = accept_websocket(std::move(socket_), parsed.head, parser_.take_rest(), options_.max_message);
    try {
        co_await handlers_.on_websocket(std::move(parsed.request), std::move(websocket));
    } catch (const std::exception& failure) {
        report(failure);
    }
}

} // namespace usher::net
