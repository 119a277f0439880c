#include "net/world.hpp"

#include <asio/buffer.hpp>
#include <asio/co_spawn.hpp>
#include <asio/post.hpp>
#include <asio/read.hpp>
#include <asio/read_until.hpp>
#include <asio/steady_timer.hpp>
#include <asio/write.hpp>

#include <utility>

#include "usher/runtime/asio_names.hpp"

namespace usher::testing {

using asio::ip::tcp;

namespace {

tcp::endpoint loopback(std::uint16_t port) {
    return {asio::ip::address_v4::loopback(), port};
}

std::string authority(std::uint16_t port) {
    return "127.0.0.1:" + std::to_string(port);
}

/// Counts itself when its coroutine is destroyed before it was finished.
struct Watcher {
    explicit Watcher(int& counter) : count(&counter) {}
    ~Watcher() { *count += finished ? 0 : 1; }
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;
    int* count;
    bool finished = false;
};

} // namespace

runtime::Task<void> sleep_for(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

runtime::Task<void> next_turn() {
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
}

runtime::Task<void> until(std::function<bool()> condition) {
    while (!condition()) {
        co_await sleep_for(std::chrono::milliseconds(1));
    }
}

World::World(net::HttpServerOptions server_options, net::HttpClientOptions client_options)
    : tasks(io.get_executor(), [](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); }),
      client(io.get_executor(), std::move(client_options)), server(io.get_executor(), std::move(server_options)),
      port(0) {
    server.on_request([this](net::ServerRequest request) { return route(std::move(request)); });
}

void World::run(runtime::Task<void> (*body)(World&)) {
    port = server.start();
    std::exception_ptr failure;
    asio::co_spawn(io, whole(body), [&failure](std::exception_ptr error) { failure = std::move(error); });
    io.run();
    if (failure) {
        std::rethrow_exception(failure);
    }
}

void World::run_until(const std::function<bool()>& condition) {
    while (!condition()) {
        io.run_one();
    }
}

runtime::Task<void> World::whole(runtime::Task<void> (*body)(World&)) {
    std::exception_ptr failure;
    try {
        co_await body(*this);
    } catch (...) {
        failure = std::current_exception();
    }
    tasks.cancel();
    co_await tasks.drained();
    co_await server.stop();
    if (failure) {
        std::rethrow_exception(failure);
    }
}

runtime::Task<net::ServerResponse> World::route(net::ServerRequest request) {
    net::ServerResponse response;
    seen.push_back(request);
    if (request.path == "/never") {
        co_return co_await never();
    }
    if (request.path == "/throws") {
        throw std::runtime_error("a secret word");
    }
    if (request.path == "/drop") {
        response.drop = true;
    } else if (request.path == "/redirect") {
        response.status = 302;
        response.headers.push_back({"Location", "/echo"});
    } else if (request.path == "/big") {
        response.body.assign(100'000, 'x');
    } else if (request.path == "/echo") {
        response.content_type = request.header("content-type");
        response.body = request.body;
    } else {
        response.status = 404;
        response.body = "no " + request.path;
    }
    co_return response;
}

runtime::Task<net::ServerResponse> World::never() {
    Watcher watcher(cancelled_handlers);
    co_await sleep_for(std::chrono::hours(1));
    watcher.finished = true;
    co_return net::ServerResponse{};
}

net::HttpRequest World::get(const std::string& path) const {
    net::HttpRequest request;
    request.url = secret::Secret("http://" + authority(port) + path);
    request.timeout = long_time;
    return request;
}

net::HttpRequest World::post(const std::string& path, std::string body) const {
    auto request = get(path);
    request.method = "POST";
    request.body = secret::Secret(std::move(body));
    return request;
}

secret::Secret World::ws(const std::string& path) const {
    return secret::Secret("ws://" + authority(port) + path);
}

tcp::socket World::dial() {
    tcp::socket socket(io);
    socket.connect(loopback(port));
    return socket;
}

RawServer::RawServer(World& world) : acceptor_(world.io, loopback(0)) {}

net::HttpRequest RawServer::request(const std::string& method) const {
    net::HttpRequest request;
    request.method = method;
    request.url = secret::Secret("http://" + authority(port()) + "/");
    request.timeout = long_time;
    return request;
}

secret::Secret RawServer::ws() const {
    return secret::Secret("ws://" + authority(port()) + "/");
}

runtime::Task<tcp::socket> RawServer::accept() {
    co_return co_await acceptor_.async_accept(asio::use_awaitable);
}

runtime::Task<std::string> read_head(tcp::socket& socket) {
    std::string text;
    co_await asio::async_read_until(socket, asio::dynamic_buffer(text), "\r\n\r\n", runtime::as_tuple);
    co_return text;
}

runtime::Task<std::string> read_to_end(tcp::socket& socket) {
    std::string text;
    co_await asio::async_read(socket, asio::dynamic_buffer(text), runtime::as_tuple);
    co_return text;
}

runtime::Task<bool> ends_in_order(tcp::socket& socket) {
    std::string text;
    const auto [error, size] = co_await asio::async_read(socket, asio::dynamic_buffer(text), runtime::as_tuple);
    co_return error == asio::error::eof;
}

runtime::Task<std::string> read_exactly(tcp::socket& socket, std::size_t size) {
    std::string text(size, '\0');
    co_await asio::async_read(socket, asio::buffer(text), asio::use_awaitable);
    co_return text;
}

runtime::Task<void> write_text(tcp::socket& socket, std::string text) {
    co_await asio::async_write(socket, asio::buffer(text), runtime::as_tuple);
}

void reset(tcp::socket& socket) {
    socket.set_option(asio::socket_base::linger(true, 0));
    socket.close();
}

} // namespace usher::testing
