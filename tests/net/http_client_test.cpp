#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "net/world.hpp"
#include "usher/runtime/asio_names.hpp"

using namespace usher;
using asio::experimental::awaitable_operators::operator||;
using asio::experimental::awaitable_operators::operator&&;
using testing::RawServer;
using testing::World;
using Kind = net::HttpFailure::Kind;

namespace {

/// Says the same to every request of every connection.
struct Repeater {
    Repeater(World& world, std::string said) : server(world), answer(std::move(said)) {
        world.tasks.spawn("repeater", accept(world));
    }
    runtime::Task<void> accept(World& world) {
        while (true) {
            auto socket = co_await server.accept();
            ++connections;
            world.tasks.spawn("repeater connection", serve(std::move(socket)));
        }
    }
    runtime::Task<void> serve(asio::ip::tcp::socket socket) {
        while (true) {
            std::string request = co_await testing::read_head(socket);
            if (request.empty()) {
                co_return;
            }
            requests.push_back(std::move(request));
            if (answers_left-- <= 0) {
                testing::reset(socket);
                co_return;
            }
            co_await testing::write_text(socket, answer);
            if (close_after) {
                co_return;
            }
        }
    }
    RawServer server;
    std::string answer;
    bool close_after = false;
    int answers_left = 1000;
    int connections = 0;
    std::vector<std::string> requests;
};

constexpr const char* ok_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

} // namespace

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

TEST_CASE("a proxy of the environment is not used for this machine") {
    ::setenv("http_proxy", "http://127.0.0.1:9", 1);
    World().run([](World& w) -> runtime::Task<void> {
        const auto answer = co_await w.client.send(w.get("/nowhere"));

        CHECK(answer.has_value());
    });
    ::unsetenv("http_proxy");
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

TEST_CASE("a loop that is torn down with requests under way is clean") {
    std::optional<World> world(std::in_place);
    world->port = world->server.start();
    const auto send = [](World& w) -> runtime::Task<void> { co_await w.client.send(w.get("/never")); };
    world->tasks.spawn("request", send(*world));
    while (world->seen.empty()) {
        world->io.run_one();
    }

    world.reset();

    CHECK(!world.has_value());
}
