#pragma once

#include "usher/net/http_client.hpp"

namespace usher::app {

/// How Usher introduces itself to Slack and the desk.
inline net::HttpClientOptions http_options() {
    net::HttpClientOptions options;
    options.user_agent = "usher/" USHER_VERSION;
    return options;
}

} // namespace usher::app
