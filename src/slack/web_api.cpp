#include "slack/web_api.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "usher/net/json.hpp"
#include "usher/ops/log.hpp"

namespace usher::slack {

using nlohmann::json;
using runtime::milliseconds;
using runtime::Task;

namespace {

constexpr std::size_t max_answer = 4U << 20U;
constexpr std::size_t max_mentioned = 100;
constexpr milliseconds unstated_wait{30'000};

template <class T>
ApiResult<T> failure(ErrorClass kind, std::string code, std::optional<milliseconds> retry_after = std::nullopt) {
    return std::unexpected(ApiError{kind, std::move(code), retry_after});
}

ApiError failed_exchange(const net::HttpFailure& failure) {
    switch (failure.kind) {
    case net::HttpFailure::Kind::not_sent:
        return {ErrorClass::not_sent, "unreachable", std::nullopt};
    case net::HttpFailure::Kind::ambiguous:
        return {ErrorClass::ambiguous, "broken_off", std::nullopt};
    case net::HttpFailure::Kind::too_large:
        return {ErrorClass::ambiguous, "answer_too_large", std::nullopt};
    case net::HttpFailure::Kind::refused:
        return {ErrorClass::target, "url_refused", std::nullopt};
    }
    return {ErrorClass::ambiguous, "broken_off", std::nullopt};
}

/// `channels:read,groups:read`, made safe to log.
std::string scope_list(std::string_view scopes) {
    constexpr std::size_t longest = 200;
    std::string safe;
    for (const char c : scopes.substr(0, longest)) {
        const bool kept = (c >= 'a' && c <= 'z') || c == ':' || c == ',' || c == '.' || c == '_';
        safe += kept ? c : '_';
    }
    return safe;
}

std::string bare_type(std::string_view content_type) {
    return std::string(content_type.substr(0, content_type.find(';')));
}

} // namespace

WebApi::WebApi(std::string api_url, Tokens tokens, net::HttpClient& http, runtime::Clock& clock)
    : api_url_(std::move(api_url)), tokens_(std::move(tokens)), http_(http), clock_(clock) {
    if (!api_url_.ends_with('/')) {
        api_url_ += '/';
    }
}

void WebApi::mention_once(const std::string& method, std::string_view kind, std::string_view detail) {
    const auto name = method + '/' + std::string(kind) + '/' + std::string(detail);
    if (mentioned_.size() < max_mentioned && mentioned_.insert(name).second) {
        ops::log_warning("slack_api_notice", "Slack has something to say about a method; said once",
                         {{"method", method}, {"kind", kind}, {"detail", detail}});
    }
}

ApiResult<std::string> WebApi::read_answer(const std::string& method, const net::HttpResponse& response) {
    const auto answer = net::parse_json_without(response.body, "message");
    const auto error = answer && answer->is_object() ? net::text_member(*answer, "error") : std::string();
    const bool limited = response.status == 429 || classify(error) == ErrorClass::wait;
    if (limited) {
        const auto wait = net::retry_after(response, std::chrono::time_point_cast<std::chrono::seconds>(clock_.now()))
                              .value_or(unstated_wait);
        blocked_until_[method] = clock_.steady() + wait;
        return failure<std::string>(ErrorClass::wait, "ratelimited", wait);
    }
    if (answer && answer->is_object() && net::flag_member(*answer, "ok") == false) {
        const auto word = error_word(error);
        if (word == "missing_scope") {
            mention_once(method, "needed_scope", scope_list(net::text_member(*answer, "needed")));
        }
        return failure<std::string>(classify(word), word);
    }
    if (response.status >= 400 && response.status < 500) {
        // Refused before it was looked at: a wrong `api_url`, or something between us and Slack.
        return failure<std::string>(ErrorClass::not_sent, fmt::format("http_{}", response.status));
    }
    if (response.status != 200) {
        return failure<std::string>(ErrorClass::ambiguous, fmt::format("http_{}", response.status));
    }
    if (!answer || net::flag_member(*answer, "ok") != true) {
        return failure<std::string>(ErrorClass::ambiguous, "unreadable_answer");
    }
    const auto warning = net::text_member(*answer, "warning");
    if (!warning.empty()) {
        mention_once(method, "warning", error_word(warning));
    }
    return response.body;
}

Task<ApiResult<std::string>> WebApi::call(Call call) {
    if (const auto blocked = blocked_until_.find(call.method); blocked != blocked_until_.end()) {
        const auto left = std::chrono::ceil<milliseconds>(blocked->second - clock_.steady());
        if (left.count() > 0) {
            co_return failure<std::string>(ErrorClass::wait, "ratelimited", left);
        }
        blocked_until_.erase(blocked);
    }
    net::HttpRequest request;
    request.method = "POST";
    request.url = secret::Secret(api_url_ + call.method);
    request.headers.push_back({"Content-Type", call.content_type});
    request.bearer = call.with_app_token ? tokens_.app.clone() : tokens_.bot.clone();
    request.body = secret::Secret(std::move(call.body));
    request.max_body = max_answer;
    const auto response = co_await http_.send(std::move(request));
    if (!response) {
        co_return std::unexpected(failed_exchange(response.error()));
    }
    co_return read_answer(call.method, *response);
}

Task<ApiResult<std::string>> WebApi::call_form(std::string method, Fields fields) {
    std::vector<std::pair<std::string, std::string_view>> views;
    views.reserve(fields.size());
    for (const auto& [name, value] : fields) {
        views.emplace_back(name, value);
    }
    Call request{std::move(method), "application/x-www-form-urlencoded", net::form_encode(views), false};
    co_return co_await call(std::move(request));
}

Task<ApiResult<Ourselves>> WebApi::auth_test() {
    const auto body = co_await call_form("auth.test", {});
    if (!body) {
        co_return std::unexpected(body.error());
    }
    const auto answer = net::parse_json(*body);
    Ourselves self{net::text_member(*answer, "team_id"), net::text_member(*answer, "user_id"),
                   net::text_member(*answer, "bot_id"), net::text_member(*answer, "user")};
    if (self.team.empty() || self.user.empty()) {
        co_return failure<Ourselves>(ErrorClass::ambiguous, "unreadable_answer");
    }
    co_return self;
}

Task<ApiResult<secret::Secret>> WebApi::open_connection() {
    Call request{"apps.connections.open", "application/x-www-form-urlencoded", {}, true};
    const auto body = co_await call(std::move(request));
    if (!body) {
        co_return std::unexpected(body.error());
    }
    auto url = net::text_member(*net::parse_json(*body), "url");
    if (url.empty()) {
        co_return failure<secret::Secret>(ErrorClass::ambiguous, "unreadable_answer");
    }
    co_return secret::Secret(std::move(url));
}

Task<ApiResult<std::string>> WebApi::send_message(std::string method, std::string json_body) {
    Call request{std::move(method), "application/json; charset=utf-8", std::move(json_body), false};
    const auto body = co_await call(std::move(request));
    if (!body) {
        co_return std::unexpected(body.error());
    }
    const auto answer = net::parse_json_without(*body, "message");
    auto ts = net::text_member(*answer, "ts");
    if (ts.empty()) {
        ts = net::text_member(*answer, "message_ts"); // chat.postEphemeral
    }
    if (ts.empty()) {
        co_return failure<std::string>(ErrorClass::ambiguous, "unreadable_answer");
    }
    co_return ts;
}

Task<ApiResult<void>> WebApi::unfurl(std::string json_body) {
    Call request{"chat.unfurl", "application/json; charset=utf-8", std::move(json_body), false};
    const auto body = co_await call(std::move(request));
    if (!body) {
        co_return std::unexpected(body.error());
    }
    co_return ApiResult<void>{};
}

Task<ApiResult<identity::ConversationFacts>> WebApi::conversation_facts(std::string channel) {
    Fields fields{{"channel", std::move(channel)}};
    const auto body = co_await call_form("conversations.info", std::move(fields));
    if (!body) {
        co_return std::unexpected(body.error());
    }
    co_return facts_in(*body);
}

Task<ApiResult<void>> WebApi::respond(secret::Secret url, std::string json_body) {
    net::HttpRequest request;
    request.method = "POST";
    request.url = std::move(url);
    request.headers.push_back({"Content-Type", "application/json; charset=utf-8"});
    request.body = secret::Secret(std::move(json_body));
    request.max_body = max_answer;
    const auto response = co_await http_.send(std::move(request));
    if (!response) {
        co_return std::unexpected(failed_exchange(response.error()));
    }
    if (response->status == 429) {
        const auto wait = net::retry_after(*response, std::chrono::time_point_cast<std::chrono::seconds>(clock_.now()));
        co_return failure<void>(ErrorClass::wait, "ratelimited", wait.value_or(unstated_wait));
    }
    const auto answer = net::parse_json(response->body);
    if (answer && net::flag_member(*answer, "ok") == false) {
        const auto word = error_word(net::text_member(*answer, "error"));
        const bool said_nothing_new =
            classify(word) == ErrorClass::ambiguous && response->status >= 400 && response->status < 500;
        co_return failure<void>(said_nothing_new ? ErrorClass::too_late : classify(word), word);
    }
    if (response->status >= 200 && response->status < 300) {
        co_return ApiResult<void>{};
    }
    if (response->status >= 400 && response->status < 500) {
        // Slack does not document these bodies: `used_url`, `expired_url`, or a sentence about the payload.
        const auto word = bare_type(response->body.substr(0, 64));
        if (classify(word) == ErrorClass::our_bug) {
            co_return failure<void>(ErrorClass::our_bug, word);
        }
        co_return failure<void>(ErrorClass::too_late, "reply_handle_used_up");
    }
    co_return failure<void>(ErrorClass::ambiguous, fmt::format("http_{}", response->status));
}

} // namespace usher::slack
