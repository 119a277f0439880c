#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "usher/chat/platform.hpp"
#include "usher/net/http_client.hpp"
#include "usher/ops/health.hpp"
#include "usher/ops/metrics.hpp"
#include "usher/runtime/clock.hpp"
#include "usher/secret/secret.hpp"
#include "usher/store/store.hpp"

namespace usher::matrix {

/// How the bot gets into its account: one of the three, `password` also beside the others.
struct Credentials {
    std::optional<secret::Secret> access_token;
    std::optional<secret::Secret> password;
    std::optional<secret::Secret> refresh_token; ///< Renewed for ever; the rotated pair is stored.
    std::string client_id;                       ///< Of `refresh_token`, where the homeserver speaks OAuth.
};

/// Who may bring the bot into a room. Nobody by default.
struct InviteRules {
    std::vector<std::string> people;  ///< `@anna:example.org`
    std::vector<std::string> servers; ///< `example.org`
    std::vector<std::string> rooms;   ///< `!room:example.org`
};

struct Options {
    std::string homeserver; ///< Base URL.
    std::string user;       ///< `@usher:example.org`
    std::string device_id = "USHER";
    Credentials credentials;
    std::string command = "!ticket";
    InviteRules invite;
    bool encryption_notice = true;    ///< Whether an encrypted room is told, in plain text, that it cannot be read.
    std::vector<std::string> aliases; ///< Of rooms in the configuration: `#support:example.org`.
    card::Language language = card::Language::en;
    /// Older events that arrive after a gap are not acted on.
    runtime::milliseconds oldest = std::chrono::hours{1};
    runtime::milliseconds poll = std::chrono::seconds{30};
};

/// A Matrix account: `/sync` in, sends and edits out. Loop thread only; the references outlive it. Source:
/// https://spec.matrix.org/v1.19/client-server-api/
class Matrix final : public chat::Platform {
public:
    Matrix(const asio::any_io_executor& executor, Options options, net::HttpClient& http, store::Store& store,
           runtime::Clock& clock, runtime::Random& random, ops::Metrics& metrics, ops::Health& health);
    ~Matrix() override;

    /// Finds out who we are (`whoami`), then takes in events and hands them to `intake` until cancelled or stopped.
    /// Goes on through every trouble, except one at the start that only the operator can end: then it throws
    /// std::runtime_error with the sentence for the operator.
    runtime::Task<void> run(chat::Intake& intake);
    /// Stops taking events. Posts still work.
    runtime::Task<void> stop();

    runtime::Task<chat::PostResult> post(chat::Outgoing message) override;
    runtime::Task<chat::PostResult> edit(chat::Outgoing message, chat::PostedMessage posted) override;
    runtime::Task<chat::PostResult> retract(chat::Destination where, chat::PostedMessage posted) override;
    runtime::Task<chat::LocateResult> locate(chat::Destination where, std::string marker,
                                             runtime::WallTime since) override;
    runtime::Task<identity::ConversationFacts> describe(identity::ConversationId conversation) override;
    [[nodiscard]] bool answers_privately() const override { return false; }
    [[nodiscard]] bool attaches_to_links() const override { return false; }
    [[nodiscard]] std::string command_word() const override;
    [[nodiscard]] std::string bot_mention() const override;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace usher::matrix
