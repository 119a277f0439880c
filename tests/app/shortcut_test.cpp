#include <doctest/doctest.h>

#include <string>

#include "app/running.hpp"

// The shortcut in the menu of a message: the real binary against the sandbox's Slack.

using namespace usher::testing;
using nlohmann::json;

namespace {

constexpr auto support = "C0SUPPORT1";
constexpr auto without_bot = "C0BILLING1";
constexpr auto shared = "C0NORDLYS1";
constexpr auto giulia = "U0GIULIA01";
constexpr auto marco = "U0MARCO001";

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

class Chat {
public:
    Chat() { sandbox.wait_until_connected(); }
    std::string say(const std::string& text, const std::string& channel = support, const std::string& thread = "") {
        return sandbox.post("type", {{"text", text}, {"channel", channel}, {"thread_ts", thread}}).value("ts", "");
    }
    /// What whoever uses the shortcut on a message is answered.
    json use(const std::string& ts, const std::string& contains, const std::string& channel = support,
             const std::string& person = marco) {
        const auto done = sandbox.post("shortcut", {{"ts", ts}, {"channel", channel}, {"person", person}});
        CHECK_MESSAGE(done.value("ok", false), done.dump());
        return sandbox.answer(done.value("key", ""), contains);
    }

    RunningSandbox sandbox;

private:
    RunningBot bot_{sandbox};
};

} // namespace

TEST_CASE("the shortcut shows the ticket of a message in a thread, there and to the asker alone") {
    Chat chat;
    const auto parent = chat.say("first topic");
    const auto reply = chat.say("order 482913 has to do with ticket 516757", support, parent);

    const auto answer = chat.use(reply, "sample");

    REQUIRE_FALSE(answer.is_null());
    CHECK(has(answer.value("text", ""), "This is a sample ticket"));
    CHECK(answer.at("message").at("ephemeral_to") == marco);
    CHECK(answer.at("message").value("thread_ts", "") == parent);
}

TEST_CASE("the shortcut needs no bot in the channel, and no thread") {
    Chat chat;
    const auto ts = chat.say("who owns #516757?", without_bot);

    const auto answer = chat.use(ts, "sample", without_bot, giulia);

    REQUIRE_FALSE(answer.is_null());
    CHECK(has(answer.value("text", ""), "This is a sample ticket"));
    CHECK(answer.at("message").at("ephemeral_to") == giulia);
    CHECK(answer.at("message").value("thread_ts", "").empty());
}

TEST_CASE("the shortcut on a message that names no ticket says how to ask, to the asker alone") {
    Chat chat;
    const auto ts = chat.say("`close #516757`");

    const auto answer = chat.use(ts, "");

    REQUIRE_FALSE(answer.is_null());
    CHECK(has(answer.value("text", ""), "/ticket 516757"));
    CHECK_FALSE(has(answer.value("text", ""), "This is a sample ticket"));
    CHECK(answer.at("message").at("ephemeral_to") == marco);
}

TEST_CASE("where outsiders read along the shortcut shows no ticket") {
    Chat chat;
    const auto ts = chat.say("#516757", shared);

    const auto answer = chat.use(ts, "", shared, giulia);

    REQUIRE_FALSE(answer.is_null());
    CHECK_FALSE(has(answer.value("text", ""), "This is a sample ticket"));
    CHECK(answer.at("message").at("ephemeral_to") == giulia);
}
