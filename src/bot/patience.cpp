#include "usher/bot/patience.hpp"

#include <algorithm>

namespace usher::bot {

Patience::Patience(PatienceOptions options, WallTime start, WallTime give_up_at, bool silent)
    : options_(options), start_(start), give_up_at_(give_up_at), said_(silent ? Said::still_trying : Said::nothing),
      delay_(options.first_retry), retry_at_(start) {}

WallTime Patience::next_word() const {
    switch (said_) {
    case Said::nothing:
        return std::min(start_ + options_.placeholder_after, give_up_at_);
    case Said::looking_up:
        return std::min(start_ + options_.still_trying_after, give_up_at_);
    case Said::still_trying:
        break;
    }
    return give_up_at_;
}

Patience::Action Patience::next(WallTime now) {
    if (now >= give_up_at_) {
        return GiveUp{};
    }
    if (said_ != Said::still_trying && now >= next_word()) {
        const bool late = now >= start_ + options_.still_trying_after;
        // A desk that is known to be down is not "being looked up": say the truth at once.
        said_ = down_ || late ? Said::still_trying : Said::looking_up;
        if (said_ == Said::looking_up) {
            return SayLookingUp{};
        }
        return SayStillTrying{};
    }
    if (now < retry_at_) {
        return Wait{std::min(retry_at_, next_word())};
    }
    return Ask{next_word()};
}

void Patience::failed(WallTime now, std::optional<milliseconds> retry_after, double jitter) {
    down_ = true;
    const auto spread = std::chrono::duration_cast<milliseconds>(delay_ * (0.75 + jitter / 2));
    retry_at_ = now + std::max(spread, retry_after.value_or(milliseconds{0}));
    delay_ = std::min(delay_ * 2, options_.longest_retry);
}

} // namespace usher::bot
