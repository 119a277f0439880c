#include "keliweb/gate.hpp"

#include <asio/system_error.hpp>

#include <utility>

#include "usher/runtime/asio_names.hpp"

namespace usher::keliweb {

Gate::Pass::~Pass() {
    if (gate_ != nullptr) {
        gate_->leave();
    }
}

Gate::Pass::Pass(Pass&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}

/// Standing in line; whoever goes away leaves it, and passes on a place that was just given to him.
class Gate::InLine {
public:
    InLine(Gate& gate, asio::steady_timer& timer)
        : gate_(gate), place_(gate.line_.insert(gate.line_.end(), Waiter{.timer = &timer})) {}
    ~InLine() {
        const bool unused = place_->admitted;
        gate_.line_.erase(place_);
        if (unused) {
            gate_.leave();
        }
    }
    InLine(const InLine&) = delete;
    InLine& operator=(const InLine&) = delete;

    [[nodiscard]] bool admitted() const { return place_->admitted; }
    Pass take() {
        place_->admitted = false;
        return Pass(gate_);
    }

private:
    Gate& gate_;
    std::list<Waiter>::iterator place_;
};

runtime::Task<Gate::Pass> Gate::enter(std::chrono::milliseconds patience) {
    if (free_ > 0) {
        --free_;
        co_return Pass(*this);
    }
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_after(patience);
    InLine in_line(*this, timer);
    const auto [error] = co_await timer.async_wait(runtime::as_tuple);
    if (in_line.admitted()) {
        co_return in_line.take();
    }
    if (error) {
        throw asio::system_error(error); // Not the end of patience: we are cancelled.
    }
    co_return Pass();
}

void Gate::leave() {
    for (auto& waiter : line_) {
        if (!waiter.admitted) {
            waiter.admitted = true;
            waiter.timer->cancel();
            return;
        }
    }
    ++free_;
}

} // namespace usher::keliweb
