#pragma once

#include <string>

#include "usher/net/http_server.hpp"

namespace usher::net {

/// The status line and headers, with the empty line.
std::string response_head(const ServerResponse& response, bool keep_alive);

/// Whether such an answer has a body at all.
bool has_body(int status);

/// What the server says by itself, in words.
ServerResponse plain_response(int status);

} // namespace usher::net
