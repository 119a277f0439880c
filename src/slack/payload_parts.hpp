#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "slack/event_payloads.hpp"

namespace usher::slack {

/// What the readers of payloads have in common.

/// A member that is an object; an empty object if it is absent or anything else.
const nlohmann::json& object_member(const nlohmann::json& object, const char* key);

/// A key that is empty or too long to be one of Slack's is left out.
void add_key(chat::Event& event, const char* kind, std::string key);

/// The conversation is always ours: a token belongs to one workspace, and one tenant for all kinds of events keeps keys
/// comparable.
identity::ConversationId conversation_of(const Reading& reading, std::string channel);
identity::PersonId person_of(const Reading& reading, const std::string& team, std::string user);

/// The team that a message's author belongs to; in a Slack Connect channel it may not be ours.
std::string author_team(const nlohmann::json& message);
bool written_by_a_bot(const nlohmann::json& message, const Reading& reading);

} // namespace usher::slack
