#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <variant>

#include <asio/steady_timer.hpp>

#include "keliweb/oauth_fsm.hpp"
#include "usher/keliweb/keliweb.hpp"

namespace usher::keliweb {

/// A token for one request.
struct AccessToken {
    secret::Secret value;
    std::uint64_t generation = 0;
};

/// Carries out what the OAuth state machine says. One caller works at it; whoever comes meanwhile waits for the
/// outcome.
class TokenKeeper {
public:
    using Failure = std::variant<desk::Unavailable, desk::Misconfigured>;
    using Result = std::expected<AccessToken, Failure>;

    TokenKeeper(std::string url, Credentials credentials, runtime::milliseconds timeout, net::HttpClient& http,
                runtime::Clock& clock, store::Store* store);

    /// A token to use now.
    runtime::Task<Result> obtain();
    /// The API took that token.
    void worked(std::uint64_t generation) { fsm_.worked(generation); }
    /// The API refused that token.
    void refused(std::uint64_t generation) { fsm_.refused(generation, moment()); }

private:
    class Turn;

    runtime::Task<Result> work();
    runtime::Task<OAuthFsm::Loaded> load();
    runtime::Task<OAuthFsm::Saved> save();
    runtime::Task<OAuthFsm::Answered> request(Grant grant);
    [[nodiscard]] net::HttpRequest token_request(Grant grant) const;
    [[nodiscard]] OAuthFsm::Moment moment() const { return {clock_.now(), clock_.steady()}; }

    std::string url_;
    Credentials credentials_;
    runtime::milliseconds timeout_;
    net::HttpClient& http_;
    runtime::Clock& clock_;
    store::Store* store_;
    std::string storage_name_;
    OAuthFsm fsm_;

    bool working_ = false;
    std::uint64_t round_ = 0;                ///< How many times work has ended.
    std::optional<Failure> last_failure_;    ///< How the last round ended, for those who waited for it.
    std::optional<asio::steady_timer> turn_; ///< Cancelled when work ends: the waiters' condition.
};

} // namespace usher::keliweb
