#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "usher/desk/desk.hpp"
#include "usher/net/http_client.hpp"
#include "usher/runtime/clock.hpp"
#include "usher/secret/secret.hpp"

namespace usher::keliweb {

/// What the token endpoint handed out, as it is stored.
struct TokenPair {
    secret::Secret access;
    secret::Secret refresh; ///< Empty if the desk sent none.
    runtime::WallTime expires_at;
};

/// For the store: JSON with `access_token`, `refresh_token` and `expires_at` (milliseconds since 1970).
secret::Secret encode(const TokenPair& pair);
/// The opposite; nothing if it is not what `encode` wrote.
std::optional<TokenPair> decode_token_pair(const secret::Secret& stored);
/// The name under which a pair is stored: another for every desk, client and user, so that none is used for somebody
/// else.
std::string token_storage_name(std::string_view url, std::string_view client_id, std::string_view user);

enum class Grant : std::uint8_t { password, refresh };

/// How the token endpoint answered.
struct TokenGranted {
    secret::Secret access;
    secret::Secret refresh;
    std::chrono::seconds lifetime{0};
};
struct TokenRejected {
    enum class What : std::uint8_t {
        refresh_token, ///< Used up, revoked, expired or somebody else's: only the password helps.
        credentials,   ///< User name or password.
        client,        ///< Client id or secret.
        request        ///< The grant, the form or the address: not a matter of tokens.
    };
    What what = What::request;
    std::string reason; ///< A short stable code.
};
/// No usable answer.
struct TokenMissed {
    bool may_have_acted = false; ///< Whether the server may have made new tokens, and the old ones worthless.
    std::optional<runtime::milliseconds> retry_after;
    std::string reason; ///< A short stable code.
};
using TokenAnswer = std::variant<TokenGranted, TokenRejected, TokenMissed>;

/// Reads what the token endpoint sent, by status, `error` and `hint`: one failure has different codes in different
/// versions of the server.
TokenAnswer read_token_answer(Grant grant, net::HttpResponse response, runtime::WallTime now);
TokenAnswer read_token_failure(const net::HttpFailure& failure);

} // namespace usher::keliweb
