#include <doctest/doctest.h>

#include <cstdlib>
#include <optional>

#include "net/repeater.hpp"
#include "net/world.hpp"
#include "usher/runtime/asio_names.hpp"

using namespace usher;
using testing::ok_answer;
using testing::RawServer;
using testing::Repeater;
using testing::World;
using namespace asio::experimental::awaitable_operators;
using Kind = net::HttpFailure::Kind;

TEST_CASE("a body past the limit is a failure, announced or not") {
    World().run([](World& w) -> runtime::Task<void> {
        auto& unannounced = w.make<Repeater>(w, "HTTP/1.1 200 OK\r\n\r\n0123456789");
        unannounced.close_after = true;
        auto announced = w.get("/big");
        announced.max_body = 99'999;
        auto surprise = unannounced.server.get();
        surprise.max_body = 9;
        auto fitting = unannounced.server.get();
        fitting.max_body = 10;

        const auto first = co_await w.client.send(std::move(announced));
        const auto second = co_await w.client.send(std::move(surprise));
        const auto third = co_await w.client.send(std::move(fitting));

        REQUIRE(!first.has_value());
        CHECK(first.error().kind == Kind::too_large);
        REQUIRE(!second.has_value());
        CHECK(second.error().kind == Kind::too_large);
        REQUIRE(third.has_value());
        CHECK(third->body == "0123456789");
    });
}

TEST_CASE("endless headers are a failure") {
    World().run([](World& w) -> runtime::Task<void> {
        std::string answer = "HTTP/1.1 200 OK\r\n";
        for (int i = 0; i < 2000; ++i) {
            answer += "X-Filler: " + std::string(50, 'x') + "\r\n";
        }
        auto& repeater = w.make<Repeater>(w, answer + "\r\n");

        const auto result = co_await w.client.send(repeater.server.get());

        REQUIRE(!result.has_value());
        CHECK(result.error().kind == Kind::too_large);
    });
}

TEST_CASE("no answer in time is ambiguous, because the request was sent") {
    World().run([](World& w) -> runtime::Task<void> {
        auto request = w.get("/never?key=secret-query");
        request.timeout = testing::short_time;

        const auto result = co_await w.client.send(std::move(request));

        REQUIRE(!result.has_value());
        CHECK(result.error().kind == Kind::ambiguous);
        CHECK(!testing::contains(result.error().reason, "secret-query"));
        CHECK(!result.error().reason.empty());
    });
}

TEST_CASE("a server that hears of the client's end cancels its handler") {
    World().run([](World& w) -> runtime::Task<void> {
        auto request = w.get("/never");
        request.timeout = testing::short_time;

        co_await w.client.send(std::move(request));

        co_await testing::until([&w] { return w.cancelled_handlers == 1; });
    });
}

TEST_CASE("cancelling the coroutine cancels the transfer") {
    World().run([](World& w) -> runtime::Task<void> {
        const auto outcome = co_await (w.client.send(w.get("/never")) || testing::sleep_for(testing::short_time));

        CHECK(outcome.index() == 1);
        co_await testing::until([&w] { return w.cancelled_handlers == 1; });
        const auto next = co_await w.client.send(w.get("/nowhere"));
        CHECK(next.has_value());
    });
}

TEST_CASE("a refused connection has sent nothing") {
    World().run([](World& w) -> runtime::Task<void> {
        std::optional<RawServer> gone(w);
        auto request = gone->get();
        gone.reset();

        const auto result = co_await w.client.send(std::move(request));

        REQUIRE(!result.has_value());
        CHECK(result.error().kind == Kind::not_sent);
        CHECK(testing::contains(result.error().reason, "Failed to connect"));
    });
}

TEST_CASE("a connection that is never accepted to the end times out as not sent") {
    World().run([](World& w) -> runtime::Task<void> {
        RawServer tls_never_answered(w);
        net::HttpRequest request;
        request.url = secret::Secret("https://127.0.0.1:" + std::to_string(tls_never_answered.port()) + "/");
        request.connect_timeout = testing::short_time;

        const auto result = co_await w.client.send(std::move(request));

        REQUIRE(!result.has_value());
        CHECK(result.error().kind == Kind::not_sent);
    });
}

