#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace usher::net {

/// The parts of a URL that decide where a request goes, as curl itself reads them, so that a check and the connection
/// cannot disagree.
struct Url {
    std::string scheme; ///< Lower case.
    std::string host;   ///< Lower case; IPv6 in brackets, numeric IPv4 in dotted form.
    std::string port;   ///< Empty if the URL names none.
    bool credentials = false;
    [[nodiscard]] bool loopback() const;
};

/// Nothing if it is not an absolute URL with a host.
std::optional<Url> parse_url(std::string_view text);

} // namespace usher::net
