#pragma once

#include <string>
#include <string_view>

#include "sandbox/json.hpp"
#include "usher/net/http_server.hpp"

namespace usher::sandbox {

net::ServerResponse json_response(const Json& body, int status = 200);
net::ServerResponse html_response(int status, std::string_view content);

/// Whether a request for the page or the control API comes from this very origin: the host is loopback (against DNS
/// rebinding), and no other site's page sends it.
bool from_own_origin(const net::ServerRequest& request);
/// Whether `Host` names this machine.
bool for_loopback(const net::ServerRequest& request);

} // namespace usher::sandbox
