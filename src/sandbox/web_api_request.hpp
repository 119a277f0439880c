#pragma once

#include <string>

#include "sandbox/web_api.hpp"
#include "usher/net/http_server.hpp"

namespace usher::sandbox {

/// A Web API call as it came over HTTP: JSON, form or query, with the token from the header.
struct WebApiRequest {
    WebApi::Call call;
    std::string error; ///< `invalid_json`, `json_not_object`; empty if it could be read.
};
WebApiRequest read_web_api_request(const net::ServerRequest& request);

} // namespace usher::sandbox
