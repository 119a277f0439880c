#include <doctest/doctest.h>

#include "net/run.hpp"
#include "usher/net/http_client.hpp"
#include "usher/net/http_server.hpp"

using namespace usher;

namespace {

runtime::Task<void> smoke(net::HttpClient& client, net::HttpServer& server, std::uint16_t port) {
    for (int i = 0; i < 3; ++i) {
        net::HttpRequest request;
        request.url = secret::Secret("http://127.0.0.1:" + std::to_string(port) + "/a%20b?x=1");
        const auto answer = co_await client.send(std::move(request));
        REQUIRE(answer.has_value());
        CHECK(answer->status == 200);
        CHECK(answer->body == "/a b");
    }
    co_await server.stop();
}

} // namespace

TEST_CASE("the client gets what the server answers") {
    asio::io_context io;
    net::HttpClient client(io.get_executor(), {});
    net::HttpServer server(io.get_executor(), {});
    server.on_request([](net::ServerRequest request) -> runtime::Task<net::ServerResponse> {
        net::ServerResponse response;
        response.body = request.path;
        co_return response;
    });
    const auto port = server.start();

    testing::run(io, smoke(client, server, port));
}
