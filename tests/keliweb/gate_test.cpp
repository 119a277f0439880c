#include <doctest/doctest.h>

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "keliweb/gate.hpp"

namespace usher::keliweb::tests {
namespace {

using namespace std::chrono_literals;

/// Somebody at the gate, who keeps the place until told to leave.
struct Visitor {
    asio::cancellation_signal cancel;
    std::string state = "waiting";
    std::optional<Gate::Pass> pass;

    void leave() { pass.reset(); }
};

runtime::Task<void> visit(Gate& gate, std::chrono::milliseconds patience, std::shared_ptr<Visitor> visitor) {
    auto pass = co_await gate.enter(patience);
    visitor->state = pass ? "inside" : "gave up";
    visitor->pass.emplace(std::move(pass));
}

class Entrance {
public:
    asio::io_context io{1};
    Gate gate{2};

    std::shared_ptr<Visitor> comes(std::chrono::milliseconds patience = 1h) {
        auto visitor = std::make_shared<Visitor>();
        auto on_end = [visitor](const std::exception_ptr& problem) {
            visitor->state = problem ? "cancelled" : visitor->state;
        };
        asio::co_spawn(io, visit(gate, patience, visitor),
                       asio::bind_cancellation_slot(visitor->cancel.slot(), std::move(on_end)));
        settle();
        return visitor;
    }
    void settle() {
        io.restart();
        io.poll();
    }
};

TEST_CASE("a gate lets its number through and the rest wait in line") {
    Entrance entrance;
    const auto first = entrance.comes();
    const auto second = entrance.comes();
    const auto third = entrance.comes();
    const auto fourth = entrance.comes();
    CHECK_EQ(first->state, "inside");
    CHECK_EQ(second->state, "inside");
    CHECK_EQ(third->state, "waiting");

    second->leave();
    entrance.settle();
    CHECK_EQ(third->state, "inside");
    CHECK_EQ(fourth->state, "waiting");

    first->leave();
    third->leave();
    entrance.settle();
    CHECK_EQ(fourth->state, "inside");
    CHECK_EQ(entrance.comes()->state, "inside");
}

TEST_CASE("whoever has no patience left goes away without a place") {
    Entrance entrance;
    const auto first = entrance.comes();
    const auto second = entrance.comes();
    CHECK_EQ(entrance.comes(0ms)->state, "gave up");

    first->leave();
    CHECK_EQ(entrance.comes(0ms)->state, "inside");
}

TEST_CASE("whoever is cancelled leaves the line to the next") {
    Entrance entrance;
    const auto first = entrance.comes();
    const auto second = entrance.comes();
    const auto third = entrance.comes();
    const auto fourth = entrance.comes();

    third->cancel.emit(asio::cancellation_type::terminal);
    entrance.settle();
    CHECK_EQ(third->state, "cancelled");

    first->leave();
    entrance.settle();
    CHECK_EQ(fourth->state, "inside");
}

TEST_CASE("a place given to somebody who is cancelled in the same moment is not lost") {
    Entrance entrance;
    const auto first = entrance.comes();
    const auto second = entrance.comes();
    const auto third = entrance.comes();

    first->leave();
    third->cancel.emit(asio::cancellation_type::terminal);
    entrance.settle();
    third->leave();

    CHECK_EQ(entrance.comes()->state, "inside");
}

} // namespace
} // namespace usher::keliweb::tests
