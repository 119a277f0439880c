#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "slack/errors.hpp"
#include "usher/runtime/clock.hpp"

namespace usher::slack {

using runtime::milliseconds;
using runtime::SteadyTime;

/// Waiting times that grow with jitter: between `least` and three times the last one, at most `most`.
class Backoff {
public:
    Backoff(milliseconds least, milliseconds most) : least_(least), most_(most), last_(least) {}
    milliseconds next(runtime::Random& random);
    void reset() { last_ = least_; }

private:
    milliseconds least_;
    milliseconds most_;
    milliseconds last_;
};

/// Decides, without I/O, when a connection is opened, which one is ours to use, and which ones are closed.
///
/// One connection is current. When Slack announces its end a replacement is opened, and only after the replacement's
/// `hello` the old one is retired, which means that it is still read for a while. Connections are numbered: what an old
/// one reports late never touches a new one.
class ConnectionPolicy {
public:
    using Number = std::uint64_t;

    struct Start {};
    struct Live {
        Number number;
    }; ///< Its `hello` arrived.
    struct DisconnectAsked {
        Number number;
        std::string reason;
    }; ///< Slack's `disconnect` message.
    struct OpenFailed {
        Number number;
        ApiError error;
    }; ///< `apps.connections.open` said no.
    struct Over {
        Number number;
    }; ///< Gone, for any reason.
    struct Tick {};
    struct Stop {};
    using Input = std::variant<Start, Live, DisconnectAsked, OpenFailed, Over, Tick, Stop>;

    struct Open {
        Number number;
    };
    struct Retire {
        Number number;
    };
    struct Dismiss {
        Number number;
    };
    struct Down {
        std::string reason;
    }; ///< For health: there is no connection, and why.
    struct Alarm {
        std::string reason;
    }; ///< Somebody has to act; tried again slowly.
    struct Fail {
        std::string sentence;
    }; ///< This can never work: what to tell the operator.
    using Action = std::variant<Open, Retire, Dismiss, Down, Alarm, Fail>;

    explicit ConnectionPolicy(runtime::Random& random) : random_(random) {}

    std::vector<Action> resume(const Input& input, SteadyTime now);
    /// When the next `Tick` is due.
    [[nodiscard]] SteadyTime wake_at() const { return open_at_.value_or(SteadyTime::max()); }
    [[nodiscard]] std::optional<Number> current() const { return current_; }

    static constexpr milliseconds slow_retry{300'000};

private:
    using Actions = std::vector<Action>;
    void open(Actions& actions);
    void open_after(milliseconds delay, SteadyTime now);
    void forget(Number number);
    void lost(Actions& actions, milliseconds delay, SteadyTime now, std::string_view reason);
    void on_live(Number number, Actions& actions);
    void on_disconnect(const DisconnectAsked& asked, Actions& actions, SteadyTime now);
    void on_open_failed(const OpenFailed& failed, Actions& actions, SteadyTime now);
    void on_over(Number number, Actions& actions, SteadyTime now);
    void on_stop(Actions& actions);
    [[nodiscard]] bool ours(Number number) const;

    runtime::Random& random_;
    Backoff usual_{milliseconds{1'000}, milliseconds{30'000}};
    Backoff crowded_{milliseconds{10'000}, milliseconds{60'000}};
    Number last_number_ = 0;
    std::optional<Number> current_; ///< Live, and the one to use.
    std::optional<Number> pending_; ///< Being opened.
    std::vector<Number> retired_;
    std::optional<SteadyTime> open_at_;
    bool stopping_ = false;
};

/// What the operator has to do about an error word that makes a token useless. `key` is `app_token` or `bot_token`.
std::string mend_for_token(std::string_view key, std::string_view error);

} // namespace usher::slack
