#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "usher/chat/platform.hpp"
#include "usher/net/http_client.hpp"

namespace usher::matrix {

using runtime::milliseconds;

/// What a failed call to the homeserver means for whoever made it.
enum class ErrorClass : std::uint8_t {
    token,       ///< The access token is not taken. Certainly not done.
    wait,        ///< Too many requests. Certainly not done.
    unreachable, ///< The homeserver has seen nothing, or says that it cannot now.
    broken_off,  ///< It may have been done.
    refused      ///< It will never be done.
};

/// One failed call. `code` is the homeserver's stable word (`M_FORBIDDEN`) or ours (`http_502`), safe to log.
struct ApiError {
    ErrorClass kind = ErrorClass::broken_off;
    std::string code;
    std::optional<milliseconds> retry_after;
    bool soft_logout = false; ///< Only the session ended, the device is still known.
    int status = 0;
};
template <class T>
using ApiResult = std::expected<T, ApiError>;

/// An answer that is not 200. Source: https://spec.matrix.org/v1.19/client-server-api/#standard-error-response
ApiError read_error(const net::HttpResponse& response, runtime::WallTime now);
ApiError read_failure(const net::HttpFailure& failure);

/// The failure of a send as delivery understands it. A transaction id makes every send safe to repeat, so what may have
/// been done counts as not done.
chat::PostResult to_post_result(const ApiError& error);

/// At most 64 characters of `[A-Za-z0-9_.]`: an error word made safe for logs.
std::string error_word(std::string_view word);

} // namespace usher::matrix
