#include "keliweb/token_keeper.hpp"

#include <utility>
#include <vector>

#include "usher/ops/log.hpp"
#include "usher/runtime/asio_names.hpp"

namespace usher::keliweb {

namespace {

constexpr std::size_t max_token_body = 64U << 10U;

OAuthFsm make_fsm(Credentials& credentials, bool durable) {
    if (auto* fixed = std::get_if<StaticToken>(&credentials)) {
        return OAuthFsm(std::move(fixed->token));
    }
    return OAuthFsm(durable);
}

std::string storage_name(std::string_view url, const Credentials& credentials) {
    const auto* grant = std::get_if<PasswordGrant>(&credentials);
    return grant == nullptr ? std::string{} : token_storage_name(url, grant->client_id, grant->username);
}

void report(const TokenKeeper::Failure& failure) {
    if (const auto* mistake = std::get_if<desk::Misconfigured>(&failure)) {
        ops::log_error("desk_rejects_us", "The desk rejects our credentials; run usher check.",
                       {{"reason", mistake->reason}});
        return;
    }
    ops::log_warning("desk_token_unavailable", "The desk's token endpoint gave no usable answer.",
                     {{"reason", std::get<desk::Unavailable>(failure).reason}});
}

} // namespace

/// Being the one who works. However it ends, the others are woken; if it was cancelled half-way, the state machine is
/// told.
class TokenKeeper::Turn {
public:
    explicit Turn(TokenKeeper& keeper) : keeper_(keeper) {
        keeper_.working_ = true;
        keeper_.last_failure_.reset();
    }
    ~Turn() {
        if (!finished_) {
            keeper_.fsm_.abandon();
        }
        keeper_.working_ = false;
        ++keeper_.round_;
        keeper_.turn_->cancel();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    void finish() { finished_ = true; }
    void finish(const Failure& failure) {
        finished_ = true;
        keeper_.last_failure_ = failure;
    }

private:
    TokenKeeper& keeper_;
    bool finished_ = false;
};

TokenKeeper::TokenKeeper(std::string url, Credentials credentials, runtime::milliseconds timeout, net::HttpClient& http,
                         runtime::Clock& clock, store::Store* store)
    : url_(std::move(url)), credentials_(std::move(credentials)), timeout_(timeout), http_(http), clock_(clock),
      store_(store), storage_name_(storage_name(url_, credentials_)), fsm_(make_fsm(credentials_, store != nullptr)) {}

runtime::Task<TokenKeeper::Result> TokenKeeper::obtain() {
    if (!turn_) {
        turn_.emplace(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    }
    while (working_) {
        const auto waited_for = round_;
        while (round_ == waited_for) {
            co_await turn_->async_wait(runtime::as_tuple); // Whoever is cancelled here throws when he waits again.
        }
        // What failed for one has failed for all who waited for it: else each would try again, one after the other.
        if (last_failure_) {
            co_return std::unexpected(*last_failure_);
        }
    }
    co_return co_await work();
}

runtime::Task<TokenKeeper::Result> TokenKeeper::work() {
    Turn turn(*this);
    auto action = fsm_.resume(OAuthFsm::Need{}, moment());
    for (;;) {
        std::optional<OAuthFsm::Event> event;
        if (std::holds_alternative<OAuthFsm::Load>(action)) {
            event = co_await load();
        } else if (std::holds_alternative<OAuthFsm::Save>(action)) {
            event = co_await save();
        } else if (std::holds_alternative<OAuthFsm::LogIn>(action)) {
            event = co_await request(Grant::password);
        } else if (std::holds_alternative<OAuthFsm::Refresh>(action)) {
            event = co_await request(Grant::refresh);
        } else if (const auto* failed = std::get_if<OAuthFsm::Fail>(&action)) {
            if (failed->news) {
                report(failed->why);
            }
            turn.finish(failed->why);
            co_return std::unexpected(failed->why);
        } else {
            turn.finish();
            co_return AccessToken{.value = fsm_.pair().access.clone(), .generation = fsm_.generation()};
        }
        action = fsm_.resume(std::move(*event), moment());
    }
}

runtime::Task<OAuthFsm::Loaded> TokenKeeper::load() {
    auto stored = co_await store_->load_secret(storage_name_);
    if (!stored) {
        ops::log_warning("desk_token_not_loaded", "The stored desk token cannot be read; logging in anew.",
                         {{"reason", stored.error().reason}});
        co_return OAuthFsm::Loaded{};
    }
    if (!stored->has_value()) {
        co_return OAuthFsm::Loaded{};
    }
    co_return OAuthFsm::Loaded{decode_token_pair(**stored)};
}

runtime::Task<OAuthFsm::Saved> TokenKeeper::save() {
    const auto saved = co_await store_->save_secret(storage_name_, encode(fsm_.pair()));
    if (!saved) {
        ops::log_warning("desk_token_not_stored",
                         "The new desk token cannot be stored; after a restart Usher logs in anew.",
                         {{"reason", saved.error().reason}});
    }
    co_return OAuthFsm::Saved{};
}

runtime::Task<OAuthFsm::Answered> TokenKeeper::request(Grant grant) {
    auto response = co_await http_.send(token_request(grant));
    if (!response) {
        co_return OAuthFsm::Answered{read_token_failure(response.error())};
    }
    auto answer = read_token_answer(grant, std::move(*response), clock_.now());
    if (std::holds_alternative<TokenGranted>(answer)) {
        ops::log_info("desk_token_renewed", "The desk gave a new access token.",
                      {{"grant", grant == Grant::password ? "password" : "refresh_token"}});
    }
    co_return OAuthFsm::Answered{std::move(answer)};
}

net::HttpRequest TokenKeeper::token_request(Grant grant) const {
    const auto& credentials = std::get<PasswordGrant>(credentials_);
    std::vector<std::pair<std::string, std::string_view>> fields = {
        {"grant_type", grant == Grant::password ? "password" : "refresh_token"},
        {"client_id", credentials.client_id},
        {"client_secret", credentials.client_secret.reveal()},
    };
    if (grant == Grant::password) {
        fields.emplace_back("username", credentials.username);
        fields.emplace_back("password", credentials.password.reveal());
    } else {
        fields.emplace_back("refresh_token", fsm_.pair().refresh.reveal());
    }
    net::HttpRequest request;
    request.method = "POST";
    request.url = secret::Secret(url_ + "/oauth/token");
    request.headers = {{"Accept", "application/json"},
                       {"Content-Type", "application/x-www-form-urlencoded"},
                       {"X-Requested-With", "XMLHttpRequest"}};
    request.body = secret::Secret(net::form_encode(fields));
    request.timeout = timeout_;
    request.max_body = max_token_body;
    return request;
}

} // namespace usher::keliweb
