#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "matrix/errors.hpp"
#include "usher/runtime/clock.hpp"
#include "usher/secret/secret.hpp"

namespace usher::matrix {

/// What a login or a refresh handed out, as it is stored.
struct Tokens {
    secret::Secret access;
    secret::Secret refresh;                      ///< Empty: there is none.
    std::optional<runtime::WallTime> expires_at; ///< Absent: it does not expire.
    std::optional<runtime::WallTime> refresh_at; ///< From then on it is renewed before it is used.
    [[nodiscard]] Tokens clone() const { return {access.clone(), refresh.clone(), expires_at, refresh_at}; }
};

/// For the store: JSON.
secret::Secret encode(const Tokens& tokens);
/// The opposite; nothing if it is not what `encode` wrote.
std::optional<Tokens> decode_tokens(const secret::Secret& stored);

/// The life of the access token, without I/O: it is told what happened and says what to do next.
///
/// One action is under way at a time: after any action but `Use` and `Fail` the next event is its result. A new pair is
/// stored before it is used, because the old refresh token stays valid until then. Source:
/// https://spec.matrix.org/v1.19/client-server-api/#refreshing-access-tokens
class SessionFsm {
public:
    struct Moment {
        runtime::WallTime wall;
        runtime::SteadyTime steady;
    };
    /// What the operator gave us.
    struct Means {
        std::optional<Tokens> configured; ///< An access token, or only a refresh token.
        bool password = false;
        bool durable = false; ///< Whether there is a store to load from and save to.
    };

    // Events
    struct Need {};
    struct Loaded {
        std::optional<Tokens> tokens;
    };
    struct Granted {
        Tokens tokens;
    };
    struct Denied {
        ApiError error;
    };
    struct Saved {}; ///< Or not: a pair that could not be stored is used all the same.
    using Event = std::variant<Need, Loaded, Granted, Denied, Saved>;

    // Actions
    struct Load {};
    struct LogIn {};
    struct Refresh {}; ///< With `tokens().refresh`.
    struct Save {};    ///< `tokens()`.
    struct Use {};     ///< `tokens().access`, naming `generation()` in what follows.
    struct Fail {
        ApiError why;
        bool dead = false; ///< Only the operator can help.
    };
    using Action = std::variant<Load, LogIn, Refresh, Save, Use, Fail>;

    explicit SessionFsm(Means means);

    Action resume(Event event, Moment now);
    /// The homeserver did not take the token of this generation.
    void refused(std::uint64_t generation);

    [[nodiscard]] const Tokens& tokens() const { return *tokens_; }
    [[nodiscard]] std::uint64_t generation() const { return generation_; }

private:
    enum class Doing : std::uint8_t { nothing, loading, refreshing, logging_in, saving };

    Action decide(Moment now);
    Action on(const Denied& denied, Moment now);
    Action log_in(Moment now);
    [[nodiscard]] bool usable(runtime::WallTime now) const;
    void adopt(Tokens tokens);

    Means means_;
    Doing doing_ = Doing::nothing;
    bool loaded_ = false;
    bool from_store_ = false; ///< The configured tokens have not been tried yet.
    std::optional<Tokens> tokens_;
    std::uint64_t generation_ = 0;
    bool refused_ = false;      ///< The current access token.
    bool refresh_dead_ = false; ///< The current refresh token.
    bool fresh_login_ = false;  ///< The current token comes from a login and has not been used yet.
    ApiError last_error_{ErrorClass::token, "M_UNKNOWN_TOKEN", std::nullopt, false, 401};
    std::optional<runtime::SteadyTime> no_login_before_;
    std::optional<runtime::SteadyTime> no_refresh_before_;
    milliseconds login_pause_{0};
};

} // namespace usher::matrix
