#include <stdexcept>

#include <algorithm>

#include "net/ascii.hpp"
#include "net/http_client_impl.hpp"

namespace usher::net {

namespace {

/// Whether curl's own message for this failure names at most a host, a port or a certificate. The others may repeat a
/// proxy's password.
bool message_is_harmless(CURLcode code) {
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return true;
    default:
        return false;
    }
}

/// Failures that happen before any request, whatever the counters say.
bool happens_before_sending(CURLcode code) {
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_PROXY:
        return true;
    default:
        return false;
    }
}

std::string printable(std::string_view text) {
    std::string result(text.substr(0, 200));
    std::ranges::replace_if(result, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return result;
}

const char* system_ca_file() {
    const auto* info = curl_version_info(CURLVERSION_NOW);
    return info->cainfo != nullptr ? info->cainfo : "/etc/ssl/certs/ca-certificates.crt";
}

} // namespace

std::expected<Url, std::string> allowed_url(std::string_view url, std::string_view secure, std::string_view plain) {
    auto parsed = parse_url(url);
    if (!parsed) {
        return std::unexpected(std::string("the URL is not valid"));
    }
    if (parsed->credentials) {
        return std::unexpected(std::string("the URL contains a user name or password"));
    }
    if (parsed->scheme == secure || (parsed->scheme == plain && parsed->loopback())) {
        return std::move(*parsed);
    }
    if (parsed->scheme == plain) {
        return std::unexpected(std::string(plain) + " is allowed to this machine only; use " + std::string(secure));
    }
    return std::unexpected("the URL must start with " + std::string(secure) + "://");
}

void set_connection_policy(CURL* handle, const HttpClientOptions& options, const Url& url, ErrorText& error) {
    error.front() = '\0';
    set_option(handle, CURLOPT_ERRORBUFFER, error.data());
    set_option(handle, CURLOPT_NOSIGNAL, 1L);
    // Without it a cancelled or timed-out name lookup blocks the loop until the resolver gives up.
    set_option(handle, CURLOPT_QUICK_EXIT, 1L);
    set_option(handle, CURLOPT_PROTOCOLS_STR, url.loopback() ? "https,http" : "https");
    set_option(handle, CURLOPT_FOLLOWLOCATION, 0L);
    set_option(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set_option(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    set_option(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    // One file instead of a folder with hundreds keeps 50 MiB of certificates out of memory.
    set_option(handle, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    set_option(handle, CURLOPT_CAINFO, options.ca_file.empty() ? system_ca_file() : options.ca_file.c_str());
    set_option(handle, CURLOPT_PROXY, url.loopback() ? "" : static_cast<const char*>(nullptr));
    set_option(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set_option(handle, CURLOPT_TCP_KEEPALIVE, 1L);
}

HttpFailure failure_of(CURLcode code, bool sent, const ErrorText& error) {
    std::string_view words(error.data());
    if (!message_is_harmless(code) || words.contains("://") || words.contains('@')) {
        words = {}; // Some messages repeat a proxy's URL with its password.
    }
    HttpFailure failure;
    failure.reason = printable(words.empty() ? curl_easy_strerror(code) : words);
    if (sent && !happens_before_sending(code)) {
        failure.kind = HttpFailure::Kind::ambiguous;
    } else if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL) {
        failure.kind = HttpFailure::Kind::refused;
    } else {
        failure.kind = HttpFailure::Kind::not_sent;
    }
    return failure;
}

} // namespace usher::net
