#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "app/running.hpp"

using namespace usher::testing;

namespace {

int kills() {
    const char* wanted = std::getenv("USHER_KILLS");
    return wanted != nullptr ? std::atoi(wanted) : 50;
}

struct Asked {
    std::string key;
    std::string number;
};

/// How many commands Slack has an acknowledgement of, or waits for one no longer.
unsigned settled(const RunningSandbox& sandbox) {
    const auto counters = sandbox.get("counters");
    return counters.at("acknowledged").get<unsigned>() + counters.at("unanswered").get<unsigned>();
}

} // namespace

TEST_CASE("every command acknowledged before a kill -9 is answered once after the restart" * doctest::timeout(900)) {
    const RunningSandbox sandbox;
    std::ofstream(sandbox.config(), std::ios::app)
        << "\n[audit]\nfile = \"" << sandbox.folder().file("audit.jsonl") << "\"\n";
    std::mt19937 random(20'260'302); // NOLINT(cert-msc51-cpp): the same crash points every time.
    std::vector<Asked> asked;
    int number = 900'000;

    for (int round = 0; round < kills(); ++round) {
        RunningBot bot(sandbox);
        sandbox.wait_until_connected();
        const auto before = settled(sandbox);
        unsigned delivered = 0;
        const auto burst = 3 + random() % 6;
        for (unsigned i = 0; i < burst; ++i) {
            const auto ticket = std::to_string(number++);
            const auto key = sandbox.type("/ticket " + ticket);
            if (!key.empty()) {
                asked.push_back({key, ticket});
                ++delivered;
            }
        }
        // Anywhere between the first commit and the last record.
        const auto wanted = before + random() % (delivered + 1);
        eventually("some commands are acknowledged", [&] { return settled(sandbox) >= wanted; });
        const auto turns = random() % 20'000;
        for (unsigned i = 0; i < turns; ++i) {
            sched_yield();
        }
        bot.process().signal(SIGKILL);
        bot.process().wait();
        eventually("the sandbox notices the dead connection", [&] { return !sandbox.connected(); });
    }

    RunningBot last(sandbox);
    sandbox.wait_until_connected();
    int acknowledged = 0;
    std::vector<std::string> answered;
    for (const auto& question : asked) {
        CAPTURE(question.number);
        if (!sandbox.get("acknowledged?key=" + question.key).at("acknowledged").get<bool>()) {
            continue;
        }
        ++acknowledged;
        // The last process has to look for what fifty others may have posted: on a busy machine that takes a while.
        constexpr int patience_ms = 50'000;
        CHECK_FALSE(sandbox.answer(question.key, question.number, patience_ms).is_null());
        answered.push_back(question.number);
    }
    MESSAGE("kills: " << kills() << ", commands: " << asked.size() << ", acknowledged: " << acknowledged);
    CHECK(acknowledged >= kills());

    // Answers carry a marker each; the same marker twice would be the same answer twice.
    CHECK(sandbox.get("counters").at("duplicate_markers") == 0);

    // A kill may have an answer in the audit twice, but none is missing once the last process has gone through what
    // earlier ones had posted and not recorded.
    for (const auto& ticket : answered) {
        eventually("the answer about " + ticket + " stands in the audit", [&] {
            const auto audit = sandbox.folder().read("audit.jsonl");
            return audit.find("\"ticket\":\"" + ticket + "\"") != std::string::npos;
        });
    }
    const auto lines = std::ranges::count(sandbox.folder().read("audit.jsonl"), '\n');
    MESSAGE("lines of the audit: " << lines << " for " << answered.size() << " answers");
    last.process().signal(SIGTERM);
    CHECK(last.process().wait() == 0);
}

TEST_CASE("a post that Slack took while the answer was lost is not made twice") {
    const RunningSandbox sandbox;
    RunningBot bot(sandbox);
    sandbox.wait_until_connected();
    sandbox.fault({{{"at", "chat.postMessage"}, {"do", "lose_answer"}}});

    const auto key = sandbox.type("/ticket 900123");

    REQUIRE_FALSE(sandbox.answer(key, "900123").is_null());
    eventually("the question ends",
               [&] { return sandbox.get("acknowledged?key=" + key).at("acknowledged").get<bool>(); });
    CHECK(sandbox.get("counters").at("bot_messages") == 1);
}
