#include <doctest/doctest.h>

#include <sys/stat.h>

#include "sandbox/loopback.hpp"
#include "testing/contains.hpp"
#include "usher/runtime/asio_names.hpp"

namespace usher::sandbox {

using testing::contains;

TEST_CASE("a bot connects, hears a command, acknowledges it and answers") {
    Loopback world;
    world.run([&]() -> runtime::Task<void> {
        const auto socket = co_await world.connect();
        REQUIRE(socket != nullptr);
        const auto hello = co_await Loopback::receive(*socket);
        CHECK(hello["type"] == "hello");
        CHECK(hello["num_connections"] == 1);
        CHECK(world.sandbox.connected());

        const auto key = world.sandbox.type("/ticket 516757");
        const auto envelope = co_await Loopback::receive(*socket);
        CHECK(envelope["payload"]["trigger_id"] == key);
        CHECK_FALSE(world.sandbox.acknowledged(key));
        socket->send_text(dump({{"envelope_id", envelope["envelope_id"]}}));
        const auto posted = co_await world.call(
            "chat.postMessage", {{"channel", "C0SUPPORT1"}, {"text", "Ticket *516757*"}}, world.bot_token);
        CHECK(posted["ok"] == true);

        CHECK(world.sandbox.acknowledged(key));
        CHECK(world.sandbox.answer_text(key) == "Ticket 516757\n");
        socket->abort();
    });
}

TEST_CASE("a link is typed, unfurled and shown by the control API") {
    Loopback world;
    world.run([&]() -> runtime::Task<void> {
        const std::string url = "https://my.keliweb.example/viewticket.php?tid=516757";
        CHECK(contains(world.configuration, "https://my.keliweb.example/viewticket.php"));
        const auto socket = co_await world.connect();
        co_await Loopback::receive(*socket);

        const auto typed =
            co_await world.control("type", {{"text", url}, {"channel", "C0RANDOM01"}, {"links", "first"}});
        const auto envelope = co_await Loopback::receive(*socket);
        CHECK(envelope["payload"]["event_id"] == typed["link_key"]);
        socket->send_text(dump({{"envelope_id", envelope["envelope_id"]}}));
        Json unfurl = {
            {"blocks", Json::array({{{"type", "section"}, {"text", {{"type", "plain_text"}, {"text", "the card"}}}}})}};
        Json arguments = {{"channel", "C0RANDOM01"}, {"ts", typed["ts"]}, {"unfurls", {{url, std::move(unfurl)}}}};
        while (true) {
            const auto answer = co_await world.call("chat.unfurl", arguments, world.bot_token);
            if (answer["ok"] == true) {
                break;
            }
            CHECK(answer["error"] == "cannot_unfurl_url");
        }

        const auto messages = co_await world.look("messages?channel=C0RANDOM01");
        const auto& unfurls = messages["messages"][0]["unfurls"];
        CHECK(unfurls[0]["url"] == url);
        CHECK(unfurls[0]["plain"] == "the card\n");
        CHECK(unfurls[0]["blocks"].size() == 1);
        CHECK(messages["messages"][0]["attachments"].size() == 1);
        const auto answer = co_await world.look("answer?timeout_ms=0&key=" + text_of(typed, "link_key"));
        CHECK(answer["answered"] == true);
        socket->abort();
    });
}

TEST_CASE("a link in a message that is being written is unfurled under its unfurl id") {
    Loopback world;
    world.run([&]() -> runtime::Task<void> {
        const auto socket = co_await world.connect();
        co_await Loopback::receive(*socket);

        const auto composed =
            co_await world.control("compose", {{"text", "https://my.keliweb.example/viewticket.php?tid=516757"}});
        const auto envelope = co_await Loopback::receive(*socket);

        CHECK(envelope["payload"]["event_id"] == composed["key"]);
        CHECK(envelope["payload"]["event"]["unfurl_id"] == composed["unfurl_id"]);
        const auto shown = co_await world.look("composed?unfurl_id=" + text_of(composed, "unfurl_id"));
        CHECK(shown["unfurls"] == Json::array());
        const auto unknown = co_await world.look("composed?unfurl_id=guess");
        CHECK(unknown["ok"] == false);
        const auto nobody = co_await world.control("compose", {{"text", "x"}, {"person", "U0NOBODY"}});
        CHECK(nobody["error"] == "user_not_found");
        socket->abort();
    });
}

TEST_CASE("a rule in an answer is never taken for the end of the answer") {
    Loopback world;
    world.run([&]() -> runtime::Task<void> {
        const auto socket = co_await world.connect();
        co_await Loopback::receive(*socket);
        const auto key = world.sandbox.type("/ticket 516757");
        Json message = {{"channel", "C0SUPPORT1"}, {"text", "above\n---\nbelow"}};
        co_await world.call("chat.postMessage", std::move(message), world.bot_token);
        CHECK(world.sandbox.answer_text(key) == "above\n ---\nbelow\n");
    });
}

TEST_CASE("a connection address is good for one socket") {
    Loopback world;
    world.run([&]() -> runtime::Task<void> {
        const auto opened = co_await world.call("apps.connections.open", Json::object(), world.app_token);
        const auto url = text_of(opened, "url");
        const auto first = co_await net::connect_websocket(world.client, secret::Secret(url), net::WebSocketOptions{});
        const auto second = co_await net::connect_websocket(world.client, secret::Secret(url), net::WebSocketOptions{});
        CHECK(first.has_value());
        CHECK_FALSE(second.has_value());
    });
}

TEST_CASE("a frame above 20,480 bytes ends the connection with 1009") {
    Loopback world;
    world.run([&]() -> runtime::Task<void> {
        const auto socket = co_await world.connect();
        co_await Loopback::receive(*socket);
        socket->send_text(std::string(20'481, ' '));
        const auto closed = co_await Loopback::receive(*socket);
        CHECK(closed["closed"] == 1009);
        CHECK(closed["reason"] == "Max frame length of 20480 has been exceeded.");
    });
}

TEST_CASE("a refresh warns, asks for a new connection and closes") {
    Loopback world;
    world.run([&]() -> runtime::Task<void> {
        const auto socket = co_await world.connect();
        co_await Loopback::receive(*socket);
        co_await world.control("refresh", {{"grace_ms", 1}});
        const auto warning = co_await Loopback::receive(*socket);
        const auto request = co_await Loopback::receive(*socket);
        const auto closed = co_await Loopback::receive(*socket);
        CHECK(warning["reason"] == "warning");
        CHECK(request["reason"] == "refresh_requested");
        CHECK(closed["closed"] == 1000);
    });
}

TEST_CASE("the eleventh connection is told that there are too many") {
    Loopback world;
    world.run([&]() -> runtime::Task<void> {
        std::vector<std::unique_ptr<net::WebSocket>> sockets;
        for (int i = 0; i < 11; ++i) {
            sockets.push_back(co_await world.connect());
            const auto first = co_await Loopback::receive(*sockets.back());
            CHECK(first["type"] == (i < 10 ? "hello" : "disconnect"));
        }
        const auto closed = co_await Loopback::receive(*sockets.back());
        CHECK(closed["closed"] == 1000);
    });
}

TEST_CASE("scripted faults of the socket happen") {
    Loopback world(
        R"([{"at":"connect","do":"disconnect","reason":"link_disabled"}, "unknown_type", "non_object_payload",
                       "app_rate_limited", "large_envelope", "binary_frame", "second_hello"])");
    world.run([&]() -> runtime::Task<void> {
        const auto refused = co_await world.connect();
        const auto disabled = co_await Loopback::receive(*refused);
        CHECK(disabled["reason"] == "link_disabled");

        const auto socket = co_await world.connect();
        std::vector<Json> frames;
        for (int i = 0; i < 7; ++i) {
            frames.push_back(co_await Loopback::receive(*socket));
        }
        CHECK(frames[0]["type"] == "hello");
        CHECK(frames[1]["type"] == "quantum_events");
        CHECK(frames[2]["payload"].is_array());
        CHECK(frames[3]["payload"]["type"] == "app_rate_limited");
        CHECK(dump(frames[4]).size() > 130'000);
        CHECK(frames[5] == "binary");
        CHECK(frames[6]["type"] == "hello");
        co_await world.control("faults", Json::array({"abort"}));
        const auto aborted = co_await Loopback::receive(*socket);
        CHECK(aborted["closed"] == 1006);
    });
}

TEST_CASE("a post whose answer is lost has happened all the same") {
    Loopback world(R"(["lost_answer"])");
    world.run([&]() -> runtime::Task<void> {
        const auto lost =
            co_await world.call("chat.postMessage", {{"channel", "C0SUPPORT1"}, {"text", "once"}}, world.bot_token);
        const auto history = co_await world.call("conversations.history", {{"channel", "C0SUPPORT1"}}, world.bot_token);
        CHECK(lost.is_null());
        REQUIRE(history["messages"].size() == 1);
        CHECK(history["messages"][0]["text"] == "once");
    });
}

TEST_CASE("scripted faults of HTTP happen") {
    Loopback world(R"(["post_rate_limited", "not_in_channel", "open_internal_error", "desk_html_error"])");
    world.run([&]() -> runtime::Task<void> {
        std::vector<net::Header> headers{{"Content-Type", "application/json"},
                                         {"Authorization", "Bearer " + world.bot_token}};
        const auto limited =
            co_await world.send("POST", "api/chat.postMessage", R"({"channel":"C0SUPPORT1","text":"x"})", headers);
        REQUIRE(limited.has_value());
        CHECK(limited->status == 429);
        CHECK(limited->header("retry-after") == "2");
        const auto opened = co_await world.call("apps.connections.open", Json::object(), world.app_token);
        CHECK(opened["error"] == "internal_error");
        const auto again = co_await world.call("apps.connections.open", Json::object(), world.app_token);
        CHECK(again["ok"] == true);
        const auto desk = co_await world.send("POST", "api/v2/keliweb/get-ticket", "ticketnum=1", {});
        REQUIRE(desk.has_value());
        CHECK(desk->status == 500);
        CHECK(desk->content_type() == "text/html");
    });
}

TEST_CASE("other sites' pages reach neither page nor control, and the page loads nothing from elsewhere") {
    Loopback world;
    world.run([&]() -> runtime::Task<void> {
        const auto own = world.sandbox.url().substr(0, world.sandbox.url().size() - 1);
        const auto status = [&](std::string path, std::vector<net::Header> headers) -> runtime::Task<int> {
            const auto response = co_await world.send("GET", std::move(path), "", std::move(headers));
            co_return response ? response->status : 0;
        };
        std::vector<net::Header> none;
        std::vector<net::Header> same{{"Origin", own}};
        std::vector<net::Header> foreign{{"Origin", "https://evil.example"}};
        std::vector<net::Header> rebound{{"Host", "evil.example"}};
        std::vector<net::Header> embedded{{"Sec-Fetch-Site", "cross-site"}};
        for (const auto* path : {"", "_control/counters"}) {
            CAPTURE(path);
            const auto plain = co_await status(path, none);
            const auto from_page = co_await status(path, same);
            const auto from_evil = co_await status(path, foreign);
            const auto by_name = co_await status(path, rebound);
            const auto by_image = co_await status(path, embedded);
            CHECK(plain == 200);
            CHECK(from_page == 200);
            CHECK(from_evil == 403);
            CHECK(by_name == 403);
            CHECK(by_image == 403);
        }
        const auto page = co_await world.send("GET", "", "", none);
        CHECK(contains(page->header("content-security-policy"), "default-src 'self'"));
        CHECK(contains(page->body, "<title>"));
    });
}

TEST_CASE("the control API waits for an answer") {
    Loopback world;
    world.run([&]() -> runtime::Task<void> {
        using asio::experimental::awaitable_operators::operator&&;
        const auto socket = co_await world.connect();
        co_await Loopback::receive(*socket);
        const auto typed = co_await world.control("type", {{"text", "/ticket 900001"}});
        const auto answer_later = [&]() -> runtime::Task<void> {
            Json placeholder = {{"channel", "C0SUPPORT1"}, {"text", "Looking up 900001"}};
            co_await world.call("chat.postMessage", std::move(placeholder), world.bot_token);
            Json card = Json::parse(R"({"channel":"C0SUPPORT1","text":"card","blocks":[{"type":"actions","elements":[
                {"type":"button","value":"v1|card|900001","text":{"type":"plain_text","text":"Refresh"}}]}]})");
            co_await world.call("chat.postMessage", std::move(card), world.bot_token);
        };
        const auto wait = [&]() -> runtime::Task<Json> {
            const auto path = "_control/answer?card=true&timeout_ms=60000&key=" + text_of(typed, "key");
            const auto response = co_await world.send("GET", path, "", {});
            co_return response ? Json::parse(response->body) : Json();
        };
        const auto answered = co_await (wait() && answer_later());
        CHECK(answered["answered"] == true);
        CHECK(answered["text"] == "[Refresh]\n");
    });
}

TEST_CASE("the secrets of a configuration are for their owner alone") {
    Loopback world;
    world.run([&]() -> runtime::Task<void> {
        CHECK(contains(world.configuration, world.sandbox.url() + "api/"));
        CHECK_FALSE(contains(world.configuration, world.bot_token));
        const auto at = world.configuration.find("file = \"") + 8;
        const auto file = world.configuration.substr(at, world.configuration.find('"', at) - at);
        struct stat info{};
        REQUIRE(::stat(file.c_str(), &info) == 0);
        CHECK((info.st_mode & 0777U) == 0600U);
        co_return;
    });
}

TEST_CASE("a script of faults that makes no sense is refused at the start") {
    asio::io_context loop;
    runtime::SystemClock clock;
    runtime::SystemRandom random;
    Sandbox sandbox(loop.get_executor(), clock, random, {.port = 0, .faults = R"(["typo"])"});

    CHECK_THROWS_AS(sandbox.start(), std::runtime_error);
}

} // namespace usher::sandbox
