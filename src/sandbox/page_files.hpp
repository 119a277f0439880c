#pragma once

#include "usher/net/http_server.hpp"

namespace usher::sandbox {

/// The demo page's files, with the headers that keep it from ever loading anything else.
net::ServerResponse page_file(const net::ServerRequest& request);

} // namespace usher::sandbox
