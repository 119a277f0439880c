#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "usher/chat/platform.hpp"
#include "usher/net/http_client.hpp"
#include "usher/ops/health.hpp"
#include "usher/ops/metrics.hpp"
#include "usher/runtime/clock.hpp"
#include "usher/secret/secret.hpp"

namespace usher::slack {

/// The callback id of the shortcut in a message's menu, as the app's manifest has it.
inline constexpr std::string_view show_ticket_shortcut = "usher_show_ticket";

struct Options {
    secret::Secret app_token;
    secret::Secret bot_token;
    std::string api_url = "https://slack.com/api/";
    std::string command = "/ticket";
    /// Of the one notice that is given before anybody knows the conversation: that a question could not be stored.
    card::Language language = card::Language::en;
};

/// A Slack workspace: Socket Mode in, Web API and response URLs out. Loop thread only; the references outlive it.
class Slack final : public chat::Platform {
public:
    Slack(Options options, net::HttpClient& http, runtime::Clock& clock, runtime::Random& random, ops::Metrics& metrics,
          ops::Health& health);
    ~Slack() override;

    /// Finds out who we are (`auth.test`), then receives events and hands them to `intake` until cancelled or stopped.
    /// Reconnects for ever, except when Slack says that the token can never work: then it throws std::runtime_error
    /// with the sentence for the operator.
    runtime::Task<void> run(chat::Intake& intake);
    /// Stops taking events and closes the sockets properly. Posts still work.
    runtime::Task<void> stop();

    runtime::Task<chat::PostResult> post(chat::Outgoing message) override;
    runtime::Task<chat::PostResult> edit(chat::Outgoing message, chat::PostedMessage posted) override;
    runtime::Task<chat::PostResult> retract(chat::Destination where, chat::PostedMessage posted) override;
    runtime::Task<chat::LocateResult> locate(chat::Destination where, std::string marker,
                                             runtime::WallTime since) override;
    runtime::Task<identity::ConversationFacts> describe(identity::ConversationId conversation) override;
    [[nodiscard]] bool answers_privately() const override { return true; }
    [[nodiscard]] bool attaches_to_links() const override { return true; }
    [[nodiscard]] std::string command_word() const override;
    [[nodiscard]] std::string bot_mention() const override;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace usher::slack
