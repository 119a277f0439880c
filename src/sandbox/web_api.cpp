#include "sandbox/web_api.hpp"

#include <map>

#include "sandbox/api_answers.hpp"
#include "sandbox/desk_time.hpp"

namespace usher::sandbox {

Json api_error(std::string_view error) {
    return {{"ok", false}, {"error", error}};
}

Json missing_argument(std::string_view name) {
    Json answer = api_error("invalid_arguments");
    answer["response_metadata"]["messages"] = {"[ERROR] missing required field: " + std::string(name)};
    return answer;
}

Json structured(const Json& arguments, std::string_view key) {
    const auto* value = member(arguments, key);
    if (value == nullptr || !value->is_string()) {
        return value == nullptr ? Json() : *value;
    }
    if (value->get_ref<const std::string&>().empty()) {
        return {};
    }
    return parse_json(value->get_ref<const std::string&>()).value_or(Json(Json::value_t::discarded));
}

Json refusal_answer(const BlockRefusal& refusal) {
    Json answer = api_error(refusal.error);
    if (!refusal.details.empty()) {
        answer["errors"] = refusal.details;
        Json messages = Json::array();
        for (const auto& detail : refusal.details) {
            messages.push_back("[ERROR] " + detail);
        }
        answer["response_metadata"] = {{"messages", std::move(messages)}};
    }
    return answer;
}

Json WebApi::call(const Call& call) {
    using Method = Json (WebApi::*)(const Json&);
    static const std::map<std::string, Method, std::less<>> kMethods{
        {"auth.test", &WebApi::auth_test},
        {"chat.postMessage", &WebApi::post_message},
        {"chat.postEphemeral", &WebApi::post_ephemeral},
        {"chat.update", &WebApi::update},
        {"chat.delete", &WebApi::remove},
        {"chat.unfurl", &WebApi::unfurl},
        {"conversations.info", &WebApi::conversation_info},
        {"conversations.members", &WebApi::conversation_members},
        {"conversations.history", &WebApi::history},
        {"conversations.replies", &WebApi::replies},
        {"users.info", &WebApi::user_info},
        {"users.list", &WebApi::user_list},
    };
    const bool opening = call.method == "apps.connections.open";
    const auto method = kMethods.find(call.method);
    if (!opening && method == kMethods.end()) {
        Json answer = api_error("unknown_method");
        answer["req_method"] = call.method;
        return answer;
    }
    // A bot token may also stand in the body; an app-level token may not.
    const auto token = call.header_token.empty() && !opening ? text_of(call.arguments, "token") : call.header_token;
    if (token.empty()) {
        return api_error("not_authed");
    }
    if (token != tokens_.app && token != tokens_.bot) {
        return api_error("invalid_auth");
    }
    if ((token == tokens_.app) != opening) {
        return api_error("not_allowed_token_type");
    }
    return opening ? open_connection(call.arguments) : (this->*method->second)(call.arguments);
}

Json WebApi::open_connection(const Json& /*arguments*/) {
    std::string url = "ws" + base_.substr(base_.find(':')) + "/link/?ticket=" + parts_.hub.issue_ticket() + "&app_id=";
    return {{"ok", true}, {"url", url.append(kApp)}};
}

Json WebApi::auth_test(const Json& /*arguments*/) {
    return {{"ok", true},        {"url", "https://" + std::string(kTeamDomain) + ".slack.com/"},
            {"team", kTeamName}, {"user", "usher"},
            {"team_id", kTeam},  {"user_id", kBotUser},
            {"bot_id", kBot},    {"is_enterprise_install", false}};
}

Json WebApi::conversation_info(const Json& arguments) {
    const auto* channel = parts_.workspace.directory().channel(text_of(arguments, "channel"));
    if (channel == nullptr || (channel->kind != ChannelKind::public_channel && !channel->has_bot())) {
        return api_error("channel_not_found");
    }
    constexpr std::int64_t kCreated = 1'718'000'000;
    if (channel->kind == ChannelKind::direct) {
        return {{"ok", true},
                {"channel",
                 {{"id", channel->id},
                  {"created", kCreated},
                  {"is_im", true},
                  {"is_org_shared", false},
                  {"is_archived", false},
                  {"user", channel->members.front()},
                  {"is_user_deleted", false},
                  {"is_open", true},
                  {"priority", 0}}}};
    }
    const bool is_private = channel->kind == ChannelKind::private_channel;
    Json json = {{"id", channel->id},
                 {"name", channel->name},
                 {"name_normalized", channel->name},
                 {"is_channel", true},
                 {"is_group", false},
                 {"is_im", false},
                 {"is_mpim", false},
                 {"is_private", is_private},
                 {"created", kCreated},
                 {"creator", kMainPerson},
                 {"is_archived", false},
                 {"is_general", channel->name == "general"},
                 {"is_shared", channel->shared},
                 {"is_ext_shared", channel->shared},
                 {"is_org_shared", false},
                 {"is_pending_ext_shared", false},
                 {"pending_shared", Json::array()},
                 {"shared_team_ids", Json::array({kTeam})},
                 {"context_team_id", kTeam},
                 {"conversation_host_id", kTeam},
                 {"is_member", channel->has_bot()},
                 {"topic", {{"value", channel->topic}, {"creator", kMainPerson}, {"last_set", kCreated}}},
                 {"purpose", {{"value", ""}, {"creator", ""}, {"last_set", 0}}}};
    if (channel->shared) {
        json["connected_team_ids"] = Json::array({kPartnerTeam});
        json["shared_team_ids"].push_back(kPartnerTeam);
    }
    if (flag_of(arguments, "include_num_members")) {
        json["num_members"] = channel->members.size();
    }
    return {{"ok", true}, {"channel", std::move(json)}};
}

Json WebApi::conversation_members(const Json& arguments) {
    const auto id = text_of(arguments, "channel");
    std::string error;
    const auto* channel = reachable(id, error);
    if (error == "not_in_channel") {
        channel = parts_.workspace.directory().channel(id); // Who is in a public channel is public.
    }
    if (channel == nullptr) {
        return api_error(error);
    }
    return {{"ok", true}, {"members", channel->members}, {"response_metadata", {{"next_cursor", ""}}}};
}

Json WebApi::user_info(const Json& arguments) {
    const auto* person = parts_.workspace.directory().person(text_of(arguments, "user"));
    if (person == nullptr) {
        return api_error("user_not_found");
    }
    auto user = user_json(*person);
    if (flag_of(arguments, "include_locale")) {
        user["locale"] = person->locale;
    }
    return {{"ok", true}, {"user", std::move(user)}};
}

Json WebApi::user_list(const Json& /*arguments*/) {
    Json members = Json::array();
    for (const auto& person : parts_.workspace.directory().people()) {
        members.push_back(user_json(person));
    }
    return {{"ok", true}, {"members", std::move(members)}, {"response_metadata", {{"next_cursor", ""}}}};
}

Json WebApi::user_json(const Person& person) const {
    Json user = {{"id", person.id},
                 {"team_id", person.team},
                 {"name", person.name},
                 {"real_name", person.real_name},
                 {"deleted", false},
                 {"tz", person.time_zone},
                 {"tz_label", person.time_zone},
                 {"tz_offset", zone_offset(parts_.clock.now(), person.time_zone).count()},
                 {"profile",
                  {{"real_name", person.real_name},
                   {"real_name_normalized", person.real_name},
                   {"display_name", person.name},
                   {"title", person.title},
                   {"team", person.team}}},
                 {"is_admin", false},
                 {"is_owner", false},
                 {"is_primary_owner", false},
                 {"is_restricted", person.guest},
                 {"is_ultra_restricted", false},
                 {"is_bot", person.bot && person.id != kSlackbot},
                 {"is_app_user", false},
                 {"updated", 1'718'000'000}};
    if (person.stranger()) {
        user["is_stranger"] = true;
    }
    return user;
}

const Channel* WebApi::reachable(const std::string& id, std::string& error) const {
    const auto& directory = parts_.workspace.directory();
    const auto* channel = id.starts_with('U') ? directory.direct(id) : directory.channel(id);
    if (channel == nullptr || (channel->kind != ChannelKind::public_channel && !channel->has_bot())) {
        error = "channel_not_found";
        return nullptr;
    }
    if (!channel->has_bot()) {
        error = "not_in_channel";
        return nullptr;
    }
    return channel;
}

} // namespace usher::sandbox
