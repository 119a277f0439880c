#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <asio/steady_timer.hpp>

#include "matrix/homeserver.hpp"
#include "matrix/session_fsm.hpp"
#include "usher/matrix/matrix.hpp"
#include "usher/store/store.hpp"

namespace usher::matrix {

/// Why there is no token. `dead`: only the operator can help.
struct NoToken {
    ApiError why;
    bool dead = false;
};

/// Carries out what the session's state machine says. One caller works at it, the others wait for the outcome. Loop
/// thread only; the references outlive it.
class Session {
public:
    struct Token {
        secret::Secret value;
        std::uint64_t generation = 0;
    };
    struct Account {
        std::string user;
        std::string device_id;
        Credentials credentials;
    };
    Session(const asio::any_io_executor& executor, Account account, Homeserver& homeserver, runtime::Clock& clock,
            store::Store& store);

    runtime::Task<std::expected<Token, NoToken>> obtain();
    /// The homeserver did not take that token.
    void refused(std::uint64_t generation) { fsm_.refused(generation); }

private:
    runtime::Task<SessionFsm::Event> carry_out(SessionFsm::Action action);
    runtime::Task<SessionFsm::Event> load();
    runtime::Task<SessionFsm::Event> save();
    runtime::Task<SessionFsm::Event> log_in();
    runtime::Task<SessionFsm::Event> refresh();
    runtime::Task<ApiResult<nlohmann::json>> refresh_by_oauth();
    SessionFsm::Event read(ApiResult<nlohmann::json> answer, std::string_view how);
    [[nodiscard]] SessionFsm::Moment moment() const { return {clock_.now(), clock_.steady()}; }
    [[nodiscard]] std::string storage_name() const;

    Account account_;
    Homeserver& homeserver_;
    runtime::Clock& clock_;
    store::Store& store_;
    SessionFsm fsm_;
    bool working_ = false;
    asio::steady_timer free_; ///< Cancelled when work ends: the waiters' condition.
};

} // namespace usher::matrix
