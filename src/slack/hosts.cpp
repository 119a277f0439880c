#include "slack/hosts.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace usher::slack {

namespace {

constexpr std::size_t max_url = 4'096;

struct Address {
    std::string scheme;
    std::string host;
    std::string port;
};

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Strict on purpose: no user part, no backslash, no blank, no escape in the authority, so that every reader sees the
/// same host.
std::optional<Address> address_of(std::string_view url) {
    const auto printable = [](char c) { return c > ' ' && c < '\x7f'; };
    if (url.size() > max_url || !std::all_of(url.begin(), url.end(), printable)) {
        return std::nullopt;
    }
    const auto colon = url.find("://");
    if (colon == std::string_view::npos || colon == 0) {
        return std::nullopt;
    }
    Address address;
    address.scheme = url.substr(0, colon);
    std::ranges::transform(address.scheme, address.scheme.begin(), lower);
    auto authority = url.substr(colon + 3);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    const bool bracketed = authority.starts_with('[');
    const auto host_end = bracketed ? authority.find(']') : authority.find(':');
    if (bracketed && host_end == std::string_view::npos) {
        return std::nullopt;
    }
    const auto host = authority.substr(0, bracketed ? host_end + 1 : host_end);
    const auto rest = authority.substr(host.size());
    if (!rest.empty()) {
        if (rest[0] != ':' || rest.size() < 2 || rest.size() > 6 ||
            rest.find_first_not_of("0123456789", 1) != std::string_view::npos) {
            return std::nullopt;
        }
        address.port = rest.substr(1);
    }
    const auto in_name = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    };
    address.host = host;
    std::ranges::transform(address.host, address.host.begin(), lower);
    if (address.host.empty() || (!bracketed && !std::ranges::all_of(address.host, in_name))) {
        return std::nullopt;
    }
    return address;
}

bool is_loopback_host(std::string_view host) {
    if (host == "localhost" || host == "[::1]") {
        return true;
    }
    // 127.0.0.0/8 as four plain decimal numbers and nothing else: `127.evil.example` is a name.
    int parts = 0;
    while (!host.empty()) {
        const auto dot = host.find('.');
        const auto part = host.substr(0, dot);
        int value = -1;
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
        if (error != std::errc{} || end != part.data() + part.size() || value < 0 || value > 255 ||
            (parts == 0 && value != 127)) {
            return false;
        }
        ++parts;
        host = dot == std::string_view::npos ? std::string_view() : host.substr(dot + 1);
    }
    return parts == 4;
}

bool allows(std::string_view url, std::string_view safe_scheme, std::string_view plain_scheme,
            std::string_view loopback_host) {
    const auto address = address_of(url);
    if (!address) {
        return false;
    }
    if (!loopback_host.empty()) {
        return address->host == loopback_host && (address->scheme == safe_scheme || address->scheme == plain_scheme);
    }
    return address->scheme == safe_scheme && address->host.ends_with(".slack.com") && !address->host.starts_with('.') &&
           (address->port.empty() || address->port == "443");
}

} // namespace

HostRule::HostRule(std::string_view api_url) {
    const auto address = address_of(api_url);
    if (address && is_loopback_host(address->host)) {
        loopback_host_ = address->host;
    }
}

bool HostRule::allows_socket(std::string_view url) const {
    return allows(url, "wss", "ws", loopback_host_);
}
bool HostRule::allows_response(std::string_view url) const {
    return allows(url, "https", "http", loopback_host_);
}

} // namespace usher::slack
