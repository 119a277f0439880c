#include "sandbox/payloads.hpp"

#include <string_view>

#include "sandbox/message_json.hpp"

namespace usher::sandbox {

namespace {

/// Deprecated, but every payload has one.
constexpr std::string_view kVerification = "sandbox-verification";

/// The one shortcut of the app, as its manifest has it.
constexpr std::string_view kShortcut = "usher_show_ticket";

std::string wire_name(const Channel& channel) {
    switch (channel.kind) {
    case ChannelKind::direct:
        return "directmessage";
    case ChannelKind::private_channel:
        return "privategroup";
    case ChannelKind::public_channel:
        break;
    }
    return channel.name;
}

} // namespace

Json command_payload(const CommandCall& call) {
    return {{"token", kVerification},
            {"team_id", kTeam},
            {"team_domain", kTeamDomain},
            {"channel_id", call.channel.id},
            {"channel_name", wire_name(call.channel)},
            {"user_id", call.person.id},
            {"user_name", call.person.name},
            {"command", call.command},
            {"text", call.text},
            {"api_app_id", kApp},
            {"is_enterprise_install", "false"},
            {"response_url", call.response_url},
            {"trigger_id", call.trigger}};
}

Json shortcut_payload(const ShortcutUse& use, const Workspace& workspace) {
    return {{"type", "message_action"},
            {"token", kVerification},
            {"action_ts", use.action_ts},
            {"team", {{"id", kTeam}, {"domain", kTeamDomain}}},
            {"user",
             {{"id", use.person.id},
              {"username", use.person.name},
              {"name", use.person.name},
              {"team_id", use.person.team}}},
            {"channel", {{"id", use.channel.id}, {"name", wire_name(use.channel)}}},
            {"is_enterprise_install", false},
            {"enterprise", nullptr},
            {"callback_id", kShortcut},
            {"trigger_id", use.trigger},
            {"response_url", use.response_url},
            {"message_ts", use.message.ts},
            {"message", to_slack_json(use.message, workspace, true)}};
}

Json press_payload(const ButtonPress& press, const Workspace& workspace) {
    const auto& message = press.message;
    const bool below_link = press.unfurl.is_object();
    Json container = {{"type", press.attachment > 0 ? "message_attachment" : "message"},
                      {"message_ts", message.ts},
                      {"channel_id", press.channel.id},
                      {"is_ephemeral", message.ephemeral()}};
    if (press.attachment > 0) {
        container["attachment_id"] = press.attachment;
        container["is_app_unfurl"] = below_link;
        if (below_link) {
            container["app_unfurl_url"] = text_of(press.unfurl, "app_unfurl_url");
        }
    }
    if (!message.thread_ts.empty()) {
        container["thread_ts"] = message.thread_ts;
    }
    Json action = {{"action_id", text_of(press.action, "action_id")},
                   {"block_id", press.block},
                   {"type", text_of(press.action, "type")},
                   {"action_ts", press.action_ts}};
    for (const auto* key : {"text", "value", "style"}) {
        if (const auto* value = member(press.action, key)) {
            action[key] = *value;
        }
    }
    Json payload = {{"type", "block_actions"},
                    {"user",
                     {{"id", press.person.id},
                      {"username", press.person.name},
                      {"name", press.person.name},
                      {"team_id", press.person.team}}},
                    {"api_app_id", kApp},
                    {"token", kVerification},
                    {"container", std::move(container)},
                    {"trigger_id", press.trigger},
                    {"team", {{"id", kTeam}, {"domain", kTeamDomain}}},
                    {"enterprise", nullptr},
                    {"is_enterprise_install", false},
                    {"channel", {{"id", press.channel.id}, {"name", wire_name(press.channel)}}},
                    {"state", {{"values", Json::object()}}},
                    {"response_url", press.response_url},
                    {"actions", Json::array()}};
    payload["actions"].push_back(std::move(action));
    if (below_link) {
        payload["app_unfurl"] = press.unfurl;
    } else if (!message.ephemeral()) {
        payload["message"] = to_slack_json(message, workspace, true);
    }
    return payload;
}

Json event_payload(Json event, const Channel& channel, const std::string& event_id, runtime::WallTime now) {
    const auto type = text_of(event, "type");
    Json authorization = {{"enterprise_id", nullptr},
                          {"team_id", kTeam},
                          {"user_id", kBotUser},
                          {"is_bot", true},
                          {"is_enterprise_install", false}};
    Json payload = {{"token", kVerification},
                    {"team_id", kTeam},
                    {"context_team_id", kTeam},
                    {"context_enterprise_id", nullptr},
                    {"api_app_id", kApp},
                    {"event", std::move(event)},
                    {"type", "event_callback"},
                    {"event_id", event_id},
                    {"event_time", std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count()},
                    {"authorizations", Json::array()},
                    {"is_ext_shared_channel", channel.shared},
                    {"event_context", "4-" + type + "-" + std::string(kTeam) + "-" + channel.id}};
    payload["authorizations"].push_back(std::move(authorization));
    return payload;
}

} // namespace usher::sandbox
