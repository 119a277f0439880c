#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>

#include "stand_in.hpp"

using namespace usher;
using testing::SlackBench;

namespace {

struct Bench : SlackBench {
    using Result = std::optional<chat::LocateResult>;

    static chat::Destination channel() {
        chat::Destination where;
        where.conversation = {identity::Platform::slack, "T1", "C1"};
        return where;
    }
    /// Starts to look; `results` keeps the outcome.
    void look(const std::string& marker, std::chrono::seconds ago = {}) {
        auto& result = results.emplace_back(std::make_unique<Result>());
        asio::co_spawn(loop, slack().locate(channel(), marker, clock.now() - ago),
                       [kept = result.get()](const std::exception_ptr& error, chat::LocateResult found) {
                           if (!error) {
                               *kept = std::move(found);
                           }
                       });
    }
    void wait() {
        REQUIRE(
            until([this] { return std::ranges::all_of(results, [](const auto& one) { return one->has_value(); }); }));
    }
    [[nodiscard]] std::string found(std::size_t index) const {
        const auto* located = std::get_if<chat::Located>(&**results.at(index));
        return located != nullptr ? located->message.id.native : "";
    }

    std::vector<std::unique_ptr<Result>> results;
};

constexpr auto history = "conversations.history";

} // namespace

TEST_CASE_FIXTURE(Bench, "many posts lost in one conversation are looked for in few walks through its history") {
    stand_in.script(history, 200, R"({"ok":true,"messages":[]})"); // For whoever was first.
    stand_in.script(history, 200, R"({"ok":true,"messages":[
        {"ts":"1.2","metadata":{"event_type":"usher_answer","event_payload":{"marker":"second"}}},
        {"ts":"1.3","blocks":[{"type":"rich_text","block_id":"third"}]}]})");

    for (const auto* marker : {"first", "second", "third", "fourth"}) {
        look(marker);
    }
    wait();

    CHECK(stand_in.count(history) == 2);
    CHECK(std::holds_alternative<chat::Absent>(**results.at(0)));
    CHECK(found(1) == "1.2");
    CHECK(found(2) == "1.3");
    CHECK(std::holds_alternative<chat::Absent>(**results.at(3)));
}

TEST_CASE_FIXTURE(Bench, "a walk begins where the oldest of the lost posts may be") {
    look("first");
    look("second", std::chrono::seconds{30});
    look("third", std::chrono::seconds{90});
    look("fourth", std::chrono::seconds{60});
    stand_in.script(history, 200, R"({"ok":true,"messages":[]})");
    stand_in.script(history, 200, R"({"ok":true,"messages":[]})");
    const auto oldest = std::chrono::floor<std::chrono::seconds>(clock.now()) - std::chrono::seconds{100};
    wait();

    const auto stamp = std::to_string(oldest.time_since_epoch().count());
    CHECK(stand_in.last(history).body.find("oldest=" + stamp) != std::string::npos);
}

TEST_CASE_FIXTURE(Bench, "what was found before a walk broke off is found; of the rest Slack says when to look again") {
    look("first");
    look("second");
    look("third");
    stand_in.script(history, 200, R"({"ok":true,"messages":[]})");
    stand_in.script(history, 200, R"({"ok":true,"has_more":true,"messages":[
        {"ts":"1.2","blocks":[{"type":"rich_text","block_id":"second"}]}],
        "response_metadata":{"next_cursor":"more"}})");
    stand_in.script(history, 429, R"({"ok":false,"error":"ratelimited"})", {{"Retry-After", "45"}});
    wait();

    CHECK(found(1) == "1.2");
    const auto silent = std::get<chat::CannotTell>(**results.at(2));
    CHECK(silent.reason == "ratelimited");
    CHECK(silent.retry_after == std::chrono::seconds{45});
}

TEST_CASE_FIXTURE(Bench, "when the one who looks for all is cancelled, the others look themselves") {
    asio::cancellation_signal stop;
    std::optional<bool> ended;
    asio::co_spawn(loop, slack().locate(channel(), "first", clock.now()),
                   asio::bind_cancellation_slot(
                       stop.slot(), [&](const std::exception_ptr& error, chat::LocateResult) { ended = bool(error); }));
    look("second");
    stand_in.script(history, 200, R"({"ok":true,"messages":[]})");
    stand_in.script(history, 200, R"({"ok":true,"messages":[{"ts":"1.2","blocks":[{"block_id":"second"}]}]})");
    while (stand_in.count(history) == 0) {
        loop.run_one();
    }
    stop.emit(asio::cancellation_type::terminal);
    wait();

    REQUIRE(until([&] { return ended.has_value(); }));
    CHECK(*ended);
    CHECK(found(0) == "1.2");
}
