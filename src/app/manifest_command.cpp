#include "app/manifest_command.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <string_view>

#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "usher/slack/slack.hpp"

namespace usher::app {

namespace {

using Json = nlohmann::ordered_json;

/// Each scope is for something; docs/configuration.md says what is lost without it.
Json bot_scopes(bool links) {
    Json scopes = {"commands",         "chat:write",     "app_mentions:read", "im:history",
                   "channels:history", "groups:history", "mpim:history",      "channels:read",
                   "groups:read",      "im:read",        "mpim:read",         "users:read"};
    if (links) {
        scopes.push_back("links:read");
        scopes.push_back("links:write");
    }
    return scopes;
}

Json bot_events(bool links) {
    Json events = {"app_mention", "message.channels", "message.groups", "message.im"};
    if (links) {
        events.push_back("link_shared");
    }
    return events;
}

/// Slack takes names with a dot, in ASCII, and no addresses.
bool is_domain(std::string_view host) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto plain = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; };
    const auto dot = host.rfind('.');
    return dot != std::string_view::npos && std::ranges::all_of(host, plain) &&
           std::ranges::any_of(host.substr(dot), letter);
}

} // namespace

std::vector<std::string> unfurl_domains(const config::Config& config) {
    constexpr std::size_t most = 5;
    std::vector<std::string> domains;
    for (const auto& host : config.mention.hosts) {
        const auto name = host.substr(0, host.find(':'));
        if (domains.size() < most && is_domain(name) && std::ranges::find(domains, name) == domains.end()) {
            domains.push_back(name);
        }
    }
    return domains;
}

std::string make_manifest(const config::Config& config) {
    const auto command = config.slack ? config.slack->command : config::Slack{}.command;
    const bool italian = config.language == policy::Language::it;
    const auto domains = unfurl_domains(config);
    Json manifest;
    manifest["_metadata"] = {{"major_version", 2}};
    manifest["display_information"] = {
        {"name", "Usher"},
        {"description", italian ? "Mostra i ticket di assistenza in chat" : "Shows support tickets in chat"},
        {"background_color", "#224488"}};
    manifest["features"] = {
        {"app_home",
         {{"home_tab_enabled", false}, {"messages_tab_enabled", true}, {"messages_tab_read_only_enabled", false}}},
        {"bot_user", {{"display_name", "usher"}, {"always_online", true}}},
        {"slash_commands", Json::array({{{"command", command},
                                         {"description", italian ? "Mostra un ticket" : "Show a ticket"},
                                         {"usage_hint", "516757 [full | last] · help"},
                                         {"should_escape", true}}})},
        {"shortcuts", Json::array({{{"name", italian ? "Mostra ticket" : "Show ticket"},
                                    {"type", "message"},
                                    {"callback_id", slack::show_ticket_shortcut},
                                    {"description", italian ? "Mostra a te solo il ticket che il messaggio nomina"
                                                            : "Shows you alone the ticket that the message names"}}})}};
    if (!domains.empty()) {
        manifest["features"]["unfurl_domains"] = domains;
    }
    manifest["oauth_config"] = {{"scopes", {{"bot", bot_scopes(!domains.empty())}}}};
    manifest["settings"] = {{"event_subscriptions", {{"bot_events", bot_events(!domains.empty())}}},
                            {"interactivity", {{"is_enabled", true}}},
                            {"org_deploy_enabled", false},
                            {"socket_mode_enabled", true},
                            {"token_rotation_enabled", false}};
    return manifest.dump(2);
}

int manifest(const std::string& config_file) {
    const auto config = load_configuration(config_file, config::Need::nothing);
    if (!config) {
        return exit_usage;
    }
    std::cout << make_manifest(*config) << "\n";
    return exit_done;
}

} // namespace usher::app
