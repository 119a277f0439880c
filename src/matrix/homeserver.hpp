#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "matrix/errors.hpp"
#include "usher/net/http_client.hpp"
#include "usher/runtime/clock.hpp"

namespace usher::matrix {

/// One request of the client-server API.
struct Call {
    std::string method = "GET";
    std::string path; ///< From `/_matrix` on, its parts encoded by `path_part`, with the query.
    secret::Secret body;
    std::string content_type = "application/json";
    milliseconds timeout{15'000};
    std::size_t max_body = 4U << 20U;
    bool long_poll = false; ///< On a connection of its own: HTTP/2 would make every send wait behind it.
};

/// A part of a path or the value of a query, percent-encoded: ids hold `!`, `:`, `$`, `/` and `#`.
std::string path_part(std::string_view text);
/// A call with a JSON body.
Call json_call(std::string method, std::string path, const nlohmann::json& body);

/// One request, one classified outcome. Never tries again by itself. Loop thread only; the references outlive it.
class Homeserver {
public:
    Homeserver(std::string url, net::HttpClient& http, runtime::Clock& clock);

    /// The body of a 200 answer, an object.
    runtime::Task<ApiResult<nlohmann::json>> ask(Call call, secret::Secret token);
    /// The same for a whole URL that the homeserver named (its token endpoint).
    runtime::Task<ApiResult<nlohmann::json>> ask_at(secret::Secret url, Call call, secret::Secret token);
    [[nodiscard]] const std::string& url() const { return url_; }

private:
    std::string url_;
    net::HttpClient& http_;
    runtime::Clock& clock_;
};

} // namespace usher::matrix
