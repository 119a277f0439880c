#include "app/service.hpp"

#include <asio/steady_timer.hpp>

#include <stdexcept>
#include <utility>

#include "app/desk_factory.hpp"
#include "app/http_options.hpp"
#include "app/ops_endpoints.hpp"
#include "app/systemd_notify.hpp"
#include "usher/desk/cached_desk.hpp"
#include "usher/desk/guarded_desk.hpp"
#include "usher/matrix/matrix.hpp"
#include "usher/net/http_client.hpp"
#include "usher/ops/log.hpp"
#include "usher/runtime/asio_names.hpp"
#include "usher/runtime/system.hpp"
#include "usher/runtime/task_group.hpp"
#include "usher/slack/slack.hpp"
#include "usher/store/sqlite_store.hpp"

namespace usher::app {

namespace {

using namespace std::chrono_literals;

constexpr auto drain_limit = 10s;
constexpr auto beat_every = 1s;
constexpr auto probe_every = 30s;
constexpr auto prune_every = 1h;

slack::Options slack_options(const config::Slack& config, policy::Language language, Secrets& secrets) {
    slack::Options options;
    options.app_token = std::move(secrets.slack_app_token);
    options.bot_token = std::move(secrets.slack_bot_token);
    options.api_url = config.api_url;
    options.command = config.command;
    options.language = language;
    return options;
}

/// The rooms that the configuration names by an alias.
std::vector<std::string> aliases_in(const policy::Rules& rules) {
    std::vector<std::string> aliases;
    for (const auto& rule : rules.conversations) {
        if (rule.match.kind == policy::Pattern::Kind::exact && rule.match.platform == identity::Platform::matrix &&
            rule.match.native.starts_with('#')) {
            aliases.push_back(rule.match.native);
        }
    }
    return aliases;
}

matrix::Options matrix_options(const config::Config& config, Secrets& secrets) {
    const auto& from = *config.matrix;
    matrix::Options options;
    options.homeserver = from.homeserver;
    options.user = from.user;
    options.device_id = from.device_id;
    options.credentials.access_token = std::move(secrets.matrix_access_token);
    options.credentials.password = std::move(secrets.matrix_password);
    options.credentials.refresh_token = std::move(secrets.matrix_refresh_token);
    options.credentials.client_id = from.client_id;
    options.command = from.command;
    options.invite = {from.invite.people, from.invite.servers, from.invite.rooms};
    options.encryption_notice = from.encryption_notice;
    options.aliases = aliases_in(config.policy);
    options.language = config.language;
    return options;
}

bot::Options bot_options(const config::Config& config, const std::optional<bot::RateLimit>& rate_limit) {
    bot::Options options;
    options.rules = config.policy;
    options.rules.window = config.window;
    options.rules.place_thread = config.place == config::Place::thread;
    options.rules.bare = config.mention.bare;
    options.mention = config.mention;
    options.ticket_link = config.keliweb->ticket_link;
    options.time_zone = config.time_zone;
    options.rate_limit = rate_limit.value_or(bot::RateLimit{});
    return options;
}

std::unique_ptr<ops::Audit> open_audit(const config::Audit& config, ops::Metrics& metrics) {
    if (!config.file) {
        return nullptr;
    }
    return std::make_unique<ops::AuditFile>(ops::AuditFile::Options{*config.file, config.max_size, config.keep},
                                            metrics);
}

} // namespace

class Service::Impl {
public:
    Impl(const asio::any_io_executor& executor, const config::Config& config, Secrets secrets, Options options);

    runtime::Task<void> run();
    runtime::Task<void> stop();
    [[nodiscard]] std::string ops_url() const { return ops_ ? ops_->url() : std::string{}; }

private:
    runtime::Task<void> beat();
    runtime::Task<void> look_after_store();
    void fail(std::exception_ptr error);

    // Built in this order, taken down in the opposite one.
    identity::DeskId desk_id_{"keliweb"};
    runtime::SystemClock clock_;
    runtime::SystemRandom random_;
    ops::Metrics metrics_;
    ops::Health health_;
    std::unique_ptr<ops::Audit> audit_;
    runtime::TaskGroup tasks_;
    runtime::TaskGroup fetches_;
    net::HttpClient http_;
    store::SqliteStore store_;
    keliweb::KeliwebDesk keliweb_;
    desk::GuardedDesk guarded_;
    desk::CachedDesk cached_;
    std::optional<slack::Slack> slack_;
    std::unique_ptr<chat::Platform> around_slack_;
    std::optional<matrix::Matrix> matrix_;
    bot::Bot bot_;
    std::unique_ptr<OpsEndpoints> ops_;

