#include "sandbox/desk.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "sandbox/http_answers.hpp"

namespace usher::sandbox {

namespace {

net::ServerResponse oauth_error(int status, std::string_view error, std::string_view description,
                                std::string_view hint) {
    Json body = {{"error", error}, {"error_description", description}, {"message", description}};
    if (!hint.empty()) {
        body["hint"] = hint;
    }
    return json_response(body, status);
}

bool expects_json(const net::ServerRequest& request) {
    return request.header("accept").contains("json") || request.header("x-requested-with") == "XMLHttpRequest";
}

net::ServerResponse login_redirect() {
    auto response = html_response(302, "Redirecting to <a href=\"/login\">login</a>.");
    response.headers.push_back({"Location", "/login"});
    return response;
}

net::ServerResponse unauthenticated(const net::ServerRequest& request) {
    return expects_json(request) ? json_response({{"message", "Unauthenticated."}}, 401) : login_redirect();
}

net::ServerResponse desk_error(std::string_view message) {
    return json_response({{"result", "error"}, {"message", message}});
}

net::ServerResponse act_out(const Fault& fault, const net::ServerRequest& request) {
    if (fault.deed == "unauthorized") {
        return unauthenticated(request);
    }
    if (fault.deed == "login_redirect") {
        return login_redirect();
    }
    if (fault.deed == "login_page") {
        return html_response(200, "<form action=\"/login\" method=\"post\"><input name=\"email\"></form>");
    }
    if (fault.deed == "lost_access") {
        return desk_error("Invalid IP 192.0.2.17");
    }
    if (fault.deed == "malformed_utf8") {
        return desk_error(
            "Error generating JSON encoded response: Malformed UTF-8 characters, possibly incorrectly encoded");
    }
    return json_response(nullptr);
}

} // namespace

Desk::Desk(runtime::Clock& clock, Ids& ids, DeskCredentials credentials)
    : clock_(clock), ids_(ids), credentials_(std::move(credentials)) {}

net::ServerResponse Desk::token(const net::ServerRequest& request) {
    if (request.method != "POST") {
        return json_response({{"message", "The " + request.method + " method is not supported for this route."}}, 405);
    }
    const Json form = php_form(request);
    const auto grant = text_of(form, "grant_type");
    if (grant != "password" && grant != "refresh_token") {
        return oauth_error(400, "unsupported_grant_type",
                           "The authorization grant type is not supported by the authorization server.",
                           "Check that all required parameters have been provided");
    }
    if (text_of(form, "client_id") != credentials_.client_id ||
        text_of(form, "client_secret") != credentials_.client_secret) {
        return oauth_error(401, "invalid_client", "Client authentication failed", "");
    }
    return grant == "password" ? by_password(form) : by_refresh(form);
}

net::ServerResponse Desk::by_password(const Json& form) {
    for (const auto* field : {"username", "password"}) {
        if (text_of(form, field).empty()) {
            return oauth_error(
                400, "invalid_request",
                "The request is missing a required parameter, includes an invalid parameter value, includes a "
                "parameter more than once, or is otherwise malformed.",
                "Check the `" + std::string(field) + "` parameter");
        }
    }
    if (text_of(form, "username") != credentials_.username || text_of(form, "password") != credentials_.password) {
        return oauth_error(400, "invalid_grant", "The user credentials were incorrect.", "");
    }
    return new_pair();
}

net::ServerResponse Desk::by_refresh(const Json& form) {
    const auto refuse = [](std::string_view hint) {
        return oauth_error(401, "invalid_request", "The refresh token is invalid.", hint);
    };
    const auto found = refresh_.find(text_of(form, "refresh_token"));
    if (found == refresh_.end()) {
        return refuse("Cannot decrypt the refresh token");
    }
    if (found->second.expires <= clock_.now()) {
        return refuse("Token has expired");
    }
    if (found->second.revoked) {
        return refuse("Token has been revoked");
    }
    // Rotation: the old pair is worth nothing from now on.
    found->second.revoked = true;
    access_.erase(found->second.access);
    return new_pair();
}

net::ServerResponse Desk::new_pair() {
    forget_old();
    const auto now = clock_.now();
    auto access = "eyJ0eXAiOiJKV1QifQ." + ids_.secret(80) + "." + ids_.secret(60);
    auto refresh = "def50200" + ids_.hex(160);
    access_[access] = now + kAccessLife;
    refresh_[refresh] = {.access = access, .expires = now + kRefreshLife};
    ++issued_;
    return json_response({{"token_type", "Bearer"},
                          {"expires_in", std::chrono::seconds(kAccessLife).count()},
                          {"access_token", std::move(access)},
                          {"refresh_token", std::move(refresh)}});
}

void Desk::forget_old() {
    const auto now = clock_.now();
    std::erase_if(access_, [&](const auto& token) { return token.second <= now; });
    const auto oldest = [](auto& tokens, auto expiry) {
        while (tokens.size() >= kMostTokens) {
            tokens.erase(std::ranges::min_element(tokens, {}, expiry));
        }
    };
    oldest(access_, [](const auto& token) { return token.second; });
    oldest(refresh_, [](const auto& token) { return token.second.expires; });
}

void Desk::expire_access_tokens() {
    access_.clear();
}

bool Desk::authorised(const net::ServerRequest& request) const {
    constexpr std::string_view kScheme = "Bearer ";
    const auto header = request.header("authorization");
    const auto found =
        header.starts_with(kScheme) ? access_.find(std::string(header.substr(kScheme.size()))) : access_.end();
    return found != access_.end() && clock_.now() < found->second;
}

net::ServerResponse Desk::ticket(const net::ServerRequest& request, const Fault* fault) {
    if (request.method != "POST") {
        return json_response({{"message", "The " + request.method +
                                              " method is not supported for this route. Supported methods: POST."}},
                             405);
    }
    if (fault != nullptr && fault->deed == "expire_tokens") {
        expire_access_tokens();
    } else if (fault != nullptr && fault->deed != "wrong_ticket") {
        return act_out(*fault, request);
    }
    if (!authorised(request)) {
        return unauthenticated(request);
    }
    const Json form = php_form(request);
    const auto number = text_of(form, "ticketnum");
    const auto id = text_of(form, "ticketid");
    if (number.empty() && id.empty()) {
        return desk_error("Ticket ID Required");
    }
    const auto now = clock_.now();
    auto ticket = id.empty() ? shelf_.by_number(number, now) : shelf_.by_id(id, now);
    if (!ticket) {
        return desk_error("Ticket ID Not Found");
    }
    if (fault != nullptr && fault->deed == "wrong_ticket") {
        ticket = shelf_.by_number(number == "615208" ? "482913" : "615208", now);
    }
    if (text_of(form, "repliessort") == "DESC" && (*ticket)["replies"].is_object() &&
        (*ticket)["replies"].contains("reply") && (*ticket)["replies"]["reply"].is_array()) {
        std::ranges::reverse((*ticket)["replies"]["reply"]);
    }
    ++served_;
    return json_response(*ticket);
}

} // namespace usher::sandbox
