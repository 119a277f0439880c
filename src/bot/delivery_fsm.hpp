#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "usher/chat/platform.hpp"
#include "usher/runtime/clock.hpp"

namespace usher::bot {

using runtime::milliseconds;
using runtime::WallTime;

/// What is known about the one message that answers a question.
enum class Fate : std::uint8_t {
    none,    ///< Nothing is recorded and nothing was posted.
    absent,  ///< The intent is recorded; the message certainly does not exist.
    unknown, ///< The intent is recorded; the message may exist.
    exists   ///< The platform has it, and we know where.
};

/// Brings one message to the platform: intent, post or edit, look for a lost one, record, back off. Carries nothing out
/// itself.
///
/// `start`, then for each action carried out `resume` with what came of it, until `Done`.
class DeliveryFsm {
public:
    struct Options {
        bool final = true;         ///< A placeholder is tried once; a final answer until the deadline.
        WallTime deadline;         ///< After it a final answer is given up.
        milliseconds landing_time; ///< How long an unaccounted post may still turn up.
        milliseconds first_pause{500};
        milliseconds longest_pause{30'000};
        int locate_tries = 3;
        int locate_waits = 10; ///< How often the platform may say when to look again.
    };
    struct State {
        Fate fate = Fate::none;
        WallTime intent_at;
        std::optional<chat::PostedMessage> posted;
    };

    // Actions
    struct StoreIntent {};
    struct Post {};
    struct Edit {};
    struct Locate {};
    struct Record {}; ///< Write down that the message exists and what it shows.
    struct Abandon {  ///< Write down that the answer can never be delivered.
        std::string reason;
    };
    struct Sleep {
        milliseconds duration;
    };
    enum class Result : std::uint8_t { delivered, later, never };
    struct Done {
        Result result;
    };
    using Action = std::variant<StoreIntent, Post, Edit, Locate, Record, Abandon, Sleep, Done>;

    // Events
    struct IntentStored {};
    struct Recorded {};
    struct Abandoned {};
    struct StoreFailed {};
    struct Woke {};
    struct Stopping {};
    using Event = std::variant<IntentStored, Recorded, Abandoned, StoreFailed, Woke, Stopping, chat::PostResult,
                               chat::LocateResult>;

    DeliveryFsm(Options options, State state) : options_(options), state_(std::move(state)) {}

    Action start(WallTime now);
    Action resume(const Event& event, WallTime now);
    [[nodiscard]] const State& state() const { return state_; }
    /// Whether a message was posted again although the first may exist, because the platform would not let us look.
    [[nodiscard]] bool posted_blindly() const { return posted_blindly_; }

private:
    Action step(WallTime now);
    Action pause(WallTime now, std::optional<milliseconds> at_least);
    Action on_post(const chat::PostResult& result, WallTime now);
    Action on_locate(const chat::LocateResult& result, WallTime now);

    Options options_;
    State state_;
    milliseconds pause_{0};
    int cannot_tell_ = 0;
    int told_to_wait_ = 0;
    bool record_pending_ = false;
    bool abandoning_ = false;
    bool posted_blindly_ = false;
    std::string reason_;
};

} // namespace usher::bot