    asio::steady_timer ended_;
    std::exception_ptr failure_;
    bool stopping_ = false;
    bool over_ = false;
};

Service::Impl::Impl(const asio::any_io_executor& executor, const config::Config& config, Secrets secrets,
                    Options options)
    : health_(clock_), audit_(open_audit(config.audit, metrics_)),
      tasks_(executor, [this](const std::string&, std::exception_ptr error) { fail(std::move(error)); }),
      fetches_(executor, [this](const std::string&, std::exception_ptr error) { fail(std::move(error)); }),
      http_(executor, http_options()), store_(executor, config.store_path, desk_id_, clock_, metrics_),
      keliweb_(desk_options(*config.keliweb), desk_credentials(*config.keliweb, secrets), http_, clock_, &store_,
               metrics_),
      guarded_(keliweb_, desk::Breaker({}, random_), clock_, metrics_),
      cached_(guarded_, clock_, fetches_, metrics_, {}),
      bot_(executor, bot_options(config, options.rate_limit),
           {cached_, store_, clock_, random_, metrics_, audit_.get()}),
      ended_(executor) {
    ended_.expires_at(asio::steady_timer::time_point::max());
    if (config.slack) {
        slack_.emplace(slack_options(*config.slack, config.language, secrets), http_, clock_, random_, metrics_,
                       health_);
        around_slack_ = options.around_slack ? options.around_slack(*slack_) : nullptr;
        bot_.add(identity::Platform::slack, around_slack_ ? *around_slack_ : *slack_);
    }
    if (config.matrix) {
        matrix_.emplace(executor, matrix_options(config, secrets), http_, store_, clock_, random_, metrics_, health_);
        bot_.add(identity::Platform::matrix, *matrix_);
    }
    bot_.on_progress(std::move(options.on_progress));
    health_.expect("store", 0ms);
    if (!config.ops.listen.empty()) {
        ops_ = std::make_unique<OpsEndpoints>(executor, config.ops.listen, metrics_, health_);
    }
}

void Service::Impl::fail(std::exception_ptr error) {
    if (!failure_) {
        failure_ = std::move(error);
    }
    ended_.cancel();
}

runtime::Task<void> Service::Impl::beat() {
    for (;;) {
        health_.beat();
        systemd_notify("WATCHDOG=1");
        co_await clock_.sleep_for(beat_every);
    }
}

runtime::Task<void> Service::Impl::look_after_store() {
    auto next_prune = clock_.steady();
    for (;;) {
        if (clock_.steady() >= next_prune) {
            const auto pruned = co_await store_.prune(clock_.now());
            if (!pruned) {
                ops::log_warning("store_prune_failed", "Could not remove old rows; will try again",
                                 {{"reason", pruned.error().reason}});
            }
            next_prune = clock_.steady() + prune_every;
        }
        const auto probed = co_await store_.probe();
        if (probed) {
            health_.alive("store");
        } else {
            health_.down("store", probed.error().reason);
        }
        co_await clock_.sleep_for(probe_every);
    }
}

runtime::Task<void> Service::Impl::run() {
    try {
        co_await bot_.recover();
    } catch (...) {
        fail(std::current_exception());
    }
    if (!failure_ && !stopping_) {
        if (slack_) {
            tasks_.spawn("slack", slack_->run(bot_));
        }
        if (matrix_) {
            tasks_.spawn("matrix", matrix_->run(bot_));
        }
        tasks_.spawn("beat", beat());
        tasks_.spawn("store", look_after_store());
        systemd_notify("READY=1");
    }
    while (!over_ && !failure_) {
        co_await ended_.async_wait(runtime::as_tuple);
    }
    co_await stop();
    if (failure_) {
        std::rethrow_exception(failure_);
    }
}

runtime::Task<void> Service::Impl::stop() {
    if (stopping_) {
        while (!over_) {
            co_await ended_.async_wait(runtime::as_tuple);
        }
        co_return;
    }
    stopping_ = true;
    systemd_notify("STOPPING=1");
    health_.drain();
    if (slack_) {
        co_await slack_->stop();
    }
    if (matrix_) {
        co_await matrix_->stop();
    }
    co_await bot_.drain(drain_limit);
    tasks_.cancel();
    fetches_.cancel();
    co_await tasks_.drained();
    co_await fetches_.drained();
    if (ops_) {
        co_await ops_->stop();
    }
    store_.close();
    over_ = true;
    ended_.cancel();
}

Service::Service(const asio::any_io_executor& executor, const config::Config& config, Secrets secrets, Options options)
    : impl_(std::make_unique<Impl>(executor, config, std::move(secrets), std::move(options))) {}
Service::~Service() = default;
runtime::Task<void> Service::run() {
    return impl_->run();
}
runtime::Task<void> Service::stop() {
    return impl_->stop();
}
std::string Service::ops_url() const {
    return impl_->ops_url();
}

} // namespace usher::app
