#pragma once

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>

#include <memory>
#include <optional>
#include <string>

#include "testing/fake_audit.hpp"
#include "testing/fake_platform.hpp"
#include "testing/manual_clock.hpp"
#include "testing/memory_store.hpp"
#include "testing/scripted_desk.hpp"
#include "testing/tickets.hpp"
#include "usher/bot/bot.hpp"

namespace usher::testing {

/// The real bot between a scripted platform and a scripted desk, on a clock of its own. `restart` is a crash and a new
/// start over the same store.
class Bench {
public:
    asio::io_context loop{1};
    ManualClock clock{loop};
    SeededRandom random;
    ops::Metrics metrics;
    MemoryStore store;
    FakePlatform platform;
    ScriptedDesk desk{clock};
    FakeAudit audit;
    bot::Options options;

    Bench() {
        desk.tickets["516757"] =
            a_ticket().closed().with_reply("Hello from the client").with_staff_reply("Hello from us").build();
        options.rate_limit = {.burst = 30, .refill = std::chrono::milliseconds{2000}};
        start();
    }
    ~Bench() { end(); }

    void restart() {
        end();
        start();
        run(bot_->recover());
    }

    /// What a person types; the receipt comes when it is stored.
    chat::Receipt ask(std::string text, chat::Source source = chat::Source::command, std::string key = {}) {
        chat::Event event;
        event.source = source;
        event.conversation = {identity::Platform::slack, "T01", "C01"};
        event.person = {identity::Platform::slack, "T01", "U01"};
        event.text = std::move(text);
        event.keys = {{"trigger_id", key.empty() ? "k" + std::to_string(++asked_) : std::move(key)}};
        if (source == chat::Source::command || source == chat::Source::shortcut) {
            event.handle =
                chat::ReplyHandle{secret::Secret("https://hooks.slack.com/x"), clock.now() + std::chrono::minutes{30}};
        }
        return accept(std::move(event));
    }
    /// Something that a message `$…` asks, asks anew when it was edited, or no longer asks.
    chat::Event event_of(std::string message, std::string text, chat::Change change = chat::Change::asked) {
        chat::Event event;
        event.conversation = {identity::Platform::slack, "T01", "C01"};
        event.person = {identity::Platform::slack, "T01", "U01"};
        event.message = identity::MessageId{std::move(message)};
        event.change = change;
        event.text = std::move(text);
        event.keys = {{"event", "e" + std::to_string(++asked_)}};
        return event;
    }
    bool accept_all(const std::vector<chat::Event>& events, std::string checkpoint = "c") {
        return run(bot_->accept_all(events, {"stream", std::move(checkpoint)}));
    }
    bool tell(std::string message, std::string text, chat::Change change = chat::Change::asked) {
        std::vector<chat::Event> events;
        events.push_back(event_of(std::move(message), std::move(text), change));
        return accept_all(events);
    }
    chat::Receipt press(chat::Press press) {
        chat::Event event;
        event.source = chat::Source::button;
        event.conversation = {identity::Platform::slack, "T01", "C01"};
        event.person = {identity::Platform::slack, "T01", "U01"};
        event.press = std::move(press);
        event.keys = {{"action", "a" + std::to_string(++asked_)}};
        event.handle =
            chat::ReplyHandle{secret::Secret("https://hooks.slack.com/y"), clock.now() + std::chrono::minutes{30}};
        return accept(std::move(event));
    }

    bot::Bot& bot() { return *bot_; }

    /// The kind of notice that a message shows, or nothing for a card.
    static std::optional<card::NoticeKind> notice(const FakePlatform::Message& message) {
        const auto* words = std::get_if<card::Notice>(&message.shown());
        return words != nullptr ? std::optional(words->kind) : std::nullopt;
    }
    static const card::Card* card(const FakePlatform::Message& message) {
        return std::get_if<card::Card>(&message.shown());
    }

    /// Runs a coroutine to its end on the manual clock; it must not wait for time.
    template <class T>
    T run(runtime::Task<T> task) {
        std::optional<T> result;
        std::exception_ptr failure;
        asio::co_spawn(loop, std::move(task), [&](std::exception_ptr problem, T value) {
            failure = std::move(problem);
            result = std::move(value);
        });
        clock.settle();
        if (failure) {
            std::rethrow_exception(failure);
        }
        return std::move(result).value();
    }
    void run(runtime::Task<void> task) {
        std::exception_ptr failure;
        asio::co_spawn(loop, std::move(task), [&](std::exception_ptr problem) { failure = std::move(problem); });
        clock.settle();
        if (failure) {
            std::rethrow_exception(failure);
        }
    }

private:
    chat::Receipt accept(chat::Event event) { return run(bot_->accept(std::move(event))); }

    void start() {
        fetches_ =
            std::make_unique<runtime::TaskGroup>(loop.get_executor(), [](const std::string&, std::exception_ptr) {});
        cached_ = std::make_unique<desk::CachedDesk>(desk, clock, *fetches_, metrics, desk::CacheOptions{});
        bot_ = std::make_unique<bot::Bot>(loop.get_executor(), options,
                                          bot::Bot::Ports{*cached_, store, clock, random, metrics, &audit});
        bot_->add(identity::Platform::slack, platform);
    }
    /// Everything that was in memory is gone; the store, the platform and the desk stay.
    void end() {
        asio::co_spawn(
            loop,
            [this]() -> runtime::Task<void> {
                co_await bot_->drain(std::chrono::milliseconds{0});
                fetches_->cancel();
                co_await fetches_->drained();
            },
            asio::detached);
        clock.advance(std::chrono::milliseconds{1});
        bot_.reset();
        cached_.reset();
        fetches_.reset();
    }

    int asked_ = 0;
    std::unique_ptr<runtime::TaskGroup> fetches_;
    std::unique_ptr<desk::CachedDesk> cached_;
    std::unique_ptr<bot::Bot> bot_;
};

} // namespace usher::testing
