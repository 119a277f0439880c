#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "usher/runtime/clock.hpp"

namespace usher::bot {

using runtime::milliseconds;
using runtime::WallTime;

/// How long to wait for the desk, and when to say so.
struct PatienceOptions {
    milliseconds placeholder_after{800};    ///< The asker sees a sign of life.
    milliseconds still_trying_after{2'500}; ///< The placeholder says until when Usher keeps trying.
    milliseconds first_retry{300};
    milliseconds longest_retry{30'000};
};

/// Decides, without doing anything itself, what comes next while a ticket is being fetched: ask the desk, wait, say
/// something, or give up.
///
/// Call `next` whenever something happened; carry the action out; report with `failed` when the desk was unavailable.
/// The wall clock is used because the deadline survives a restart.
class Patience {
public:
    struct Ask { ///< Ask the desk; interrupt at `until` to call `next` again.
        WallTime until;
    };
    struct Wait { ///< Do nothing until then.
        WallTime until;
    };
    struct SayLookingUp {};
    struct SayStillTrying {};
    struct GiveUp {};
    using Action = std::variant<Ask, Wait, SayLookingUp, SayStillTrying, GiveUp>;

    /// `silent`: no placeholders (a Refresh, which has its card to look at).
    Patience(PatienceOptions options, WallTime start, WallTime give_up_at, bool silent);

    Action next(WallTime now);
    /// The desk was unavailable; `jitter` in [0, 1) spreads the retries.
    void failed(WallTime now, std::optional<milliseconds> retry_after, double jitter);
    /// Moves the end forward (never back): the way to answer turned out to live less long.
    void give_up_by(WallTime end) { give_up_at_ = end < give_up_at_ ? end : give_up_at_; }
    [[nodiscard]] WallTime give_up_at() const { return give_up_at_; }

private:
    enum class Said : std::uint8_t { nothing, looking_up, still_trying };
    [[nodiscard]] WallTime next_word() const;

    PatienceOptions options_;
    WallTime start_;
    WallTime give_up_at_;
    Said said_ = Said::nothing;
    bool down_ = false;
    milliseconds delay_;
    WallTime retry_at_;
};

} // namespace usher::bot
