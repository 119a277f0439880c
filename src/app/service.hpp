#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <asio/any_io_executor.hpp>

#include "usher/bot/bot.hpp"
#include "usher/config/config.hpp"
#include "usher/runtime/task.hpp"

namespace usher::app {

/// The secrets that a configuration names, read once at start.
struct Secrets {
    secret::Secret slack_app_token;
    secret::Secret slack_bot_token;
    std::optional<secret::Secret> matrix_access_token;
    std::optional<secret::Secret> matrix_password;
    std::optional<secret::Secret> matrix_refresh_token;
    std::optional<secret::Secret> keliweb_client_secret;
    std::optional<secret::Secret> keliweb_password;
    std::optional<secret::Secret> keliweb_access_token;
};

/// Reads them all; on failure the sentences for the operator, one for each that cannot be read.
std::expected<Secrets, std::vector<std::string>> read_secrets(const config::Config& config);

/// The bot as one piece: every part built, wired and taken down in the right order. Loop thread only.
class Service {
public:
    struct Options {
        std::optional<bot::RateLimit> rate_limit; ///< Instead of the usual one: the demo's script is no person.
        bot::Bot::OnProgress on_progress;
        /// Stands between bot and Slack: the demo shows each message in another way, too.
        std::function<std::unique_ptr<chat::Platform>(chat::Platform&)> around_slack;
    };

    /// Opens the audit file and the store, and binds the ops port. Throws std::runtime_error with the sentence for the
    /// operator.
    Service(const asio::any_io_executor& executor, const config::Config& config, Secrets secrets, Options options);
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    /// Runs until `stop` has done its work. Throws std::runtime_error if a chat platform can never let us in.
    runtime::Task<void> run();
    /// Stops the intake, drains for at most 10 s, closes everything. May be called while `run` waits.
    runtime::Task<void> stop();
    /// `http://127.0.0.1:9464`, or empty without ops endpoints.
    [[nodiscard]] std::string ops_url() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace usher::app
