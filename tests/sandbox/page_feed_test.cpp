#include <doctest/doctest.h>

#include "sandbox/directory.hpp"
#include "sandbox/loopback.hpp"

namespace usher::sandbox {

TEST_CASE("a page is sent what a message would be in Matrix, a private answer's too") {
    Loopback world;
    world.run([&]() -> runtime::Task<void> {
        auto address = world.sandbox.url() + "_events?person=" + std::string(kMainPerson);
        address.replace(0, 4, "ws");
        auto page = co_await net::connect_websocket(world.client, secret::Secret(address), net::WebSocketOptions{});
        REQUIRE(page.has_value());
        const auto until = [&](std::string text, bool matrix) -> runtime::Task<Json> {
            while (true) {
                auto event = co_await Loopback::receive(**page);
                if (event.contains("closed") || (event["type"] == "message" && event["message"]["text"] == text &&
                                                 event["message"].contains("matrix") == matrix)) {
                    co_return event;
                }
            }
        };
        const std::string channel(kMainChannel);
        const auto posted =
            co_await world.call("chat.postMessage", {{"channel", channel}, {"text", "open"}}, world.bot_token);
        co_await until("open", false);
        world.sandbox.show_as_matrix({.channel = channel,
                                      .ts = text_of(posted, "ts"),
                                      .person = "",
                                      .content = R"({"body":"b","formatted_body":"<p>b</p>"})",
                                      .reactions = {"x"}});
        const auto open = co_await until("open", true);
        CHECK(open["message"]["matrix"]["formatted_body"] == "<p>b</p>");
        CHECK(open["message"]["matrix"]["reactions"] == Json{"x"});

        Json whisper{{"channel", channel}, {"text", "private"}, {"user", std::string(kMainPerson)}};
        co_await world.call("chat.postEphemeral", std::move(whisper), world.bot_token);
        co_await until("private", false);
        const std::string person(kMainPerson);
        world.sandbox.show_as_matrix({channel, "", person, R"({"body":"whisper"})", {}});
        const auto secret = co_await until("private", true);
        CHECK(secret["message"]["matrix"]["body"] == "whisper");

        // Neither of these is shown anywhere.
        world.sandbox.show_as_matrix({channel, "1.000001", person, "{}", {}});
        world.sandbox.show_as_matrix({channel, text_of(posted, "ts"), person, "no JSON", {}});
        (*page)->abort();
    });
}

} // namespace usher::sandbox
