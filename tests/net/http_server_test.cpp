#include <doctest/doctest.h>

#include <string>

#include "net/world.hpp"
#include "usher/ops/log.hpp"
#include "usher/runtime/asio_names.hpp"

using namespace usher;
using testing::contains;
using testing::World;

namespace {

std::string get(const std::string& path, const std::string& headers = "") {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n";
}

net::HttpServerOptions hurried() {
    net::HttpServerOptions options;
    options.idle = testing::short_time;
    options.request = testing::short_time;
    return options;
}

} // namespace

TEST_CASE("requests sent at once are answered in their order") {
    World().run([](World& w) -> runtime::Task<void> {
        auto socket = w.dial();

        co_await testing::write_text(socket, get("/1") + get("/2") + get("/3", "Connection: close\r\n"));
        const auto answers = co_await testing::read_to_end(socket);

        const auto first = answers.find("no /1");
        const auto second = answers.find("no /2");
        const auto third = answers.find("no /3");
        CHECK(first < second);
        CHECK(second < third);
        CHECK(third != std::string::npos);
        CHECK(contains(answers.substr(second), "Connection: close"));
    });
}

TEST_CASE("a refused request is answered, and then the connection ends") {
    World().run([](World& w) -> runtime::Task<void> {
        auto socket = w.dial();

        co_await testing::write_text(socket, "NONSENSE\r\n\r\n" + std::string(100'000, 'x'));
        const auto answer = co_await testing::read_to_end(socket);

        CHECK(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"));
        CHECK(contains(answer, "Connection: close"));
        CHECK(w.seen.empty());
    });
}

TEST_CASE("a refusal is not overtaken by a reset, although the client goes on sending") {
    World().run([](World& w) -> runtime::Task<void> {
        auto socket = w.dial();

        co_await testing::write_text(socket, "NONSENSE\r\n\r\n" + std::string(100'000, 'x'));
        const bool in_order = co_await testing::ends_in_order(socket);

        CHECK(in_order);
    });
}

TEST_CASE("a body that is too large is refused before it is sent") {
    World().run([](World& w) -> runtime::Task<void> {
        auto socket = w.dial();

        co_await testing::write_text(socket, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n");
        const auto answer = co_await testing::read_to_end(socket);

        CHECK(answer.starts_with("HTTP/1.1 413 "));
    });
}

TEST_CASE("a request that takes too long is answered 408") {
    World(hurried()).run([](World& w) -> runtime::Task<void> {
        auto socket = w.dial();

        co_await testing::write_text(socket, "GET / HTTP/1.1\r\nHost:");
        const auto answer = co_await testing::read_to_end(socket);

        CHECK(answer.starts_with("HTTP/1.1 408 "));
    });
}

TEST_CASE("a connection without a request is closed in silence") {
    World(hurried()).run([](World& w) -> runtime::Task<void> {
        auto socket = w.dial();

        const auto answer = co_await testing::read_to_end(socket);

        CHECK(answer.empty());
    });
}

TEST_CASE("a client that waits for permission gets it") {
    World().run([](World& w) -> runtime::Task<void> {
        auto socket = w.dial();

        co_await testing::write_text(socket,
                                     "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n"
                                     "Expect: 100-continue\r\n\r\n");
        const auto interim = co_await testing::read_head(socket);
        co_await testing::write_text(socket, "ok");
        const auto answer = co_await testing::read_to_end(socket);

        CHECK(interim == "HTTP/1.1 100 Continue\r\n\r\n");
        CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
        CHECK(answer.ends_with("\r\n\r\nok"));
    });
}

TEST_CASE("an old client gets its answer and the end of the connection") {
    World().run([](World& w) -> runtime::Task<void> {
        auto socket = w.dial();

        co_await testing::write_text(socket, "GET /x HTTP/1.0\r\n\r\n");
        const auto answer = co_await testing::read_to_end(socket);

        CHECK(answer.ends_with("no /x"));
    });
}

TEST_CASE("a dropped answer is no byte at all") {
    World().run([](World& w) -> runtime::Task<void> {
        auto socket = w.dial();

        co_await testing::write_text(socket, get("/drop"));
        const auto answer = co_await testing::read_to_end(socket);

        CHECK(answer.empty());
    });
}

TEST_CASE("a handler that throws is answered 500 and logged without its words") {
    World().run([](World& w) -> runtime::Task<void> {
        const ops::LogCapture log;

        const auto answer = co_await w.client.send(w.get("/throws"));
        const auto next = co_await w.client.send(w.get("/nowhere"));

        REQUIRE(answer.has_value());
        CHECK(answer->status == 500);
        CHECK(!contains(answer->body, "secret"));
        CHECK(next.has_value());
        CHECK(log.contains("http_handler_failed"));
        CHECK(!log.contains("a secret word"));
    });
}

TEST_CASE("stopping the server ends handlers that wait") {
    World().run([](World& w) -> runtime::Task<void> {
        auto socket = w.dial();
        auto idle = w.dial();
        co_await testing::write_text(socket, get("/never"));
        co_await testing::until([&w] { return !w.seen.empty(); });

        co_await w.server.stop();

        CHECK(w.cancelled_handlers == 1);
        const auto answer = co_await testing::read_to_end(socket);
        const auto nothing = co_await testing::read_to_end(idle);
        CHECK(answer.empty());
        CHECK(nothing.empty());
    });
}

TEST_CASE("connections past the limit wait for a free place") {
    net::HttpServerOptions options;
    options.max_connections = 1;
    World(options).run([](World& w) -> runtime::Task<void> {
        auto first = w.dial();
        auto second = w.dial();
        co_await testing::write_text(second, get("/second", "Connection: close\r\n"));
        co_await testing::write_text(first, get("/first"));
        co_await testing::until([&w] { return !w.seen.empty(); });

        CHECK(w.seen.front().path == "/first");
        CHECK(w.seen.size() == 1);
        first.close();
        const auto answer = co_await testing::read_to_end(second);
        CHECK(answer.ends_with("no /second"));
    });
}

TEST_CASE("a header that would split the answer is left out") {
    World world;
    world.server.on_request([](net::ServerRequest) -> runtime::Task<net::ServerResponse> {
        net::ServerResponse response;
        response.headers = {{"X-A", "1\r\nX-B: 2"}, {"X-C", "3"}, {"Content-Length", "99"}};
        co_return response;
    });
    world.run([](World& w) -> runtime::Task<void> {
        const auto answer = co_await w.client.send(w.get("/"));

        REQUIRE(answer.has_value());
        CHECK(answer->header("x-a").empty());
        CHECK(answer->header("x-b").empty());
        CHECK(answer->header("x-c") == "3");
        CHECK(answer->header("content-length") == "0");
    });
}

TEST_CASE("204 has neither body nor length") {
    World world;
    world.server.on_request([](net::ServerRequest) -> runtime::Task<net::ServerResponse> {
        net::ServerResponse response;
        response.status = 204;
        response.body = "ignored";
        co_return response;
    });
    world.run([](World& w) -> runtime::Task<void> {
        const auto answer = co_await w.client.send(w.get("/"));
        const auto next = co_await w.client.send(w.get("/"));

        REQUIRE(answer.has_value());
        CHECK(answer->status == 204);
        CHECK(answer->header("content-length").empty());
        CHECK(next.has_value());
    });
}

TEST_CASE("an address that cannot be bound is a sentence") {
    asio::io_context io;
    asio::ip::tcp::acceptor taken(io, {asio::ip::address_v4::loopback(), 0});
    net::HttpServerOptions options;
    options.port = taken.local_endpoint().port();
    net::HttpServer server(io.get_executor(), options);
    options.address = "localhost";
    net::HttpServer by_name(io.get_executor(), options);
    const auto message = [](net::HttpServer& s) {
        try {
            s.start();
        } catch (const std::runtime_error& error) {
            return std::string(error.what());
        }
        return std::string();
    };

    CHECK(contains(message(server),
                   "cannot listen on 127.0.0.1 port " + std::to_string(options.port) + ": Address already in use"));
    CHECK(contains(message(by_name), "write an IP address such as 127.0.0.1"));
}
