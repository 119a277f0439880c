#pragma once

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>

#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "testing/manual_clock.hpp"
#include "testing/tickets.hpp"
#include "usher/desk/desk.hpp"
#include "usher/runtime/task_group.hpp"

namespace usher::desk::tests {

inline Reference number(const char* text) {
    return *ticket::TicketNumber::parse(text);
}
inline Reference id(const char* text) {
    return *ticket::TicketId::parse(text);
}

inline Found a_found(std::string number) {
    return Found{testing::a_ticket().number(std::move(number)).build(), runtime::WallTime{}};
}

/// A desk that answers when the test says so; the fetches that wait are in `waiting`, oldest first.
class HeldDesk final : public Desk {
public:
    explicit HeldDesk(runtime::Clock& clock) : clock_(clock) {}

    struct Waiting {
        std::optional<Fetched> answer;
        bool broken = false;
    };
    std::deque<std::shared_ptr<Waiting>> waiting;
    int asked = 0;
    int cancelled = 0;

    runtime::Task<Fetched> fetch(Reference /*reference*/, Notes /*notes*/ = Notes::counted) override {
        ++asked;
        auto mine = std::make_shared<Waiting>();
        waiting.push_back(mine);
        Counted counted{*this};
        while (!mine->answer && !mine->broken) {
            co_await clock_.sleep_for(runtime::milliseconds{1});
        }
        counted.over = true;
        if (mine->broken) {
            throw std::logic_error("a broken invariant");
        }
        co_return *mine->answer;
    }
    void answer(Fetched fetched) {
        waiting.front()->answer = std::move(fetched);
        waiting.pop_front();
    }
    void break_down() {
        waiting.front()->broken = true;
        waiting.pop_front();
    }

private:
    struct Counted {
        HeldDesk& desk;
        bool over = false;
        ~Counted() { desk.cancelled += over ? 0 : 1; }
    };
    runtime::Clock& clock_;
};

/// What became of a spawned fetch.
struct Asked {
    std::optional<Fetched> fetched;
    std::exception_ptr failure;
    asio::cancellation_signal cancel;
    [[nodiscard]] std::string outcome() const {
        return failure ? "failed" : fetched ? std::string(name(*fetched)) : "waiting";
    }
};

/// A loop on a clock of its own.
class Loop {
public:
    asio::io_context io{1};
    testing::ManualClock clock{io};

    std::shared_ptr<Asked> start(runtime::Task<Fetched> task) {
        auto asked = std::make_shared<Asked>();
        asio::co_spawn(
            io, std::move(task),
            asio::bind_cancellation_slot(asked->cancel.slot(), [asked](std::exception_ptr problem, Fetched fetched) {
                asked->failure = std::move(problem);
                asked->fetched = std::move(fetched);
            }));
        clock.settle();
        return asked;
    }
    void tick() { clock.advance(runtime::milliseconds{1}); }
};

} // namespace usher::desk::tests
