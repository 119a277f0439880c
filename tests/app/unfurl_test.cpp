#include <doctest/doctest.h>

#include <csignal>
#include <string>
#include <vector>

#include "app/running.hpp"

// What a message gets that only names a ticket: the real binary against the sandbox's Slack.

using namespace usher::testing;
using nlohmann::json;

namespace {

constexpr auto support = "C0SUPPORT1";
constexpr auto shared = "C0NORDLYS1";

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

class Chat {
public:
    Chat() { start(); }
    void start() {
        bot_ = std::make_unique<RunningBot>(sandbox);
        sandbox.wait_until_connected();
    }
    void kill() {
        bot_->process().signal(SIGKILL);
        bot_->process().wait();
        bot_.reset();
        eventually("the sandbox sees that the bot is gone", [this] { return !sandbox.connected(); });
    }
    /// The message's `ts`.
    std::string say(const std::string& text, const std::string& channel = support, const std::string& thread = "",
                    const std::string& person = "") {
        const auto done =
            sandbox.post("type", {{"text", text}, {"channel", channel}, {"thread_ts", thread}, {"person", person}});
        last_key_ = done.value("key", "");
        return done.value("ts", "");
    }
    void edit(const std::string& ts, const std::string& text) {
        CHECK(sandbox.post("edit", {{"ts", ts}, {"text", text}, {"channel", support}}).value("ok", false));
    }
    void remove(const std::string& ts) {
        CHECK(sandbox.post("delete", {{"ts", ts}, {"channel", support}}).value("ok", false));
    }
    /// The plain texts of the bot's messages in a channel, in the thread of `thread` if it is given.
    std::vector<std::string> cards(const std::string& channel = support, const std::string& thread = "") const {
        std::vector<std::string> found;
        for (const auto& message : sandbox.get("messages?limit=200&channel=" + channel).at("messages")) {
            const bool ours = !message.value("bot_id", "").empty();
            if (ours && (thread.empty() || message.value("thread_ts", "") == thread)) {
                found.push_back(message.value("plain", ""));
            }
        }
        return found;
    }
    void wait_for_cards(std::size_t count, const std::string& channel = support, const std::string& thread = "") const {
        eventually("there are " + std::to_string(count) + " cards",
                   [&] { return cards(channel, thread).size() == count; });
    }
    void wait_until_acknowledged() const {
        eventually("the message is acknowledged",
                   [this] { return sandbox.get("acknowledged?key=" + last_key_).at("acknowledged").get<bool>(); });
    }
    /// Asks for a ticket that nothing else names and waits for its card: whatever was said before has been looked at.
    void last_word() {
        const auto number = std::to_string(++last_word_);
        say("/ticket " + number);
        CHECK_FALSE(sandbox.answer(last_key_, number).is_null());
    }

    RunningSandbox sandbox;

private:
    std::unique_ptr<RunningBot> bot_;
    std::string last_key_;
    int last_word_ = 900'500;
};

} // namespace

TEST_CASE("a message that names a ticket gets its card in a thread of its own") {
    Chat chat;

    const auto ts = chat.say("who owns #516757?");

    chat.wait_for_cards(1, support, ts);
    CHECK(has(chat.cards().front(), "This is a sample ticket"));
}

TEST_CASE("a number in a thread is answered in that thread, and in another thread again") {
    Chat chat;
    const auto first = chat.say("first topic");
    const auto second = chat.say("second topic");

    chat.say("see ticket 516757", support, first);
    chat.wait_for_cards(1, support, first);
    chat.say("and #516757 here", support, second);
    chat.wait_for_cards(1, support, second);
    chat.say("once more #516757", support, second);
    chat.last_word();

    CHECK(chat.cards(support, second).size() == 1);
}

TEST_CASE("the window outlives a kill -9") {
    Chat chat;
    chat.say("#516757");
    chat.wait_for_cards(1);
    chat.kill();
    chat.start();

    chat.say("#516757 again");
    chat.last_word();

    CHECK(chat.cards().size() == 2);
}

TEST_CASE("a card follows the edits of its message, and goes with it") {
    Chat chat;
    const auto ts = chat.say("look at #516757");
    chat.wait_for_cards(1);

    chat.edit(ts, "look at #482913");
    eventually("the card shows the other ticket", [&] {
        const auto cards = chat.cards();
        return cards.size() == 1 && has(cards.front(), "482913");
    });

    chat.edit(ts, "look at #482913 and #902347");
    chat.wait_for_cards(2);

    chat.edit(ts, "look at both: #902347, #482913");
    chat.last_word();
    CHECK(chat.cards(support, ts).size() == 2);

    chat.remove(ts);
    chat.wait_for_cards(0, support, ts);
}

TEST_CASE("a bot's message, an unknown number and a look-alike get nothing") {
    Chat chat;

    chat.say("#999999");
    chat.say("merged PR #516757, see build 516803");
    chat.say("`close #516757`");
    chat.last_word();

    CHECK(chat.cards().size() == 1); // The last word's.
}

TEST_CASE("three tickets in one message are one list") {
    Chat chat;

    const auto ts = chat.say("tickets 516757, 482913 and 902347");

    chat.wait_for_cards(1, support, ts);
    for (const auto* number : {"516757", "482913", "902347"}) {
        CHECK(has(chat.cards(support, ts).front(), number));
    }
}

TEST_CASE("a channel with a guest gets nothing unasked") {
    Chat chat;

    chat.say("#516757", "C0MIGRATE1");
    chat.last_word();

    CHECK(chat.cards("C0MIGRATE1").empty());
}

TEST_CASE("a channel shared with outsiders gets nothing unasked") {
    Chat chat;

    chat.say("#516757", shared);
    chat.last_word();

    CHECK(chat.cards(shared).empty());
}

TEST_CASE("a desk that is down is not mentioned to anybody") {
    Chat chat;
    chat.sandbox.fault(json::array({{{"at", "ticket"}, {"do", "status"}, {"status", 503}}}));

    const auto ts = chat.say("#516757");
    chat.last_word();

    CHECK(chat.cards(support, ts).empty());
}

TEST_CASE("an event that Slack delivers again is shown once") {
    Chat chat;
    chat.sandbox.fault(json::array({"redelivered_envelope"}));

    const auto ts = chat.say("#516757");
    chat.wait_for_cards(1, support, ts);
    chat.sandbox.post("retries", {{"advance_ms", 600'000}});
    chat.last_word();

    CHECK(chat.cards(support, ts).size() == 1);
}

TEST_CASE("a bot that is killed after the acknowledgement shows one card after its restart") {
    Chat chat;
    chat.sandbox.fault(json::array({{{"at", "ticket"}, {"do", "slow"}, {"ms", 1500}}}));
    const auto ts = chat.say("#516757");
    chat.wait_until_acknowledged();

    chat.kill();
    chat.start();

    chat.wait_for_cards(1, support, ts);
}

TEST_CASE("secrets in a ticket's text do not reach the channel") {
    Chat chat;

    chat.say("#640255");
    chat.wait_for_cards(1);

    const auto text = chat.cards().front();
    for (const auto* secret : {"AKIA", "ghp_", "BEGIN", "4111", "IT60"}) {
        CHECK_MESSAGE(!has(text, secret), secret);
    }
}
