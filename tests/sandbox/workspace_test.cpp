#include <doctest/doctest.h>

#include "sandbox/bench.hpp"

namespace usher::sandbox {

namespace {

Message saying(std::string text, std::string thread = "") {
    Message message;
    message.channel = std::string(kMainChannel);
    message.user = std::string(kMainPerson);
    message.text = std::move(text);
    message.thread_ts = std::move(thread);
    return message;
}

} // namespace

TEST_CASE("two messages of one moment get different timestamps, in order") {
    Bench bench;

    const auto first = bench.workspace.post(saying("one"));
    const auto second = bench.workspace.post(saying("two"));

    CHECK(is_ts(first));
    CHECK(first < second);
}

TEST_CASE("the history of a channel is bounded") {
    Bench bench;
    for (std::size_t i = 0; i < Workspace::kHistory + 5; ++i) {
        bench.workspace.post(saying(std::to_string(i)));
    }

    const auto& kept = bench.workspace.messages(kMainChannel);

    CHECK(kept.size() == Workspace::kHistory);
    CHECK(kept.front().text == "5");
}

TEST_CASE("a deleted message is gone") {
    Bench bench;
    const auto ts = bench.workspace.post(saying("oops"));

    CHECK(bench.workspace.remove(kMainChannel, ts));

    CHECK(bench.workspace.find(kMainChannel, ts) == nullptr);
}

TEST_CASE("a deleted message with replies stays as a tombstone without its text") {
    Bench bench;
    const auto ts = bench.workspace.post(saying("oops"));
    bench.workspace.post(saying("reply", ts));

    bench.workspace.remove(kMainChannel, ts);

    const auto* left = bench.workspace.find(kMainChannel, ts);
    REQUIRE(left != nullptr);
    CHECK(left->tombstone);
    CHECK(left->text == "This message was deleted.");
}

TEST_CASE("an observer hears of changes until it lets go") {
    Bench bench;
    int heard = 0;
    {
        const auto subscription = bench.workspace.subscribe([&](const Change&) { ++heard; });
        bench.workspace.post(saying("one"));
    }
    bench.workspace.post(saying("two"));

    CHECK(heard == 1);
}

} // namespace usher::sandbox
