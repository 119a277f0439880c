#include "matrix/errors.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "usher/net/json.hpp"

namespace usher::matrix {

namespace {

constexpr std::size_t longest_word = 64;
constexpr milliseconds shortest_wait{500};
constexpr milliseconds longest_wait{15 * 60'000};
/// A token that stopped working is looked at again after a minute: somebody may have mended it meanwhile.
constexpr milliseconds token_retry{60'000};

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

ErrorClass classify(int status, std::string_view code) {
    if (status == 429 || code == "M_LIMIT_EXCEEDED") {
        return ErrorClass::wait;
    }
    if (status == 401 || code == "M_UNKNOWN_TOKEN" || code == "M_MISSING_TOKEN") {
        return ErrorClass::token;
    }
    // A proxy in front of the homeserver, or one that is starting, answers so.
    if (status == 502 || status == 503 || (status == 404 && code.empty())) {
        return ErrorClass::unreachable;
    }
    if (status >= 400 && status < 500) {
        return ErrorClass::refused;
    }
    return ErrorClass::broken_off;
}

/// The header is in whole seconds, the older member of the body exact: the longer of the two is safe.
std::optional<milliseconds> wait_of(const net::HttpResponse& response, const nlohmann::json& body,
                                    runtime::WallTime now) {
    auto wait = net::retry_after(response, std::chrono::time_point_cast<std::chrono::seconds>(now));
    if (const auto exact = net::number_member(body, "retry_after_ms")) {
        const auto clamped = std::clamp<long long>(*exact, shortest_wait.count(), longest_wait.count());
        wait = std::max(wait.value_or(milliseconds{0}), milliseconds{clamped});
    }
    return wait;
}

} // namespace

std::string error_word(std::string_view word) {
    std::string safe;
    for (const char c : word.substr(0, longest_word)) {
        safe += is_word(c) ? c : '_';
    }
    return safe;
}

ApiError read_error(const net::HttpResponse& response, runtime::WallTime now) {
    const auto parsed = net::parse_json(response.body);
    const auto body = parsed && parsed->is_object() ? *parsed : nlohmann::json::object();
    auto word = net::text_member(body, "errcode");
    if (word.empty()) {
        word = net::text_member(body, "error"); // The token endpoint of OAuth.
    }
    ApiError error;
    error.status = response.status;
    error.code = error_word(word);
    error.kind = classify(response.status, error.code);
    if (error.kind == ErrorClass::wait) {
        error.retry_after = wait_of(response, body, now);
    }
    error.soft_logout = net::flag_member(body, "soft_logout").value_or(false);
    if (error.code.empty()) {
        error.code = fmt::format("http_{}", response.status);
    }
    return error;
}

ApiError read_failure(const net::HttpFailure& failure) {
    ApiError error;
    switch (failure.kind) {
    case net::HttpFailure::Kind::not_sent:
        error.kind = ErrorClass::unreachable;
        error.code = "unreachable";
        break;
    case net::HttpFailure::Kind::ambiguous:
        error.kind = ErrorClass::broken_off;
        error.code = "broken_off";
        break;
    case net::HttpFailure::Kind::too_large:
        error.kind = ErrorClass::refused;
        error.code = "answer_too_large";
        break;
    case net::HttpFailure::Kind::refused:
        error.kind = ErrorClass::refused;
        error.code = "url_refused";
        break;
    }
    return error;
}

chat::PostResult to_post_result(const ApiError& error) {
    switch (error.kind) {
    case ErrorClass::token:
        return chat::NotSent{error.code, error.retry_after.value_or(token_retry)};
    case ErrorClass::refused:
        return chat::Rejected{error.code};
    case ErrorClass::wait:
    case ErrorClass::unreachable:
    case ErrorClass::broken_off:
        break;
    }
    return chat::NotSent{error.code, error.retry_after};
}

} // namespace usher::matrix
