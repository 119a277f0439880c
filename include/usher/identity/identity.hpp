#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace usher::identity {

/// A chat system that Usher speaks.
enum class Platform : std::uint8_t { slack, matrix };

/// "slack" or "matrix": the word used in configuration, logs, metrics and stored keys.
std::string_view name(Platform platform);

/// A Slack channel or direct message, or a Matrix room. Immutable platform ids only, never display names.
struct ConversationId {
    Platform platform = Platform::slack;
    std::string tenant; ///< Slack team id or Matrix homeserver.
    std::string native; ///< Slack channel id or Matrix room id.
    auto operator<=>(const ConversationId&) const = default;
};

/// A person, by the platform's immutable id (Slack user id, full Matrix user id).
struct PersonId {
    Platform platform = Platform::slack;
    std::string tenant;
    std::string native;
    auto operator<=>(const PersonId&) const = default;
};

/// A message inside a conversation (Slack `ts`, Matrix event id).
struct MessageId {
    std::string native;
    auto operator<=>(const MessageId&) const = default;
};

/// The thread that a message belongs to (Slack `thread_ts`, Matrix thread root).
struct ThreadId {
    std::string native;
    auto operator<=>(const ThreadId&) const = default;
};

/// The configured ticket system that a reference belongs to ("keliweb"); part of every stored key.
struct DeskId {
    std::string native;
    auto operator<=>(const DeskId&) const = default;
};

/// `slack:T01/C01`: how logs and the audit name a conversation. Never parsed back.
std::string to_string(const ConversationId& id);
/// `slack:T01:U01`: the form of `[access] users` and `admins`.
std::string to_string(const PersonId& id);

/// Who can be present in a conversation, as the platform tells it.
enum class ConversationKind : std::uint8_t { unknown, direct, group_direct, private_channel, public_channel };

/// Whether people from outside the own organisation (Slack Connect, guests, other homeservers) can read a conversation.
enum class Outsiders : std::uint8_t { unknown, absent, present };

/// What the platform says about a conversation. `unknown` is an answer, and policy treats it as unsafe.
struct ConversationFacts {
    ConversationKind kind = ConversationKind::unknown;
    Outsiders outsiders = Outsiders::unknown;
    std::vector<std::string> aliases = {}; ///< Other names that the configuration may use for it, verified.
    auto operator<=>(const ConversationFacts&) const = default;
};

} // namespace usher::identity
