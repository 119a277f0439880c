#include <doctest/doctest.h>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>

#include <string>
#include <vector>

#include "matrix/posting.hpp"
#include "testing/manual_clock.hpp"
#include "testing/memory_store.hpp"
#include "usher/net/http_server.hpp"

// How posts keep to the homeserver's limits, against one that answers as told.

using namespace usher;
using namespace usher::matrix;
using namespace std::chrono_literals;

namespace {

class Bench {
public:
    Bench()
        : http(loop.get_executor(), {}), server(loop.get_executor(), {}), homeserver(start(), http, clock),
          session(loop.get_executor(), {"@usher:hs.test", "USHER", token()}, homeserver, clock, store),
          client(homeserver, session), gate(loop.get_executor(), clock),
          posting(loop.get_executor(), client, gate, clock, random) {}
    ~Bench() {
        bool done = false;
        asio::co_spawn(loop, server.stop(), [&](const std::exception_ptr&) { done = true; });
        until([&] { return done; });
    }
    template <class Condition>
    void until(Condition condition) {
        while (!condition()) {
            loop.run_one();
        }
    }
    chat::Outgoing message(std::string reference, card::NoticeKind kind = card::NoticeKind::not_found) {
        card::Notice notice;
        notice.kind = kind;
        notice.reference = std::move(reference);
        chat::Outgoing outgoing;
        outgoing.to.conversation = {identity::Platform::matrix, "hs.test", "!room:hs.test"};
        outgoing.content = notice;
        outgoing.marker = "m1";
        return outgoing;
    }
    void spawn(runtime::Task<chat::PostResult> task) {
        asio::co_spawn(loop, std::move(task), [this](const std::exception_ptr&, chat::PostResult result) {
            results.push_back(std::move(result));
        });
    }

    asio::io_context loop{1};
    testing::ManualClock clock{loop};
    testing::SeededRandom random;
    testing::MemoryStore store;
    std::vector<std::string> paths;
    std::vector<std::string> bodies;
    int limited = 0; ///< So many sends are refused.
    std::vector<chat::PostResult> results;

    net::HttpClient http;
    net::HttpServer server;
    Homeserver homeserver;
    Session session;
    Client client;
    SendGate gate;
    Posting posting;

private:
    static Credentials token() {
        Credentials credentials;
        credentials.access_token = secret::Secret(std::string("t"));
        return credentials;
    }
    std::string start() {
        server.on_request([this](net::ServerRequest request) { return answer(std::move(request)); });
        return "http://127.0.0.1:" + std::to_string(server.start());
    }
    runtime::Task<net::ServerResponse> answer(net::ServerRequest request) {
        net::ServerResponse response;
        response.content_type = "application/json";
        paths.push_back(request.path);
        bodies.push_back(request.body);
        if (limited > 0) {
            --limited;
            response.status = 429;
            response.body = R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":3000})";
        } else {
            response.body = R"({"event_id":"$e"})";
        }
        co_return response;
    }
};

} // namespace

TEST_CASE("a post that was refused for its rate is sent again under the same transaction id when it may be") {
    Bench bench;
    bench.limited = 1;
    bench.spawn(bench.posting.post(bench.message("516757")));
    bench.until([&] { return bench.gate.blocked_for() > 0ms; });

    bench.clock.advance(3s);
    bench.until([&] { return !bench.results.empty(); });

    CHECK(std::holds_alternative<chat::Sent>(bench.results[0]));
    REQUIRE(bench.paths.size() == 2);
    CHECK(bench.paths[0] == bench.paths[1]);
}

TEST_CASE("while sends are scarce a placeholder does not take the card's place") {
    Bench bench;
    bench.gate.limited(3s);

    bench.spawn(bench.posting.post(bench.message("516757", card::NoticeKind::looking_up)));
    bench.until([&] { return !bench.results.empty(); });

    CHECK(std::holds_alternative<chat::NotSent>(bench.results[0]));
    CHECK(bench.paths.empty());
}

TEST_CASE("of edits that wait for the limit only the newest is sent, and all count as done") {
    Bench bench;
    bench.gate.limited(3s);
    const chat::PostedMessage posted{chat::PostedMessage::Via::message, {"$card"}};
    for (const auto* reference : {"111111", "222222", "333333"}) {
        bench.spawn(bench.posting.edit(bench.message(reference), posted));
    }
    bench.loop.poll();

    bench.clock.advance(3s);
    bench.until([&] { return bench.results.size() == 3; });

    REQUIRE(bench.bodies.size() == 1);
    CHECK(bench.bodies[0].find("333333") != std::string::npos);
    for (const auto& result : bench.results) {
        CHECK(std::holds_alternative<chat::Sent>(result));
    }
}
