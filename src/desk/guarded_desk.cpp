#include "usher/desk/guarded_desk.hpp"

#include <utility>

#include "usher/ops/log.hpp"

namespace usher::desk {

namespace {

/// Gives the permit back if the call is cancelled or throws.
class Holding {
public:
    Holding(Breaker& breaker, Breaker::Permit permit) : breaker_(&breaker), permit_(permit) {}
    ~Holding() {
        if (breaker_ != nullptr) {
            breaker_->abandoned(permit_);
        }
    }
    Holding(const Holding&) = delete;
    Holding& operator=(const Holding&) = delete;
    void settled() { breaker_ = nullptr; }

private:
    Breaker* breaker_;
    Breaker::Permit permit_;
};

} // namespace

GuardedDesk::GuardedDesk(Desk& inner, Breaker breaker, runtime::Clock& clock, ops::Metrics& metrics)
    : inner_(inner), breaker_(breaker), clock_(clock), metrics_(metrics) {
    metrics_.set("usher_upstream_breaker_state", 0);
}

runtime::Task<Fetched> GuardedDesk::fetch(Reference reference, Notes notes) {
    const auto decision = breaker_.ask(clock_.steady());
    report();
    if (const auto* wait = std::get_if<Breaker::Wait>(&decision)) {
        co_return Unavailable{.retry_after = wait->remaining, .reason = "breaker_open"};
    }
    const auto permit = std::get<Breaker::Permit>(decision);
    Holding holding(breaker_, permit);
    auto fetched = co_await inner_.fetch(std::move(reference), notes);
    holding.settled();
    settle(permit, fetched);
    co_return fetched;
}

void GuardedDesk::settle(Breaker::Permit permit, const Fetched& fetched) {
    if (const auto* unavailable = std::get_if<Unavailable>(&fetched)) {
        breaker_.failed(permit, clock_.steady(), unavailable->retry_after);
    } else {
        breaker_.succeeded(permit, clock_.steady());
    }
    report();
}

void GuardedDesk::report() {
    const auto state = breaker_.state();
    if (state == reported_) {
        return;
    }
    // 0 closed, 1 open, 2 half open: the order of the enum, and what the dashboard shows.
    metrics_.set("usher_upstream_breaker_state", static_cast<double>(state));
    if (state == Breaker::State::open && reported_ == Breaker::State::closed) {
        ops::log_warning("desk_breaker_opened", "The desk keeps failing; it is left alone and tried again in a while.");
    } else if (state == Breaker::State::closed) {
        ops::log_info("desk_breaker_closed", "The desk answers again.");
    }
    reported_ = state;
}

} // namespace usher::desk
