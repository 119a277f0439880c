#pragma once

#include <cstddef>
#include <optional>
#include <unordered_map>

#include "usher/identity/identity.hpp"
#include "usher/runtime/clock.hpp"

namespace usher::bot {

/// How many questions one person may ask.
struct RateLimit {
    int burst = 30;                      ///< At once; 0: no limit.
    runtime::milliseconds refill{2'000}; ///< One more after this time.
};

/// A leaky bucket per person (the generic cell rate algorithm: one time stamp each). At most `max_people` are
/// remembered; those at rest are forgotten first.
class RateLimiter {
public:
    explicit RateLimiter(RateLimit limit);
    /// Nothing if the question is allowed (and counted), else the time until the next one is.
    std::optional<runtime::milliseconds> take(const identity::PersonId& person, runtime::SteadyTime now);

    static constexpr std::size_t max_people = 10'000;

private:
    struct Hash {
        std::size_t operator()(const identity::PersonId& person) const;
    };
    void forget_rested(runtime::SteadyTime now);

    RateLimit limit_;
    std::unordered_map<identity::PersonId, runtime::SteadyTime, Hash> full_at_;
};

} // namespace usher::bot
