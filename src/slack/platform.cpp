#include <stdexcept>
#include <utility>

#include "slack/connection_policy.hpp"
#include "slack/conversations.hpp"
#include "slack/locating.hpp"
#include "slack/posting.hpp"
#include "slack/socket_mode.hpp"
#include "usher/ops/log.hpp"
#include "usher/runtime/asio_names.hpp"
#include "usher/slack/slack.hpp"

namespace usher::slack {

using runtime::Task;

namespace {

constexpr std::string_view part = "slack";
constexpr milliseconds silence_limit{60'000};

} // namespace

class Slack::Impl {
public:
    Impl(Options options, net::HttpClient& http, runtime::Clock& clock, runtime::Random& random, ops::Metrics& metrics,
         ops::Health& health)
        : command_(std::move(options.command)), language_(options.language), hosts_(options.api_url),
          api_(std::move(options.api_url), {std::move(options.app_token), std::move(options.bot_token)}, http, clock),
          posting_(api_, clock, hosts_), locating_(api_), conversations_(api_, clock),
          services_{api_, http, clock, random, metrics, health, hosts_} {
        health.expect(std::string(part), silence_limit);
    }

    Task<void> run(chat::Intake& intake) {
        if (stopped_) {
            co_return;
        }
        self_ = co_await introduce();
        if (stopped_) {
            co_return;
        }
        const auto executor = co_await asio::this_coro::executor;
        SocketMode socket_mode(executor, services_, self_, intake, language_);
        // `stop` waits for the end of this run, however it ends.
        asio::steady_timer ended(executor);
        ended.expires_at(asio::steady_timer::time_point::max());
        struct Running {
            Impl& impl;
            ~Running() {
                impl.socket_mode_ = nullptr;
                std::exchange(impl.ended_, nullptr)->cancel();
            }
        };
        socket_mode_ = &socket_mode;
        ended_ = &ended;
        const Running running{*this};
        co_await socket_mode.run();
    }

    Task<void> stop() {
        stopped_ = true;
        if (socket_mode_ == nullptr) {
            co_return;
        }
        socket_mode_->finish();
        co_await ended_->async_wait(runtime::as_tuple);
    }

    [[nodiscard]] std::string bot_mention() const { return self_.name.empty() ? "@usher" : "@" + self_.name; }
    [[nodiscard]] const std::string& command() const { return command_; }
    [[nodiscard]] Posting& posting() { return posting_; }
    [[nodiscard]] Locating& locating() { return locating_; }
    [[nodiscard]] Conversations& conversations() { return conversations_; }

private:
    /// Asks until Slack says who we are; only a token that can never work ends it.
    Task<Ourselves> introduce() {
        Backoff backoff(milliseconds{1'000}, milliseconds{30'000});
        while (!stopped_) {
            auto self = co_await api_.auth_test();
            if (self) {
                ops::log_info("slack_authenticated", "Slack knows the bot",
                              {{"team", self->team}, {"user", self->user}});
                co_return std::move(*self);
            }
            const auto& error = self.error();
            if (is_fatal_for_token(error.code)) {
                throw std::runtime_error(mend_for_token("bot_token", error.code));
            }
            const bool slow = needs_administrator(error.code);
            auto wait = slow ? ConnectionPolicy::slow_retry : backoff.next(services_.random);
            wait = std::max(wait, error.retry_after.value_or(milliseconds{0}));
            ops::log(slow ? ops::LogLevel::error : ops::LogLevel::warning, "slack_auth_failed",
                     "Slack did not say who the bot is; asking again",
                     {{"error", error.code}, {"retry_seconds", wait.count() / 1'000}});
            services_.health.down(part, error.code);
            co_await nap(wait);
        }
        co_return Ourselves{};
    }

    /// In short steps, so that `stop` is noticed.
    Task<void> nap(milliseconds duration) {
        const auto until = services_.clock.steady() + duration;
        while (!stopped_ && services_.clock.steady() < until) {
            co_await services_.clock.sleep_until(
                std::min<SteadyTime>(until, services_.clock.steady() + milliseconds{1'000}));
        }
    }

    std::string command_;
    card::Language language_;
    HostRule hosts_;
    WebApi api_;
    Posting posting_;
    Locating locating_;
    Conversations conversations_;
    SocketMode::Services services_;
    Ourselves self_;
    SocketMode* socket_mode_ = nullptr; ///< While `run` receives.
    asio::steady_timer* ended_ = nullptr;
    bool stopped_ = false;
};

Slack::Slack(Options options, net::HttpClient& http, runtime::Clock& clock, runtime::Random& random,
             ops::Metrics& metrics, ops::Health& health)
    : impl_(std::make_unique<Impl>(std::move(options), http, clock, random, metrics, health)) {}

Slack::~Slack() = default;

Task<void> Slack::run(chat::Intake& intake) {
    return impl_->run(intake);
}
Task<void> Slack::stop() {
    return impl_->stop();
}

Task<chat::PostResult> Slack::post(chat::Outgoing message) {
    return impl_->posting().post(std::move(message));
}

Task<chat::PostResult> Slack::edit(chat::Outgoing message, chat::PostedMessage posted) {
    return impl_->posting().edit(std::move(message), std::move(posted));
}

Task<chat::PostResult> Slack::retract(chat::Destination where, chat::PostedMessage posted) {
    return impl_->posting().retract(std::move(where), std::move(posted));
}

Task<chat::LocateResult> Slack::locate(chat::Destination where, std::string marker, runtime::WallTime since) {
    return impl_->locating().locate(std::move(where), std::move(marker), since);
}

Task<identity::ConversationFacts> Slack::describe(identity::ConversationId conversation) {
    return impl_->conversations().describe(std::move(conversation.native));
}

std::string Slack::command_word() const {
    return impl_->command();
}
std::string Slack::bot_mention() const {
    return impl_->bot_mention();
}

} // namespace usher::slack
