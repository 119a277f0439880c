#include "net/http_exchange.hpp"

#include <algorithm>
#include <array>

#include "net/ascii.hpp"
#include "net/wipe.hpp"

namespace usher::net {

namespace {

constexpr std::size_t most_header_bytes = 64U << 10U;

/// RFC 9110 9.2.2: curl may repeat these by itself when a kept connection turns out dead.
bool is_idempotent(std::string_view method) {
    constexpr std::array<std::string_view, 5> safe = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"};
    return std::ranges::find(safe, method) != safe.end();
}

bool has_header(const std::vector<Header>& headers, std::string_view name) {
    return std::ranges::any_of(headers, [name](const Header& h) { return equals_ignoring_case(h.name, name); });
}

} // namespace

std::string malformed(const HttpRequest& request) {
    if (!is_token(request.method)) {
        return "the method is not valid";
    }
    for (const auto& header : request.headers) {
        if (!is_token(header.name) || !is_field_value(header.value)) {
            return "a header is not valid";
        }
    }
    if (!is_field_value(request.bearer.reveal())) {
        return "the access token contains control characters";
    }
    return {};
}

HttpExchange::HttpExchange(HttpClient::Impl& client, HttpRequest request, const Url& url)
    : request_(std::move(request)), transfer_(client.loop, CurlTransfer::Handle::reusable) {
    auto* handle = transfer_.handle();
    set_connection_policy(handle, client.options, url, error_);
    {
        const WipedString text{std::string(request_.url.reveal())};
        set_option(handle, CURLOPT_URL, text.c_str());
    }
    set_option(handle, CURLOPT_USERAGENT, client.options.user_agent.c_str());
    set_option(handle, CURLOPT_ACCEPT_ENCODING, "gzip");
    const bool http2 = request_.http2 && url.scheme == "https";
    set_option(handle, CURLOPT_HTTP_VERSION, static_cast<long>(http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
    set_option(handle, CURLOPT_PIPEWAIT, http2 ? 1L : 0L);
    set_method();
    set_headers();
    set_limits();
}

HttpExchange::~HttpExchange() {
    std::ranges::for_each(lines_, wipe);
}

void HttpExchange::set_method() {
    auto* handle = transfer_.handle();
    const auto body = request_.body.reveal();
    if (request_.method == "POST" || !body.empty()) {
        set_option(handle, CURLOPT_POST, 1L);
        set_option(handle, CURLOPT_POSTFIELDS, body.empty() ? "" : body.data());
        set_option(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    } else if (request_.method == "HEAD") {
        set_option(handle, CURLOPT_NOBODY, 1L);
    }
    if (request_.method != "GET" && request_.method != "HEAD" && request_.method != "POST") {
        set_option(handle, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
    } else if (request_.method == "GET" && !body.empty()) {
        set_option(handle, CURLOPT_CUSTOMREQUEST, "GET");
    }
}

void HttpExchange::set_headers() {
    lines_.reserve(request_.headers.size() + 3);
    for (const auto& header : request_.headers) {
        // Curl reads `Name:` as "leave it out" and `Name;` as "send it empty".
        lines_.push_back(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
    }
    if (!request_.bearer.empty()) {
        const auto token = request_.bearer.reveal();
        std::string line;
        line.reserve(sizeof("Authorization: Bearer ") + token.size());
        line.append("Authorization: Bearer ").append(token);
        lines_.push_back(std::move(line));
    }
    lines_.emplace_back("Expect:"); // No pause before large bodies.
    if (!has_header(request_.headers, "content-type")) {
        lines_.emplace_back("Content-Type:"); // Curl would call every body a form.
    }
    list_.resize(lines_.size());
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        list_[i].data = lines_[i].data();
        list_[i].next = i + 1 < lines_.size() ? &list_[i + 1] : nullptr;
    }
    set_option(transfer_.handle(), CURLOPT_HTTPHEADER, list_.data());
}

void HttpExchange::set_limits() {
    auto* handle = transfer_.handle();
    const auto ms = [](milliseconds time) {
        return static_cast<long>(std::clamp<std::int64_t>(time.count(), 1, 86'400'000));
    };
    set_option(handle, CURLOPT_TIMEOUT_MS, ms(request_.timeout));
    set_option(handle, CURLOPT_CONNECTTIMEOUT_MS, ms(std::min(request_.connect_timeout, request_.timeout)));
    set_option(handle, CURLOPT_HEADERFUNCTION, &HttpExchange::on_header);
    set_option(handle, CURLOPT_HEADERDATA, this);
    set_option(handle, CURLOPT_WRITEFUNCTION, &HttpExchange::on_body);
    set_option(handle, CURLOPT_WRITEDATA, this);
    set_option(handle, CURLOPT_PREREQFUNCTION, &HttpExchange::on_send);
    set_option(handle, CURLOPT_PREREQDATA, this);
}

runtime::Task<std::expected<HttpResponse, HttpFailure>> HttpExchange::run() {
    transfer_.start();
    const auto code = co_await transfer_.finished();
    co_return result(code);
}

long HttpExchange::bytes_sent() const {
    long bytes = 0;
    if (transfer_.handle() != nullptr) {
        curl_easy_getinfo(transfer_.handle(), CURLINFO_REQUEST_SIZE, &bytes);
    }
    return bytes;
}

std::expected<HttpResponse, HttpFailure> HttpExchange::result(CURLcode code) {
    if (too_large_) {
        return std::unexpected(HttpFailure{HttpFailure::Kind::too_large, "the answer is larger than allowed"});
    }
    if (code != CURLE_OK) {
        const bool gone = transfer_.handle() == nullptr;
        auto failure = failure_of(code, sending_ && (gone || bytes_sent() > before_sending_), error_);
        if (code == CURLE_ABORTED_BY_CALLBACK) {
            failure.reason = gone ? "the HTTP client was closed" : "the connection broke before an answer came";
        }
        return std::unexpected(std::move(failure));
    }
    long status = 0;
    curl_easy_getinfo(transfer_.handle(), CURLINFO_RESPONSE_CODE, &status);
    response_.status = static_cast<int>(status);
    return std::move(response_);
}

bool HttpExchange::keep_header(std::string_view line) {
    header_bytes_ += line.size();
    if (header_bytes_ > most_header_bytes) {
        too_large_ = true;
        return false;
    }
    while (line.ends_with('\n') || line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    if (line.starts_with("HTTP/")) {
        response_.headers.clear(); // What came before was an interim answer.
        return true;
    }
    if (const auto colon = line.find(':'); colon != std::string_view::npos && colon > 0 && line.front() != ' ') {
        response_.headers.push_back({to_lower(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))});
    }
    return true;
}

bool HttpExchange::keep_body(std::string_view bytes) {
    if (response_.body.empty()) {
        curl_off_t announced = 0;
        curl_easy_getinfo(transfer_.handle(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
        if (announced > 0 && std::cmp_less_equal(announced, request_.max_body)) {
            response_.body.reserve(static_cast<std::size_t>(announced));
        } else {
            too_large_ = std::cmp_greater(announced, request_.max_body);
        }
    }
    too_large_ = too_large_ || bytes.size() > request_.max_body - response_.body.size();
    if (!too_large_) {
        response_.body.append(bytes);
    }
    return !too_large_;
}

/// Called before each attempt. Curl tries again by itself when a kept connection dies without an answer; a POST may
/// have been obeyed by then.
bool HttpExchange::may_send() {
    const auto bytes = bytes_sent();
    if (!std::exchange(sending_, true)) {
        before_sending_ = bytes;
        return true;
    }
    return bytes == before_sending_ || is_idempotent(request_.method);
}

std::size_t HttpExchange::on_header(char* data, std::size_t size, std::size_t count, void* self) noexcept {
    try {
        return static_cast<HttpExchange*>(self)->keep_header({data, size * count}) ? size * count : 0;
    } catch (...) {
        return 0;
    }
}

std::size_t HttpExchange::on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept {
    try {
        return static_cast<HttpExchange*>(self)->keep_body({data, size * count}) ? size * count : 0;
    } catch (...) {
        return 0;
    }
}

int HttpExchange::on_send(void* self, char* /*to*/, char* /*from*/, int /*to_port*/, int /*from_port*/) noexcept {
    return static_cast<HttpExchange*>(self)->may_send() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

} // namespace usher::net
