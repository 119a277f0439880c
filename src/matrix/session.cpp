#include "matrix/session.hpp"

#include <algorithm>
#include <utility>

#include "usher/net/json.hpp"
#include "usher/ops/log.hpp"
#include "usher/runtime/asio_names.hpp"

namespace usher::matrix {

using nlohmann::json;
using runtime::Task;

namespace {

SessionFsm::Means means_of(const Credentials& credentials) {
    SessionFsm::Means means;
    means.password = credentials.password.has_value();
    // A token that nobody renews is the configuration's alone: a stored one could only be older.
    means.durable = credentials.refresh_token || means.password;
    if (credentials.access_token || credentials.refresh_token) {
        means.configured.emplace();
        means.configured->access = credentials.access_token ? credentials.access_token->clone() : secret::Secret{};
        means.configured->refresh = credentials.refresh_token ? credentials.refresh_token->clone() : secret::Secret{};
    }
    return means;
}

std::optional<milliseconds> lifetime_in(const json& answer) {
    if (const auto exact = net::number_member(answer, "expires_in_ms")) {
        return milliseconds{*exact};
    }
    if (const auto seconds = net::number_member(answer, "expires_in")) {
        return std::chrono::seconds{*seconds};
    }
    return std::nullopt;
}

} // namespace

Session::Session(const asio::any_io_executor& executor, Account account, Homeserver& homeserver, runtime::Clock& clock,
                 store::Store& store)
    : account_(std::move(account)), homeserver_(homeserver), clock_(clock), store_(store),
      fsm_(means_of(account_.credentials)), free_(executor) {
    free_.expires_at(asio::steady_timer::time_point::max());
}

std::string Session::storage_name() const {
    return "matrix_tokens:" + account_.user + ":" + account_.device_id;
}

Task<std::expected<Session::Token, NoToken>> Session::obtain() {
    while (working_) {
        co_await free_.async_wait(runtime::as_tuple);
    }
    struct Working {
        Session& session;
        ~Working() {
            session.working_ = false;
            session.free_.cancel();
        }
    };
    working_ = true;
    const Working working{*this};
    auto action = fsm_.resume(SessionFsm::Need{}, moment());
    while (!std::holds_alternative<SessionFsm::Use>(action)) {
        if (const auto* failed = std::get_if<SessionFsm::Fail>(&action)) {
            co_return std::unexpected(NoToken{failed->why, failed->dead});
        }
        auto event = co_await carry_out(std::move(action));
        action = fsm_.resume(std::move(event), moment());
    }
    co_return Token{fsm_.tokens().access.clone(), fsm_.generation()};
}

Task<SessionFsm::Event> Session::carry_out(SessionFsm::Action action) {
    if (std::holds_alternative<SessionFsm::Load>(action)) {
        co_return co_await load();
    }
    if (std::holds_alternative<SessionFsm::Save>(action)) {
        co_return co_await save();
    }
    if (std::holds_alternative<SessionFsm::LogIn>(action)) {
        co_return co_await log_in();
    }
    co_return co_await refresh();
}

Task<SessionFsm::Event> Session::load() {
    auto stored = co_await store_.load_secret(storage_name());
    if (!stored) {
        ops::log_warning("matrix_token_not_loaded", "The stored Matrix token cannot be read",
                         {{"reason", stored.error().reason}});
        co_return SessionFsm::Loaded{};
    }
    co_return SessionFsm::Loaded{*stored ? decode_tokens(**stored) : std::nullopt};
}

Task<SessionFsm::Event> Session::save() {
    const auto saved = co_await store_.save_secret(storage_name(), encode(fsm_.tokens()));
    if (!saved) {
        ops::log_warning("matrix_token_not_stored", "The new Matrix token cannot be stored",
                         {{"reason", saved.error().reason}});
    }
    co_return SessionFsm::Saved{};
}

SessionFsm::Event Session::read(ApiResult<json> answer, std::string_view how) {
    if (!answer) {
        ops::log_warning("matrix_token_refused", "The homeserver gave no access token",
                         {{"grant", how}, {"error", answer.error().code}});
        return SessionFsm::Denied{answer.error()};
    }
    auto access = net::text_member(*answer, "access_token");
    if (access.empty()) {
        return SessionFsm::Denied{{ErrorClass::broken_off, "unreadable_answer", std::nullopt, false, 200}};
    }
    Tokens tokens;
    tokens.access = secret::Secret(std::move(access));
    tokens.refresh = secret::Secret(net::text_member(*answer, "refresh_token"));
    if (const auto lifetime = lifetime_in(*answer); lifetime && lifetime->count() > 0) {
        tokens.expires_at = clock_.now() + *lifetime;
        tokens.refresh_at = clock_.now() + *lifetime * 4 / 5;
    }
    ops::log_info("matrix_token_renewed", "The homeserver gave a new access token", {{"grant", how}});
    return SessionFsm::Granted{std::move(tokens)};
}

Task<SessionFsm::Event> Session::log_in() {
    const json body = {{"type", "m.login.password"},
                       {"identifier", {{"type", "m.id.user"}, {"user", account_.user}}},
                       {"password", account_.credentials.password->reveal()},
                       {"device_id", account_.device_id},
                       {"initial_device_display_name", "Usher"},
                       {"refresh_token", true}};
    auto call = json_call("POST", "/_matrix/client/v3/login", body);
    co_return read(co_await homeserver_.ask(std::move(call), {}), "password");
}

Task<SessionFsm::Event> Session::refresh() {
    if (!account_.credentials.client_id.empty()) {
        co_return read(co_await refresh_by_oauth(), "refresh_token");
    }
    const json body = {{"refresh_token", fsm_.tokens().refresh.reveal()}};
    auto call = json_call("POST", "/_matrix/client/v3/refresh", body);
    co_return read(co_await homeserver_.ask(std::move(call), {}), "refresh_token");
}

Task<ApiResult<json>> Session::refresh_by_oauth() {
    Call discovery;
    discovery.path = "/_matrix/client/v1/auth_metadata";
    const auto metadata = co_await homeserver_.ask(std::move(discovery), {});
    if (!metadata) {
        co_return std::unexpected(metadata.error());
    }
    const auto endpoint = net::text_member(*metadata, "token_endpoint");
    if (endpoint.empty()) {
        co_return std::unexpected(ApiError{ErrorClass::refused, "no_token_endpoint", std::nullopt, false, 200});
    }
    Call call;
    call.method = "POST";
    call.content_type = "application/x-www-form-urlencoded";
    call.body = secret::Secret(net::form_encode({{"grant_type", "refresh_token"},
                                                 {"refresh_token", fsm_.tokens().refresh.reveal()},
                                                 {"client_id", account_.credentials.client_id}}));
    co_return co_await homeserver_.ask_at(secret::Secret(endpoint), std::move(call), {});
}

} // namespace usher::matrix