TEST_CASE("an answer that breaks off is ambiguous") {
    World().run([](World& w) -> runtime::Task<void> {
        auto& repeater = w.make<Repeater>(w, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        repeater.close_after = true;

        const auto result = co_await w.client.send(repeater.server.get());

        REQUIRE(!result.has_value());
        CHECK(result.error().kind == Kind::ambiguous);
    });
}

TEST_CASE("a connection that ends without an answer is ambiguous") {
    World().run([](World& w) -> runtime::Task<void> {
        const auto result = co_await w.client.send(w.post("/drop", "x"));

        REQUIRE(!result.has_value());
        CHECK(result.error().kind == Kind::ambiguous);
        CHECK(w.seen.size() == 1);
    });
}

TEST_CASE("a POST whose kept connection dies is not sent a second time") {
    World().run([](World& w) -> runtime::Task<void> {
        auto& repeater = w.make<Repeater>(w, ok_answer);
        repeater.answers_left = 1;
        const auto first = co_await w.client.send(repeater.server.request("POST"));

        const auto second = co_await w.client.send(repeater.server.request("POST"));

        CHECK(first.has_value());
        REQUIRE(!second.has_value());
        CHECK(second.error().kind == Kind::ambiguous);
        CHECK(repeater.requests.size() == 2);
    });
}

TEST_CASE("garbage instead of HTTP is ambiguous") {
    World().run([](World& w) -> runtime::Task<void> {
        auto& repeater = w.make<Repeater>(w, "\x16\x03\x01 nonsense\r\n\r\n");
        repeater.close_after = true;

        const auto result = co_await w.client.send(repeater.server.get());

        REQUIRE(!result.has_value());
        CHECK(result.error().kind == Kind::ambiguous);
    });
}

TEST_CASE("what must not be sent is refused without a word of the URL") {
    for (const char* url :
         {"http://example.com/hunter2", "http://10.0.0.1/hunter2", "ftp://127.0.0.1/hunter2", "file:///etc/hunter2",
          "http://127.0.0.1@example.com/hunter2", "http://hunter2:hunter2@127.0.0.1/", "https://hunter2@example.com/",
          "https:///hunter2", "hunter2", "", "https://exam ple.com/hunter2", "https://example.com/hunter2\r\nX: y",
          "http://localhost.example.com/hunter2", "http://127.0.0.1.example.com/hunter2"}) {
        CAPTURE(url);
        static const char* current;
        current = url;
        World().run([](World& w) -> runtime::Task<void> {
            net::HttpRequest request;
            request.url = secret::Secret(current);

            const auto result = co_await w.client.send(std::move(request));

            REQUIRE(!result.has_value());
            CHECK(result.error().kind == Kind::refused);
            CHECK(!testing::contains(result.error().reason, "hunter2"));
        });
    }
}

TEST_CASE("a request that would smuggle a header is refused") {
    World().run([](World& w) -> runtime::Task<void> {
        auto header = w.get("/echo");
        header.headers = {{"X-A", "1\r\nX-B: 2"}};
        auto name = w.get("/echo");
        name.headers = {{"X-A: 1\r\nX-B", "2"}};
        auto bearer = w.get("/echo");
        bearer.bearer = secret::Secret("token\r\nX-B: 2");
        auto method = w.get("/echo");
        method.method = "GET / HTTP/1.1\r\nX-B: 2\r\n\r\nGET";

        for (auto* request : {&header, &name, &bearer, &method}) {
            const auto result = co_await w.client.send(std::move(*request));
            REQUIRE(!result.has_value());
            CHECK(result.error().kind == Kind::refused);
        }
        CHECK(w.seen.empty());
    });
}

TEST_CASE("a proxy's password is in no reason") {
    ::setenv("https_proxy", "gopher://name:hunter2@127.0.0.1:9", 1);
    World().run([](World& w) -> runtime::Task<void> {
        net::HttpRequest request;
        request.url = secret::Secret("https://example.invalid/");

        const auto result = co_await w.client.send(std::move(request));

        REQUIRE(!result.has_value());
        CHECK(result.error().kind == Kind::not_sent);
        CHECK(!testing::contains(result.error().reason, "hunter2"));
    });
    ::unsetenv("https_proxy");
}

TEST_CASE("a client that dies ends its requests with a failure") {
    World().run([](World& w) -> runtime::Task<void> {
        std::optional<net::HttpClient> client(std::in_place, w.io.get_executor(), net::HttpClientOptions{});
        std::optional<Kind> kind;
        const auto wait = [](net::HttpClient& c, World& world, std::optional<Kind>& k) -> runtime::Task<void> {
            const auto result = co_await c.send(world.get("/never"));
            k = result ? std::nullopt : std::optional(result.error().kind);
        };
        w.tasks.spawn("request", wait(*client, w, kind));
        co_await testing::until([&w] { return !w.seen.empty(); });

        client.reset();
        co_await w.tasks.drained();

        CHECK(kind == Kind::ambiguous);
    });
}
