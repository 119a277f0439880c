#pragma once

#include <array>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/curl_loop.hpp"
#include "net/url.hpp"
#include "usher/net/http_client.hpp"

namespace usher::net {

class HttpClient::Impl {
public:
    Impl(asio::any_io_executor executor, HttpClientOptions options);

    CurlLoop loop;
    HttpClientOptions options;
};

/// Curl's words for what went wrong.
using ErrorText = std::array<char, CURL_ERROR_SIZE>;

/// The URL if we may connect to it: the secure scheme, or the plain one to loopback; no user name inside. Otherwise a
/// sentence.
std::expected<Url, std::string> allowed_url(std::string_view url, std::string_view secure, std::string_view plain);

/// Sets what holds for every connection: certificates and host names verified, one CA file, no redirects, no signals,
/// proxies from the environment but never for loopback.
void set_connection_policy(CURL* handle, const HttpClientOptions& options, const Url& url, ErrorText& error);

/// Curl's verdict as ours. `sent` says whether a byte of the request may have left.
HttpFailure failure_of(CURLcode code, bool sent, const ErrorText& error);

/// Sets an option that must exist.
template <class T>
void set_option(CURL* handle, CURLoption option, T value) {
    if (const auto code = curl_easy_setopt(handle, option, value); code != CURLE_OK) {
        throw std::runtime_error(std::string("libcurl refuses an option: ") + curl_easy_strerror(code));
    }
}

} // namespace usher::net
