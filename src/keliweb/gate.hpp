#pragma once

#include <asio/steady_timer.hpp>

#include <cstddef>
#include <list>

#include "usher/runtime/task.hpp"

namespace usher::keliweb {

/// Lets at most `places` through at once, first come, first served. Loop thread only; outlives every pass.
class Gate {
public:
    /// A place, given back when it dies.
    class Pass {
    public:
        Pass() = default;
        explicit Pass(Gate& gate) : gate_(&gate) {}
        ~Pass();
        Pass(Pass&& other) noexcept;
        Pass& operator=(Pass&&) = delete;
        Pass(const Pass&) = delete;
        Pass& operator=(const Pass&) = delete;
        explicit operator bool() const { return gate_ != nullptr; }

    private:
        Gate* gate_ = nullptr;
    };

    explicit Gate(std::size_t places) : free_(places) {}

    /// An empty pass if none became free within `patience`.
    runtime::Task<Pass> enter(std::chrono::milliseconds patience);

private:
    struct Waiter {
        asio::steady_timer* timer = nullptr;
        bool admitted = false;
    };
    class InLine;
    void leave();

    std::size_t free_;
    std::list<Waiter> line_;
};

} // namespace usher::keliweb
