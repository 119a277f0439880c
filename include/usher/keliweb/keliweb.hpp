#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "usher/desk/desk.hpp"
#include "usher/net/http_client.hpp"
#include "usher/ops/metrics.hpp"
#include "usher/runtime/clock.hpp"
#include "usher/secret/secret.hpp"
#include "usher/store/store.hpp"

namespace usher::keliweb {

/// Credentials of the OAuth password grant.
struct PasswordGrant {
    std::string client_id;
    secret::Secret client_secret;
    std::string username;
    secret::Secret password;
};
/// A token that somebody else renews.
struct StaticToken {
    secret::Secret token;
};
using Credentials = std::variant<PasswordGrant, StaticToken>;

struct Options {
    std::string url = "https://apiv2.keliweb.it";
    std::string time_zone = "Europe/Rome"; ///< Of the desk's dates, which carry none.
    std::vector<std::string> users;        ///< Desk userids that may be shown; empty: all.
    runtime::milliseconds timeout{10'000}; ///< Per attempt.
    std::size_t max_body = 8U << 20U;
    std::size_t max_in_flight = 8;
};

/// The Keliweb reseller API (`get-ticket`) as a desk. Loop thread only; the references outlive it.
///
/// Tokens: one refresh at a time, the rotated pair stored before it is used, one new login when the desk rejects a
/// token. `store` may be null (`usher show`): then tokens live in memory only. Every fetch must have ended before the
/// desk dies. The constructor throws std::invalid_argument if the system does not know the time zone. Source:
/// https://apiv2.keliweb.it/docs/methods/v2/reseller/get-ticket
class KeliwebDesk final : public desk::Desk {
public:
    KeliwebDesk(Options options, Credentials credentials, net::HttpClient& http, runtime::Clock& clock,
                store::Store* store, ops::Metrics& metrics);
    ~KeliwebDesk() override;

    runtime::Task<desk::Fetched> fetch(desk::Reference reference, desk::Notes notes = desk::Notes::counted) override;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// Reads the body of a get-ticket answer, whatever its shape; never throws. `asked` is compared with what came back (no
/// comparison if null: `usher show --file`).
desk::Fetched read_ticket(std::string_view body, const Options& options, runtime::WallTime now,
                          const desk::Reference* asked, desk::Notes notes = desk::Notes::counted);

} // namespace usher::keliweb
