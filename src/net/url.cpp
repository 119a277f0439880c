#include "net/url.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <array>
#include <memory>

#include "net/ascii.hpp"
#include "net/wipe.hpp"
#include "usher/net/http_client.hpp"

namespace usher::net {

namespace {

constexpr std::size_t longest_url = 16U << 10U;

using Handle = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

std::string part(CURLU* url, CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, 0) != CURLUE_OK || text == nullptr) {
        return {};
    }
    const std::unique_ptr<char, decltype(&curl_free)> owned(text, curl_free);
    return owned.get();
}

bool is_ipv6_loopback(std::string_view host) {
    if (host.size() < 4 || host.front() != '[' || host.back() != ']') {
        return false;
    }
    const std::string address(host.substr(1, host.size() - 2));
    in6_addr parsed{};
    return inet_pton(AF_INET6, address.c_str(), &parsed) == 1 && IN6_IS_ADDR_LOOPBACK(&parsed);
}

bool is_ipv4_loopback(const std::string& host) {
    in_addr parsed{};
    return inet_pton(AF_INET, host.c_str(), &parsed) == 1 && (ntohl(parsed.s_addr) >> 24U) == 127;
}

bool is_default_port(const Url& url) {
    return (url.port == "443" && (url.scheme == "https" || url.scheme == "wss")) ||
           (url.port == "80" && (url.scheme == "http" || url.scheme == "ws"));
}

} // namespace

bool Url::loopback() const {
    return host == "localhost" || is_ipv4_loopback(host) || is_ipv6_loopback(host);
}

std::optional<Url> parse_url(std::string_view text) {
    if (text.size() > longest_url || text.find("://") == std::string_view::npos || !is_field_value(text)) {
        return std::nullopt;
    }
    const WipedString copy{std::string(text)};
    const Handle handle(curl_url(), curl_url_cleanup);
    if (!handle || curl_url_set(handle.get(), CURLUPART_URL, copy.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
        return std::nullopt;
    }
    Url url;
    url.scheme = to_lower(part(handle.get(), CURLUPART_SCHEME));
    url.host = to_lower(part(handle.get(), CURLUPART_HOST));
    url.port = part(handle.get(), CURLUPART_PORT);
    auto authority = text.substr(text.find("://") + 3);
    authority = authority.substr(0, authority.find_first_of("/?#\\"));
    // `http://@host` has an empty user name: the at sign alone is enough to be suspicious of.
    url.credentials = authority.contains('@');
    if (url.scheme.empty() || url.host.empty() || authority.empty()) { // curl reads `https:///host` as `https://host`.
        return std::nullopt;
    }
    return url;
}

bool is_loopback(std::string_view url) {
    const auto parsed = parse_url(url);
    return parsed && parsed->loopback();
}

std::string origin(std::string_view url) {
    const auto parsed = parse_url(url);
    if (!parsed) {
        return {};
    }
    auto result = parsed->scheme + "://" + parsed->host;
    if (!parsed->port.empty() && !is_default_port(*parsed)) {
        result += ":" + parsed->port;
    }
    return result;
}

} // namespace usher::net
