#pragma once

#include <string>
#include <string_view>

namespace usher::slack {

/// Which of the URLs that Slack hands out may be used. They come from outside and carry or receive secrets.
///
/// From Slack itself: `wss://*.slack.com` for sockets, `https://*.slack.com` for answers. A loopback `api_url`
/// (sandbox, tests) may only name its own host, on any port; nothing but a loopback `api_url` may name a loopback host.
class HostRule {
public:
    explicit HostRule(std::string_view api_url);
    [[nodiscard]] bool allows_socket(std::string_view url) const;
    [[nodiscard]] bool allows_response(std::string_view url) const;

private:
    std::string loopback_host_; ///< Empty if the API is Slack's.
};

} // namespace usher::slack
