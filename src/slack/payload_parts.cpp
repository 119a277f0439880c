#include "slack/payload_parts.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "usher/net/json.hpp"

namespace usher::slack {

using nlohmann::json;

namespace {

constexpr std::size_t longest_key = 256;

} // namespace

const json& object_member(const json& object, const char* key) {
    static const json nothing = json::object();
    const auto* value = net::member(object, key);
    return value != nullptr && value->is_object() ? *value : nothing;
}

void add_key(chat::Event& event, const char* kind, std::string key) {
    if (!key.empty() && key.size() <= longest_key) {
        event.keys.push_back({kind, std::move(key)});
    }
}

identity::ConversationId conversation_of(const Reading& reading, std::string channel) {
    return {identity::Platform::slack, reading.self.team, std::move(channel)};
}

identity::PersonId person_of(const Reading& reading, const std::string& team, std::string user) {
    return {identity::Platform::slack, is_slack_id(team) ? team : reading.self.team, std::move(user)};
}

std::string author_team(const json& message) {
    for (const auto* key : {"user_team", "source_team", "team"}) {
        auto team = net::text_member(message, key);
        if (!team.empty()) {
            return team;
        }
    }
    return {};
}

bool written_by_a_bot(const json& message, const Reading& reading) {
    const auto* bot = net::member(message, "bot_id");
    const auto* profile = net::member(message, "bot_profile");
    return (bot != nullptr && !bot->is_null() && !net::text_member(message, "bot_id").empty()) ||
           (profile != nullptr && profile->is_object()) || net::text_member(message, "user") == reading.self.user;
}

} // namespace usher::slack
