#include <stdexcept>
#include <utility>

#include "matrix/invitations.hpp"
#include "matrix/posting.hpp"
#include "matrix/rooms.hpp"
#include "matrix/sync_loop.hpp"
#include "usher/matrix/matrix.hpp"
#include "usher/net/json.hpp"
#include "usher/ops/log.hpp"
#include "usher/runtime/asio_names.hpp"
#include "usher/runtime/task_group.hpp"

namespace usher::matrix {

using runtime::Task;

namespace {

constexpr std::string_view part = "matrix";
constexpr milliseconds first_pause{1'000};
constexpr milliseconds longest_pause{30'000};

Session::Account account_of(Options& options) {
    return {options.user, options.device_id, std::move(options.credentials)};
}

void report_failure(const std::string& task, const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& failure) {
        ops::log_error("matrix_task_failed", failure.what(), {{"task", task}});
    }
}

} // namespace

class Matrix::Impl {
public:
    Impl(const asio::any_io_executor& executor, Options options, net::HttpClient& http, store::Store& store,
         runtime::Clock& clock, runtime::Random& random, ops::Metrics& metrics, ops::Health& health)
        : options_(std::move(options)), store_(store), clock_(clock), random_(random), metrics_(metrics),
          health_(health), homeserver_(options_.homeserver, http, clock),
          session_(executor, account_of(options_), homeserver_, clock, store), client_(homeserver_, session_),
          gate_(executor, clock), posting_(executor, client_, gate_, clock, random),
          rooms_(client_, clock, options_.aliases), work_(executor, &report_failure),
          invitations_(client_, clock, work_, options_.invite), ended_(executor) {
        ended_.expires_at(asio::steady_timer::time_point::max());
        self_.user = options_.user;
        self_.server = server_of(options_.user);
        health.expect(std::string(part), options_.poll * 2 + milliseconds{30'000});
    }

    Task<void> run(chat::Intake& intake) {
        running_ = true;
        struct Running {
            Impl& impl;
            ~Running() {
                impl.running_ = false;
                impl.loop_ = nullptr;
                impl.ended_.cancel();
            }
        };
        const Running running{*this};
        co_await introduce();
        if (stopped_) {
            co_return;
        }
        SyncLoop loop({client_, rooms_, posting_, invitations_, store_, clock_, random_, metrics_, health_, work_},
                      options_, self_, intake);
        loop_ = &loop;
        runtime::TaskGroup helpers(co_await asio::this_coro::executor, &report_failure);
        helpers.spawn("matrix reactions", posting_.add_reactions());
        helpers.spawn("matrix sync", loop.run());
        co_await asio::this_coro::throw_if_cancelled(false);
        if (!stopped_) {
            co_await ended_.async_wait(runtime::as_tuple);
        }
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        for (auto* group : {&helpers, &work_}) {
            group->cancel();
            co_await group->drained();
        }
        health_.down(part, "stopped");
    }

    Task<void> stop() {
        stopped_ = true;
        if (loop_ != nullptr) {
            loop_->finish();
        }
        ended_.cancel();
        while (running_) {
            co_await ended_.async_wait(runtime::as_tuple);
        }
    }

    [[nodiscard]] const Ourselves& self() const { return self_; }
    [[nodiscard]] const Options& options() const { return options_; }
    [[nodiscard]] Posting& posting() { return posting_; }
    [[nodiscard]] Rooms& rooms() { return rooms_; }

private:
    /// Asks until the homeserver says who we are: a bot that does not know itself would answer itself.
    Task<void> introduce() {
        auto pause = first_pause;
        while (!stopped_) {
            const auto answer = co_await client_.whoami();
            if (answer) {
                check(net::text_member(*answer, "user_id"));
                const auto name = co_await client_.display_name(self_.user);
                self_.name = name ? net::text_member(*name, "displayname") : std::string();
                ops::log_info("matrix_authenticated", "The homeserver knows the bot", {{"user", self_.user}});
                co_return;
            }
            const auto& error = answer.error();
            health_.down(part, error.code);
            if (client_.dead()) {
                throw std::runtime_error("[matrix] The homeserver does not let the bot in (" + error.code +
                                         "). Put a valid access_token, password or refresh_token of " + options_.user +
                                         " into the file that the configuration names.");
            }
            const auto wait = std::max(pause, error.retry_after.value_or(pause));
            ops::log_warning("matrix_auth_failed", "The homeserver did not say who the bot is; asking again",
                             {{"error", error.code}, {"retry_seconds", wait.count() / 1'000}});
            const auto until = clock_.steady() + wait;
            while (!stopped_ && clock_.steady() < until) {
                co_await clock_.sleep_until(
                    std::min<runtime::SteadyTime>(until, clock_.steady() + milliseconds{1'000}));
            }
            pause = std::min(pause * 2, longest_pause);
        }
    }

    void check(const std::string& user) const {
        if (user != options_.user) {
            throw std::runtime_error("[matrix] The access token belongs to " + user + ", not to user = \"" +
                                     options_.user + "\". Correct one of them.");
        }
    }

    Options options_;
    store::Store& store_;
    runtime::Clock& clock_;
    runtime::Random& random_;
    ops::Metrics& metrics_;
    ops::Health& health_;
    Homeserver homeserver_;
    Session session_;
    Client client_;
    SendGate gate_;
    Posting posting_;
    Rooms rooms_;
    runtime::TaskGroup work_;
    Invitations invitations_;
    Ourselves self_;
    SyncLoop* loop_ = nullptr; ///< While `run` receives.
    asio::steady_timer ended_;
    bool running_ = false;
    bool stopped_ = false;
};

Matrix::Matrix(const asio::any_io_executor& executor, Options options, net::HttpClient& http, store::Store& store,
               runtime::Clock& clock, runtime::Random& random, ops::Metrics& metrics, ops::Health& health)
    : impl_(std::make_unique<Impl>(executor, std::move(options), http, store, clock, random, metrics, health)) {}

Matrix::~Matrix() = default;

Task<void> Matrix::run(chat::Intake& intake) {
    return impl_->run(intake);
}
Task<void> Matrix::stop() {
    return impl_->stop();
}
Task<chat::PostResult> Matrix::post(chat::Outgoing message) {
    return impl_->posting().post(std::move(message));
}
Task<chat::PostResult> Matrix::edit(chat::Outgoing message, chat::PostedMessage posted) {
    return impl_->posting().edit(std::move(message), std::move(posted));
}
Task<chat::PostResult> Matrix::retract(chat::Destination where, chat::PostedMessage posted) {
    return impl_->posting().retract(std::move(where), std::move(posted));
}
Task<chat::LocateResult> Matrix::locate(chat::Destination where, std::string marker, runtime::WallTime since) {
    return impl_->posting().locate(std::move(where), std::move(marker), since, impl_->self().user);
}
Task<identity::ConversationFacts> Matrix::describe(identity::ConversationId conversation) {
    return impl_->rooms().describe(std::move(conversation.native), impl_->self().server);
}
std::string Matrix::command_word() const {
    return impl_->options().command;
}
std::string Matrix::bot_mention() const {
    return impl_->self().user;
}

} // namespace usher::matrix
