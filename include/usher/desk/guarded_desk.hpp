#pragma once

#include "usher/desk/breaker.hpp"
#include "usher/desk/desk.hpp"
#include "usher/ops/metrics.hpp"

namespace usher::desk {

/// A desk behind a circuit breaker: while the breaker is open it answers `Unavailable{until the next try,
/// "breaker_open"}` without a call. Only `Unavailable` counts as a failure: a desk that says no is alive. Loop thread
/// only; the references outlive it.
class GuardedDesk final : public Desk {
public:
    GuardedDesk(Desk& inner, Breaker breaker, runtime::Clock& clock, ops::Metrics& metrics);

    runtime::Task<Fetched> fetch(Reference reference, Notes notes = Notes::counted) override;
    [[nodiscard]] Breaker::State state() const { return breaker_.state(); }

private:
    void settle(Breaker::Permit permit, const Fetched& fetched);
    void report();

    Desk& inner_;
    Breaker breaker_;
    runtime::Clock& clock_;
    ops::Metrics& metrics_;
    Breaker::State reported_ = Breaker::State::closed;
};

} // namespace usher::desk
