#include "usher/desk/breaker.hpp"

#include <algorithm>

namespace usher::desk {

namespace {

/// Rounded up, so that waiting for it is long enough.
runtime::milliseconds until(runtime::SteadyTime when, runtime::SteadyTime now) {
    return std::chrono::ceil<runtime::milliseconds>(when - now);
}

} // namespace

Breaker::Breaker(BreakerOptions options, runtime::Random& random) : options_(options), random_(random) {}

std::variant<Breaker::Permit, Breaker::Wait> Breaker::ask(runtime::SteadyTime now) {
    if (blocked_until_) {
        if (now < *blocked_until_) {
            return Wait{until(*blocked_until_, now)};
        }
        blocked_until_.reset();
    }
    if (state_ == State::open) {
        if (now < open_until_) {
            return Wait{until(open_until_, now)};
        }
        state_ = State::half_open;
        ++epoch_;
        probing_ = false;
        probe_successes_ = 0;
    }
    if (state_ == State::half_open) {
        if (probing_) {
            return Wait{options_.probe_running};
        }
        probing_ = true;
        return Permit{.epoch = epoch_, .probe = true};
    }
    return Permit{.epoch = epoch_, .probe = false};
}

void Breaker::succeeded(Permit permit, runtime::SteadyTime now) {
    if (permit.epoch != epoch_) {
        return;
    }
    if (!permit.probe) {
        count(now, false);
        return;
    }
    probing_ = false;
    ++probe_successes_;
    if (probe_successes_ >= options_.successes_to_close) {
        close();
    }
}

void Breaker::failed(Permit permit, runtime::SteadyTime now, std::optional<runtime::milliseconds> retry_after) {
    if (retry_after && *retry_after > runtime::milliseconds::zero()) {
        blocked_until_ = std::max(blocked_until_.value_or(now), now + *retry_after);
    }
    if (permit.epoch != epoch_) {
        return;
    }
    if (permit.probe) {
        open(now);
        return;
    }
    count(now, true);
    if (too_many_failures(now)) {
        open(now);
    }
}

void Breaker::abandoned(Permit permit) {
    if (permit.epoch == epoch_ && permit.probe) {
        probing_ = false;
    }
}

std::int64_t Breaker::slice_number(runtime::SteadyTime now) const {
    return now.time_since_epoch() / (options_.window / static_cast<std::int64_t>(slices));
}

void Breaker::count(runtime::SteadyTime now, bool failure) {
    const auto number = slice_number(now);
    auto& slice = counts_.at(static_cast<std::size_t>(number) % slices);
    if (slice.number != number) {
        slice = Slice{.number = number};
    }
    ++slice.calls;
    slice.failures += failure ? 1 : 0;
}

bool Breaker::too_many_failures(runtime::SteadyTime now) const {
    const auto oldest = slice_number(now) - static_cast<std::int64_t>(slices) + 1;
    std::size_t calls = 0;
    std::size_t failures = 0;
    for (const auto& slice : counts_) {
        if (slice.number >= oldest) {
            calls += slice.calls;
            failures += slice.failures;
        }
    }
    return calls >= options_.min_calls && failures * 100 >= calls * options_.open_percent;
}

void Breaker::open(runtime::SteadyTime now) {
    open_length_ = open_length_ == runtime::milliseconds::zero() ? options_.open_first
                                                                 : std::min(open_length_ * 2, options_.open_longest);
    const auto sway = open_length_ * static_cast<std::int64_t>(options_.jitter_percent) / 100;
    open_until_ = now + random_.between(open_length_ - sway, open_length_ + sway);
    state_ = State::open;
    ++epoch_;
    probing_ = false;
}

void Breaker::close() {
    state_ = State::closed;
    ++epoch_;
    open_length_ = runtime::milliseconds::zero();
    counts_.fill(Slice{});
}

} // namespace usher::desk
