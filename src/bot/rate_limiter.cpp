#include "usher/bot/rate_limiter.hpp"

#include <algorithm>
#include <functional>
#include <string>

namespace usher::bot {

std::size_t RateLimiter::Hash::operator()(const identity::PersonId& person) const {
    const std::hash<std::string> hash;
    return hash(person.native) ^ (hash(person.tenant) * 31U) ^ static_cast<std::size_t>(person.platform);
}

RateLimiter::RateLimiter(RateLimit limit) : limit_(limit) {}

std::optional<runtime::milliseconds> RateLimiter::take(const identity::PersonId& person, runtime::SteadyTime now) {
    if (limit_.burst <= 0) {
        return std::nullopt;
    }
    if (full_at_.size() >= max_people) {
        forget_rested(now);
    }
    // A person's stamp is when their bucket would be full again; each question moves it one refill on.
    auto& full_at = full_at_[person];
    const auto next = std::max(full_at, now) + limit_.refill;
    const auto allowance = limit_.refill * limit_.burst;
    if (next - now > allowance) {
        return std::chrono::ceil<runtime::milliseconds>(next - now - allowance);
    }
    full_at = next;
    return std::nullopt;
}

void RateLimiter::forget_rested(runtime::SteadyTime now) {
    std::erase_if(full_at_, [now](const auto& entry) { return entry.second <= now; });
    if (full_at_.size() >= max_people) {
        full_at_.clear();
    }
}

} // namespace usher::bot
