#include "matrix/homeserver.hpp"

#include <algorithm>

#include "usher/net/json.hpp"

namespace usher::matrix {

using nlohmann::json;
using runtime::Task;

std::string path_part(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size() + 16);
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += digits[byte >> 4U];
        encoded += digits[byte & 15U];
    }
    return encoded;
}

Call json_call(std::string method, std::string path, const json& body) {
    Call call;
    call.method = std::move(method);
    call.path = std::move(path);
    call.body = secret::Secret(net::dump_json(body));
    return call;
}

Homeserver::Homeserver(std::string url, net::HttpClient& http, runtime::Clock& clock)
    : url_(std::move(url)), http_(http), clock_(clock) {
    while (url_.ends_with('/')) {
        url_.pop_back();
    }
}

Task<ApiResult<json>> Homeserver::ask(Call call, secret::Secret token) {
    secret::Secret url(url_ + call.path);
    co_return co_await ask_at(std::move(url), std::move(call), std::move(token));
}

Task<ApiResult<json>> Homeserver::ask_at(secret::Secret url, Call call, secret::Secret token) {
    net::HttpRequest request;
    request.method = std::move(call.method);
    request.url = std::move(url);
    request.bearer = std::move(token);
    request.headers.push_back({"Accept", "application/json"});
    if (!call.body.empty()) {
        request.headers.push_back({"Content-Type", std::move(call.content_type)});
    }
    request.body = std::move(call.body);
    request.timeout = call.timeout;
    request.max_body = call.max_body;
    request.http2 = !call.long_poll;
    const auto response = co_await http_.send(std::move(request));
    if (!response) {
        co_return std::unexpected(read_failure(response.error()));
    }
    if (response->status != 200) {
        co_return std::unexpected(read_error(*response, clock_.now()));
    }
    auto body = net::parse_json(response->body, call.max_body);
    if (!body || !body->is_object()) {
        co_return std::unexpected(ApiError{ErrorClass::broken_off, "unreadable_answer", std::nullopt, false, 200});
    }
    co_return std::move(*body);
}

} // namespace usher::matrix
