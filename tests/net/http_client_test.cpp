#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "net/repeater.hpp"
#include "net/world.hpp"
#include "usher/runtime/asio_names.hpp"

using namespace usher;
using testing::ok_answer;
using testing::Repeater;
using testing::World;

TEST_CASE("requests to one server share one connection") {
    World().run([](World& w) -> runtime::Task<void> {
        auto& repeater = w.make<Repeater>(w, ok_answer);

        for (int i = 0; i < 5; ++i) {
            const auto answer = co_await w.client.send(repeater.server.get());
            REQUIRE(answer.has_value());
            CHECK(answer->body == "ok");
        }

        CHECK(repeater.requests.size() == 5);
        CHECK(repeater.connections == 1);
    });
}

TEST_CASE("an error status is an answer, not a failure") {
    World().run([](World& w) -> runtime::Task<void> {
        const auto answer = co_await w.client.send(w.get("/nowhere"));

        REQUIRE(answer.has_value());
        CHECK(answer->status == 404);
        CHECK(answer->body == "no /nowhere");
        CHECK(answer->content_type() == "text/plain");
    });
}

TEST_CASE("method, headers, access token and body arrive as given") {
    World().run([](World& w) -> runtime::Task<void> {
        auto request = w.post("/echo?a=b%20c", "hello");
        request.headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}};
        request.bearer = secret::Secret("made-up-token");

        const auto answer = co_await w.client.send(std::move(request));

        REQUIRE(answer.has_value());
        CHECK(answer->body == "hello");
        REQUIRE(w.seen.size() == 1);
        const auto& seen = w.seen.front();
        CHECK(seen.method == "POST");
        CHECK(seen.query == "a=b%20c");
        CHECK(seen.query_value("a") == "b c");
        CHECK(seen.header("content-type") == "application/json");
        CHECK(seen.header("authorization") == "Bearer made-up-token");
        CHECK(seen.header("user-agent") == "usher");
        CHECK(seen.header("expect").empty());
        CHECK(std::ranges::count(seen.headers, "x-empty", &net::Header::name) == 1);
    });
}

TEST_CASE("a body without a declared type gets none") {
    World().run([](World& w) -> runtime::Task<void> {
        co_await w.client.send(w.post("/echo", "x"));

        REQUIRE(w.seen.size() == 1);
        CHECK(w.seen.front().header("content-type").empty());
    });
}

TEST_CASE("a POST without a body says that its length is 0") {
    World().run([](World& w) -> runtime::Task<void> {
        const auto answer = co_await w.client.send(w.post("/echo", ""));

        REQUIRE(answer.has_value());
        CHECK(answer->status == 200);
    });
}

TEST_CASE("other methods are sent by their name") {
    for (const char* method : {"PUT", "DELETE", "PATCH"}) {
        CAPTURE(method);
        static const char* current;
        current = method;
        World().run([](World& w) -> runtime::Task<void> {
            auto request = w.post("/echo", "x");
            request.method = current;

            const auto answer = co_await w.client.send(std::move(request));

            REQUIRE(answer.has_value());
            CHECK(w.seen.front().method == current);
            CHECK(answer->body == "x");
        });
    }
}

TEST_CASE("HEAD ends without a body, and the connection stays usable") {
    World().run([](World& w) -> runtime::Task<void> {
        auto request = w.get("/big");
        request.method = "HEAD";

        const auto head = co_await w.client.send(std::move(request));
        const auto next = co_await w.client.send(w.get("/nowhere"));

        REQUIRE(head.has_value());
        CHECK(head->body.empty());
        CHECK(head->header("content-length") == "100000");
        CHECK(next.has_value());
    });
}

TEST_CASE("a redirect is returned and not followed") {
    World().run([](World& w) -> runtime::Task<void> {
        const auto answer = co_await w.client.send(w.get("/redirect"));

        REQUIRE(answer.has_value());
        CHECK(answer->status == 302);
        CHECK(answer->header("location") == "/echo");
        CHECK(w.seen.size() == 1);
    });
}

TEST_CASE("an interim answer's headers are not the answer's") {
    World().run([](World& w) -> runtime::Task<void> {
        auto& repeater = w.make<Repeater>(w, std::string("HTTP/1.1 103 Early Hints\r\nX-Hint: 1\r\n\r\n") + ok_answer);

        const auto answer = co_await w.client.send(repeater.server.get());

        REQUIRE(answer.has_value());
        CHECK(answer->status == 200);
        CHECK(answer->header("x-hint").empty());
    });
}

TEST_CASE("a chunked answer is put together") {
    World().run([](World& w) -> runtime::Task<void> {
        auto& repeater = w.make<Repeater>(
            w, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

        const auto answer = co_await w.client.send(repeater.server.get());

        REQUIRE(answer.has_value());
        CHECK(answer->body == "abcde");
    });
}

TEST_CASE("a proxy of the environment is not used for this machine") {
    ::setenv("http_proxy", "http://127.0.0.1:9", 1);
    World().run([](World& w) -> runtime::Task<void> {
        const auto answer = co_await w.client.send(w.get("/nowhere"));

        CHECK(answer.has_value());
    });
    ::unsetenv("http_proxy");
}

namespace {

runtime::Task<void> many(World& w, int& answered) {
    const auto answer = co_await w.client.send(w.get("/big"));
    answered += answer && answer->body.size() == 100'000 ? 1 : 0;
}

} // namespace

TEST_CASE("more requests than connections wait their turn") {
    net::HttpClientOptions options;
    options.max_connections = 3;
    World({}, options).run([](World& w) -> runtime::Task<void> {
        int answered = 0;
        for (int i = 0; i < 40; ++i) {
            w.tasks.spawn("request", many(w, answered));
        }

        co_await w.tasks.drained();

        CHECK(answered == 40);
    });
}

TEST_CASE("a loop that is torn down with requests under way is clean") {
    std::optional<World> world(std::in_place);
    world->port = world->server.start();
    const auto send = [](World& w) -> runtime::Task<void> { co_await w.client.send(w.get("/never")); };
    world->tasks.spawn("request", send(*world));
    world->run_until([&world] { return !world->seen.empty(); });

    world.reset();

    CHECK(!world.has_value());
}
