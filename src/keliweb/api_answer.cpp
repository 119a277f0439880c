#include "keliweb/api_answer.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "keliweb/ascii.hpp"
#include "keliweb/ticket_reader.hpp"

namespace usher::keliweb {

namespace {

bool is_json(std::string_view type) {
    return type == "application/json" || type == "text/json" ||
           (type.starts_with("application/") && type.ends_with("+json"));
}

bool is_html(std::string_view type) {
    return type == "text/html" || type == "application/xhtml+xml";
}

bool shows_login_form(std::string_view page) {
    const auto words = lowered(page.substr(0, 256U << 10U));
    for (const auto* field : {"type=\"password\"", "type='password'", "type=password"}) {
        if (words.find(field) != std::string::npos) {
            return true;
        }
    }
    return false;
}

desk::Fetched unavailable(std::string reason) {
    return desk::Unavailable{.retry_after = std::nullopt, .reason = std::move(reason)};
}

Judged judge_success(const net::HttpResponse& response, const Options& options, const DeskTime& time,
                     runtime::WallTime now, const desk::Reference& asked, desk::Notes notes) {
    const auto type = response.content_type();
    if (is_json(type)) {
        return read_ticket_at(response.body, options, time, now, &asked, notes);
    }
    if (is_html(type) && shows_login_form(response.body)) {
        return NotLoggedIn{};
    }
    return unavailable("not_json");
}

Judged judge_client_error(int status) {
    switch (status) {
    case 401:
        return NotLoggedIn{};
    case 403:
        return desk::Misconfigured{"forbidden"};
    case 404:
    case 405:
    case 410:
        return desk::Misconfigured{"no_such_method"};
    case 408:
        return unavailable("timeout");
    default:
        return desk::Misconfigured{"request_form"};
    }
}

} // namespace

Judged judge(const net::HttpResponse& response, const Options& options, const DeskTime& time, runtime::WallTime now,
             const desk::Reference& asked, desk::Notes notes) {
    const auto status = response.status;
    if (status >= 200 && status < 300) {
        return judge_success(response, options, time, now, asked, notes);
    }
    if (status >= 300 && status < 400) {
        return NotLoggedIn{};
    }
    const auto retry_after = net::retry_after(response, std::chrono::floor<std::chrono::seconds>(now));
    if (status == 429) {
        return desk::Unavailable{.retry_after = retry_after, .reason = "rate_limited"};
    }
    // The desk behind the API decides by `result`, whatever status the API gives it.
    if (is_json(response.content_type())) {
        if (auto reported = read_reported_error(response.body)) {
            return std::move(*reported);
        }
    }
    if (status >= 400 && status < 500) {
        return judge_client_error(status);
    }
    return desk::Unavailable{.retry_after = retry_after, .reason = "server_error"};
}

desk::Fetched judge(const net::HttpFailure& failure) {
    switch (failure.kind) {
    case net::HttpFailure::Kind::not_sent:
        return unavailable("unreachable");
    case net::HttpFailure::Kind::ambiguous:
        return unavailable("no_answer");
    case net::HttpFailure::Kind::too_large:
        return desk::Unreadable{desk::Unreadable::Why::too_large};
    case net::HttpFailure::Kind::refused:
        break;
    }
    return desk::Misconfigured{"url_not_allowed"};
}

} // namespace usher::keliweb
