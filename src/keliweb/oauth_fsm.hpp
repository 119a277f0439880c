#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "keliweb/tokens.hpp"

namespace usher::keliweb {

/// The life of an access token, without I/O: it is told what happened and says what to do next.
///
/// One action is under way at a time: after any action but `Use` and `Fail` the next event is its result (or
/// `abandon()`). Refreshing rotates both tokens and revokes the old ones, so a new pair is stored before it is used,
/// and a refresh whose answer got lost is not tried again: the password is. A rejected password or a token that is
/// rejected although it is brand new stops all tries for a minute, growing to 15.
class OAuthFsm {
public:
    struct Moment {
        runtime::WallTime wall;
        runtime::SteadyTime steady;
    };

    // Events
    struct Need {}; ///< Somebody wants a token.
    struct Loaded {
        std::optional<TokenPair> pair;
    };
    struct Answered {
        TokenAnswer answer;
    };
    struct Saved {}; ///< Or not: a pair that could not be stored is used all the same.
    using Event = std::variant<Need, Loaded, Answered, Saved>;

    // Actions
    struct Load {};
    struct LogIn {};
    struct Refresh {}; ///< With `pair().refresh`.
    struct Save {};    ///< `pair()`.
    struct Use {};     ///< `pair().access`, naming `generation()` in what follows.
    struct Fail {
        std::variant<desk::Unavailable, desk::Misconfigured> why;
        bool news = false; ///< Just found out, rather than remembered: worth a log line.
    };
    using Action = std::variant<Load, LogIn, Refresh, Save, Use, Fail>;

    /// With a password. `durable`: whether there is a store to load from and save to.
    explicit OAuthFsm(bool durable);
    /// With a token that somebody else renews.
    explicit OAuthFsm(secret::Secret token);

    Action resume(Event event, Moment now);
    /// The action under way was cancelled, its result will never be known.
    void abandon();
    /// The API took the token of this generation.
    void worked(std::uint64_t generation);
    /// The API refused the token of this generation: the next `Need` logs in anew, or fails if that cannot help.
    void refused(std::uint64_t generation, Moment now);

    [[nodiscard]] const TokenPair& pair() const { return *pair_; }
    [[nodiscard]] std::uint64_t generation() const { return generation_; }

private:
    enum class State : std::uint8_t { unloaded, loading, idle, refreshing, logging_in, saving };
    enum class Origin : std::uint8_t { stored, refresh, login, fixed };

    Action on(Need need, Moment now);
    Action on(Loaded loaded, Moment now);
    Action on(Answered answered, Moment now);
    Action on(Saved saved, Moment now);
    Action after_refresh(TokenAnswer answer, Moment now);
    Action after_login(TokenAnswer answer, Moment now);

    Action decide(Moment now);
    Action adopt(TokenGranted granted, Origin origin, Moment now);
    Action block(std::string reason, Moment now);
    Action miss(const TokenMissed& missed, Moment now);
    Action use_while_valid(Action otherwise, Moment now);
    Action log_in();
    [[nodiscard]] std::optional<Action> held_back(Moment now) const;

    State state_;
    bool durable_;
    std::optional<TokenPair> pair_;
    Origin origin_ = Origin::stored;
    std::uint64_t generation_ = 0;
    bool proven_ = false; ///< The API has taken the current token at least once.
    std::optional<runtime::WallTime> refresh_at_;

    std::optional<runtime::SteadyTime> blocked_until_; ///< The credential breaker.
    runtime::milliseconds block_length_{0};
    std::string block_reason_;
    std::optional<runtime::SteadyTime> quiet_until_; ///< The token endpoint asked for peace.
};

} // namespace usher::keliweb
