#include <doctest/doctest.h>

#include "sandbox/bench.hpp"

namespace usher::sandbox {

namespace {

std::string post(Bench& bench, std::string text, std::string thread = "") {
    Json arguments = {{"channel", kMainChannel}, {"text", std::move(text)}};
    if (!thread.empty()) {
        arguments["thread_ts"] = thread;
    }
    return bench.call("chat.postMessage", arguments)["ts"].get<std::string>();
}

std::string answer(const Bench& bench, const std::string& key, bool guess = false) {
    const auto* message = bench.questions.answer(key, guess);
    return message == nullptr ? "" : message->text;
}

struct Connected : Bench {
    KeptLine line;
    Connected() { connect(line); }
};

} // namespace

TEST_CASE("parallel questions find their own answers by the ticket number") {
    Connected bench;
    const auto first = bench.say("/ticket 900001").key;
    const auto second = bench.say("/ticket 900002").key;

    post(bench, "Ticket #900002");
    post(bench, "Ticket #900001");

    CHECK(answer(bench, first) == "Ticket #900001");
    CHECK(answer(bench, second) == "Ticket #900002");
}

TEST_CASE("a number inside another is not that number") {
    Connected bench;
    const auto key = bench.say("/ticket 900001").key;

    post(bench, "Ticket #9000012 and x900001");

    CHECK(answer(bench, key).empty());
}

TEST_CASE("what came through its response URL is its answer") {
    Connected bench;
    const auto key = bench.say("/ticket help").key;
    const auto url = text_of(bench.line.sent.back()["payload"], "response_url");

    bench.urls.use(url.substr(url.find("/respond")), R"({"text":"This is help"})");
    post(bench, "something else");

    CHECK(answer(bench, key) == "This is help");
}

TEST_CASE("what stands in its thread is its answer") {
    Connected bench;
    const auto said = bench.say("@usher hello");

    post(bench, "in the thread", said.ts);
    post(bench, "elsewhere");

    CHECK(answer(bench, said.key) == "in the thread");
}

TEST_CASE("the latest state of the message counts") {
    Connected bench;
    const auto key = bench.say("/ticket 900001").key;
    const auto ts = post(bench, "Looking up #900001");

    bench.call("chat.update", {{"channel", kMainChannel}, {"ts", ts}, {"text", "Card of #900001"}});

    CHECK(answer(bench, key) == "Card of #900001");
}

TEST_CASE("older messages answer nothing") {
    Connected bench;
    post(bench, "Ticket #900001");

    const auto key = bench.say("/ticket 900001").key;

    CHECK(answer(bench, key, true).empty());
}

TEST_CASE("a guess takes the last message of the bot since then") {
    Connected bench;
    const auto key = bench.say("/ticket what").key;

    post(bench, "That is no ticket number.");

    CHECK(answer(bench, key, false).empty());
    CHECK(answer(bench, key, true) == "That is no ticket number.");
}

TEST_CASE("words that look like ticket numbers") {
    CHECK(ticket_numbers("/ticket #516757 full") == std::vector<std::string>{"516757"});
    CHECK(ticket_numbers("CFB-250177, and 007123-") == std::vector<std::string>{"CFB-250177", "007123"});
    CHECK(ticket_numbers("help why 12") == std::vector<std::string>{});
}

} // namespace usher::sandbox
