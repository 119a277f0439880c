#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <exception>
#include <iterator>

#include "app/check_command.hpp"
#include "app/desk_factory.hpp"
#include "app/http_options.hpp"
#include "app/manifest_command.hpp"
#include "usher/keliweb/keliweb.hpp"
#include "usher/net/http_client.hpp"
#include "usher/runtime/system.hpp"

namespace usher::app {

namespace {

using Grade = Finding::Grade;
using Json = nlohmann::json;

/// A number that is no real ticket, to see whether the desk lets us ask at all.
constexpr auto probe_number = "000000";

constexpr std::string_view needed_scopes[] = {"commands",         "chat:write",     "app_mentions:read", "im:history",
                                              "channels:history", "groups:history", "channels:read",     "groups:read",
                                              "im:read",          "mpim:read",      "users:read"};

runtime::Task<std::expected<net::HttpResponse, net::HttpFailure>> call_slack(net::HttpClient& http, std::string url,
                                                                             secret::Secret token) {
    net::HttpRequest request;
    request.method = "POST";
    request.url = secret::Secret(std::move(url));
    request.bearer = std::move(token);
    request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    co_return co_await http.send(std::move(request));
}

std::string member(const Json& json, const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

/// The words of an error code of Slack's, and what to do about it.
Finding refusal(const std::string& what, const std::string& error) {
    std::string mend = "See https://docs.slack.dev for this code.";
    if (error == "invalid_auth" || error == "not_authed" || error == "token_revoked" || error == "account_inactive") {
        mend = "Copy the token again from the app's pages; reinstall the app if it was revoked.";
    } else if (error == "not_allowed_token_type") {
        mend = "app_token is the xapp-… token and bot_token the xoxb-… token; they may be exchanged.";
    } else if (error == "missing_scope") {
        mend = "Give the app-level token the scope connections:write.";
    }
    return {Grade::problem, "slack", what + ": Slack answers " + error + ".", mend};
}

/// Asked for only where there are links to follow.
constexpr std::string_view link_scopes[] = {"links:read", "links:write"};

void check_scopes(std::vector<Finding>& findings, std::string_view granted, bool links) {
    const std::string list = "," + std::string(granted) + ",";
    std::vector<std::string_view> needed(std::begin(needed_scopes), std::end(needed_scopes));
    if (links) {
        needed.insert(needed.end(), std::begin(link_scopes), std::end(link_scopes));
    }
    std::string missing;
    for (const auto scope : needed) {
        if (list.find("," + std::string(scope) + ",") == std::string::npos) {
            missing += (missing.empty() ? "" : ", ") + std::string(scope);
        }
    }
    if (!granted.empty() && !missing.empty()) {
        findings.push_back({Grade::warning, "slack", "the bot token lacks " + missing + ".",
                            "Update the app with the output of usher manifest and reinstall it; docs/configuration.md "
                            "says what each is for."});
    }
}

runtime::Task<void> check_slack(const config::Slack& slack, bool links, Secrets& secrets, net::HttpClient& http,
                                std::vector<Finding>& findings) {
    const std::tuple<const char*, std::string, const secret::Secret*> calls[] = {
        {"bot_token", slack.api_url + "auth.test", &secrets.slack_bot_token},
        {"app_token", slack.api_url + "apps.connections.open", &secrets.slack_app_token}};
    for (const auto& [name, url, token] : calls) {
        const auto response = co_await call_slack(http, url, token->clone());
        if (!response) {
            findings.push_back({Grade::problem, "slack", "cannot reach Slack: " + response.error().reason + ".",
                                "Check the network, the proxy and [slack] api_url."});
            co_return;
        }
        const auto body = Json::parse(response->body, nullptr, false);
        if (!body.is_object() || !body.contains("ok") || body["ok"] != true) {
            const auto error = body.is_object() ? member(body, "error") : std::string{};
            findings.push_back(refusal(name, error.empty() ? "HTTP " + std::to_string(response->status) : error));
            continue;
        }
        if (std::string_view(name) == "bot_token") {
            findings.push_back({Grade::ok, "slack",
                                "the bot token belongs to " + member(body, "user") + " in " + member(body, "team") +
                                    " (" + member(body, "team_id") + ").",
                                ""});
            check_scopes(findings, response->header("x-oauth-scopes"), links);
        } else {
            findings.push_back({Grade::ok, "slack", "the app token opens Socket Mode connections.", ""});
        }
    }
}

runtime::Task<void> check_desk(const config::Keliweb& keliweb, Secrets& secrets, net::HttpClient& http,
                               runtime::Clock& clock, ops::Metrics& metrics, std::vector<Finding>& findings) {
    keliweb::KeliwebDesk desk(desk_options(keliweb), desk_credentials(keliweb, secrets), http, clock, nullptr, metrics);
    const auto fetched = co_await desk.fetch(*ticket::TicketNumber::parse(probe_number));
    if (const auto* misconfigured = std::get_if<desk::Misconfigured>(&fetched)) {
        findings.push_back(
            {Grade::problem, "keliweb", "the desk rejects our access (" + misconfigured->reason + ").",
             "Check client_id, client_secret, username and password with your Keliweb account manager."});
    } else if (const auto* unavailable = std::get_if<desk::Unavailable>(&fetched)) {
        findings.push_back({Grade::problem, "keliweb", "the desk gives no usable answer (" + unavailable->reason + ").",
                            "Check the network and [keliweb] url; try again later."});
    } else {
        findings.push_back({Grade::ok, "keliweb", "the desk lets us in.", ""});
    }
}

/// Asks who we are. A password or a refresh token is not used up for that: only the homeserver itself is looked for.
runtime::Task<void> check_matrix(const config::Matrix& matrix, Secrets& secrets, net::HttpClient& http,
                                 std::vector<Finding>& findings) {
    const bool by_token = secrets.matrix_access_token.has_value();
    net::HttpRequest request;
    request.url = secret::Secret(matrix.homeserver +
                                 (by_token ? "/_matrix/client/v3/account/whoami" : "/_matrix/client/versions"));
    if (by_token) {
        request.bearer = secrets.matrix_access_token->clone();
    }
    const auto response = co_await http.send(std::move(request));
    if (!response) {
        findings.push_back({Grade::problem, "matrix", "cannot reach the homeserver: " + response.error().reason + ".",
                            "Check the network, the proxy and [matrix] homeserver."});
        co_return;
    }
    const auto body = Json::parse(response->body, nullptr, false);
    if (response->status != 200 || !body.is_object()) {
        const auto error = body.is_object() ? member(body, "errcode") : std::string{};
        findings.push_back(
            {Grade::problem, "matrix",
             "the homeserver answers " + (error.empty() ? "HTTP " + std::to_string(response->status) : error) + ".",
             by_token ? "Get a new access token; docs/matrix.md says how."
                      : "Is [matrix] homeserver the base URL of the client-server API?"});
        co_return;
    }
    if (!by_token) {
        findings.push_back({Grade::ok, "matrix", "the homeserver answers; the login is tried at the start.", ""});
        co_return;
    }
    const auto user = member(body, "user_id");
    if (user != matrix.user) {
        findings.push_back({Grade::problem, "matrix", "the access token belongs to " + user + ".",
                            "Correct [matrix] user or access_token."});
        co_return;
    }
    findings.push_back({Grade::ok, "matrix", "the access token belongs to " + user + ".", ""});
}

runtime::Task<void> check_all(const config::Config& config, Secrets& secrets, net::HttpClient& http,
                              std::vector<Finding>& findings) {
    runtime::SystemClock clock;
    ops::Metrics metrics;
    if (config.slack) {
        co_await check_slack(*config.slack, !unfurl_domains(config).empty(), secrets, http, findings);
    }
    if (config.matrix) {
        co_await check_matrix(*config.matrix, secrets, http, findings);
    }
    co_await check_desk(*config.keliweb, secrets, http, clock, metrics, findings);
}

} // namespace

std::vector<Finding> check_online(const config::Config& config, Secrets secrets) {
    asio::io_context loop(1);
    net::HttpClient http(loop.get_executor(), http_options());
    std::vector<Finding> findings;
    std::exception_ptr failure;
    asio::co_spawn(loop, check_all(config, secrets, http, findings),
                   [&](std::exception_ptr problem) { failure = std::move(problem); });
    loop.run();
    if (failure) {
        std::rethrow_exception(failure);
    }
    return findings;
}

} // namespace usher::app
