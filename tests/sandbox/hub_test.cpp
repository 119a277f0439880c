#include <doctest/doctest.h>

#include "sandbox/bench.hpp"

namespace usher::sandbox {

namespace {

using std::chrono::milliseconds;

Outbound event(std::string key) {
    return {.kind = Outbound::Kind::event,
            .payload = R"({"event_id":"x"})",
            .key = std::move(key),
            .channel = "C",
            .person = "U"};
}
Outbound command(std::string key) {
    return {
        .kind = Outbound::Kind::slash_command, .payload = "{}", .key = std::move(key), .channel = "C", .person = "U"};
}

} // namespace

TEST_CASE("a payload goes to exactly one of the connections") {
    Bench bench;
    KeptLine first;
    KeptLine second;
    bench.connect(first);
    bench.connect(second);

    for (int i = 0; i < 40; ++i) {
        bench.hub.deliver(event(std::to_string(i)));
    }

    CHECK(first.sent.size() + second.sent.size() == 40);
    CHECK(first.sent.size() > 5);
    CHECK(second.sent.size() > 5);
}

TEST_CASE("a connection that was not said hello to gets nothing") {
    Bench bench;
    KeptLine line;
    bench.hub.open(line);

    CHECK_FALSE(bench.hub.connected());
    CHECK_FALSE(bench.hub.deliver(command("k")));
    CHECK(line.sent.empty());
}

TEST_CASE("a warned connection gets nothing while another is there") {
    Bench bench;
    KeptLine old_line;
    KeptLine new_line;
    const int old_one = bench.connect(old_line);
    bench.hub.drain(old_one);

    bench.hub.deliver(event("a"));
    CHECK(old_line.sent.size() == 1);
    bench.connect(new_line);
    bench.hub.deliver(event("b"));

    CHECK(old_line.sent.size() == 1);
    CHECK(new_line.sent.size() == 1);
}

TEST_CASE("there are ten connections at most") {
    Bench bench;
    std::vector<KeptLine> lines(11);
    for (std::size_t i = 0; i < 10; ++i) {
        bench.connect(lines[i]);
    }

    CHECK_FALSE(bench.hub.open(lines[10]).has_value());
    CHECK(bench.hub.counters().refused == 1);
}

TEST_CASE("a ticket opens one socket, for a minute") {
    Bench bench;
    const auto ticket = bench.hub.issue_ticket();
    const auto late = bench.hub.issue_ticket();

    CHECK(bench.hub.redeem_ticket(ticket));
    CHECK_FALSE(bench.hub.redeem_ticket(ticket));
    bench.pass(milliseconds{60'000});
    CHECK_FALSE(bench.hub.redeem_ticket(late));
}

TEST_CASE("an acknowledged event is not sent again") {
    Bench bench;
    KeptLine line;
    const int id = bench.connect(line);
    bench.hub.deliver(event("k"));

    bench.hub.received(id, ack(line.sent[0]));
    bench.pass(std::chrono::minutes{10});

    CHECK(line.sent.size() == 1);
    CHECK(bench.hub.counters().acknowledged == 1);
    CHECK(bench.hub.settled("k"));
}

TEST_CASE("an unacknowledged event is sent again at once, after a minute and after five, and then no more") {
    Bench bench;
    KeptLine line;
    bench.connect(line);
    bench.hub.deliver(event("k"));
    std::vector<int> sent_after_seconds;
    for (int second = 1; second <= 900; ++second) {
        const auto before = line.sent.size();
        bench.pass(milliseconds{1'000});
        if (line.sent.size() > before) {
            sent_after_seconds.push_back(second);
        }
    }

    // Each attempt has three seconds for its acknowledgement.
    CHECK(sent_after_seconds == std::vector{3, 66, 369});
    CHECK(bench.hub.settled("k"));
    CHECK(bench.hub.counters().given_up == 1);
}

TEST_CASE("a retry says so, and has an envelope id of its own") {
    Bench bench;
    KeptLine line;
    bench.connect(line);
    bench.hub.deliver(event("k"));

    bench.pass(milliseconds{3'000});

    REQUIRE(line.sent.size() == 2);
    CHECK(line.sent[0]["retry_attempt"] == 0);
    CHECK(line.sent[0]["retry_reason"] == "");
    CHECK(line.sent[1]["retry_attempt"] == 1);
    CHECK(line.sent[1]["retry_reason"] == "timeout");
    CHECK(line.sent[0]["envelope_id"] != line.sent[1]["envelope_id"]);
    CHECK(line.sent[0]["payload"] == line.sent[1]["payload"]);
}

TEST_CASE("an event without a connection comes as a retry") {
    Bench bench;
    CHECK_FALSE(bench.hub.deliver(event("k")));
    KeptLine line;
    bench.connect(line);

    bench.pass(milliseconds{3'000});

    REQUIRE(line.sent.size() == 1);
    CHECK(line.sent[0]["retry_attempt"] == 1);
}

TEST_CASE("retries can be brought forward") {
    Bench bench;
    KeptLine line;
    bench.connect(line);
    bench.hub.deliver(event("k"));
    bench.pass(milliseconds{6'000});
    REQUIRE(line.sent.size() == 2);

    CHECK(bench.hub.advance_retries(milliseconds{60'000}) == 1);

    CHECK(line.sent.size() == 3);
}

TEST_CASE("a late acknowledgement changes nothing") {
    Bench bench;
    KeptLine line;
    const int id = bench.connect(line);
    bench.hub.deliver(event("k"));
    bench.pass(milliseconds{6'000});

    bench.hub.received(id, ack(line.sent[1]));

    CHECK(bench.hub.counters().late == 1);
    CHECK(bench.hub.advance_retries(milliseconds{60'000}) == 1);
}

TEST_CASE("a command that is not acknowledged is reported, not sent again") {
    Bench bench;
    KeptLine line;
    bench.connect(line);
    std::vector<Hub::Unanswered> reported;
    bench.hub.on_unanswered([&](const Outbound&, Hub::Unanswered why) { reported.push_back(why); });
    bench.hub.deliver(command("k"));

    bench.pass(milliseconds{2'999});
    CHECK(reported.empty());
    bench.pass(std::chrono::minutes{10});

    CHECK(reported == std::vector{Hub::Unanswered::timeout});
    CHECK(line.sent.size() == 1);
    CHECK(bench.hub.settled("k"));
}

TEST_CASE("a command may be answered in its acknowledgement, below 20,000 bytes") {
    Bench bench;
    KeptLine line;
    const int id = bench.connect(line);
    std::vector<std::string> answers;
    bench.hub.on_answer([&](const Outbound& outbound, const Json& payload) {
        answers.push_back(outbound.key + text_of(payload, "text"));
    });
    const auto answer = [&](std::string text) {
        bench.hub.received(
            id, dump({{"envelope_id", line.sent.back()["envelope_id"]}, {"payload", {{"text", std::move(text)}}}}));
    };

    bench.hub.deliver(command("a"));
    answer("short");
    bench.hub.deliver(command("b"));
    answer(std::string(20'000, 'x'));

    CHECK(answers == std::vector<std::string>{"ashort"});
    CHECK(bench.hub.counters().acknowledged == 2);
}

TEST_CASE("an acknowledgement on another connection counts, and is noted") {
    Bench bench;
    KeptLine line;
    bench.connect(line);
    bench.hub.deliver(event("k"));
    KeptLine other;
    const int second = bench.connect(other);

    bench.hub.received(second, ack(line.sent[0]));

    CHECK(bench.hub.counters().acknowledged == 1);
    CHECK(bench.hub.counters().elsewhere == 1);
}

TEST_CASE("frames that acknowledge nothing are counted") {
    Bench bench;
    KeptLine line;
    const int id = bench.connect(line);

    for (const auto* frame : {"", "[]", "nonsense", "{}", R"({"envelope_id":5})", R"({"envelope_id":"never-sent"})"}) {
        bench.hub.received(id, frame);
    }

    CHECK(bench.hub.counters().unknown == 6);
}

TEST_CASE("scripted faults happen to envelopes") {
    Bench bench;
    KeptLine line;
    const int id = bench.connect(line);
    const auto deliver_with = [&](const char* fault) {
        bench.faults.set(std::string("[") + fault + "]");
        line.sent.clear();
        bench.hub.deliver(event(fault));
    };

    deliver_with(R"("duplicate_envelope")");
    REQUIRE(line.sent.size() == 2);
    CHECK(line.sent[0] == line.sent[1]);

    deliver_with(R"("redelivered_envelope")");
    REQUIRE(line.sent.size() == 2);
    CHECK(line.sent[0]["envelope_id"] != line.sent[1]["envelope_id"]);
    CHECK(line.sent[1]["retry_attempt"] == 1);
    bench.hub.received(id, ack(line.sent[1]));
    CHECK(bench.hub.counters().unknown == 0);

    deliver_with(R"("lost_envelope")");
    CHECK(line.sent.empty());

    deliver_with(R"({"at":"envelope","do":"abort_after"})");
    CHECK(line.sent.size() == 1);
    CHECK(line.aborted);
}

} // namespace usher::sandbox
