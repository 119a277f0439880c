#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "usher/identity/identity.hpp"

namespace usher::policy {

/// What holds in a conversation, by name. All but the last two can be set in chat.
enum class Setting : std::uint8_t { level, answers, replies, unfurl, unfurl_level, language, departments, notes };
std::string_view name(Setting setting);
/// Nothing for a word that is no setting of chat's.
std::optional<Setting> parse_setting(std::string_view word);

/// A change that somebody asks for in chat.
struct SettingChange {
    std::optional<Setting> setting; ///< Absent: all of them.
    std::string value; ///< As in the configuration (`minimal`, `off`, `it`); empty: as the operator has it.
    bool operator==(const SettingChange&) const = default;
};
/// `level=minimal`, `level=reset`, `all=reset`: for the store and the audit.
std::string to_string(const SettingChange& change);
/// Nothing for what is no valid change.
std::optional<SettingChange> parse_change(std::string_view text);
/// Whether the setting can have that value, or go back.
bool is_valid(const SettingChange& change);

/// A value that was set in chat, by whom and when.
struct ChatSetting {
    std::string value;
    identity::PersonId by;
    std::chrono::sys_seconds at;
    bool operator==(const ChatSetting&) const = default;
};
/// What was set in chat for one conversation; it goes before the configuration's rules.
using ChatSettings = std::map<Setting, ChatSetting>;
void apply(const SettingChange& change, const identity::PersonId& by, std::chrono::sys_seconds at,
           ChatSettings& settings);

/// Why a value holds. `bound`: another setting, or who reads along, does not let it be more.
enum class Origin : std::uint8_t { chat, rule, usual, kind, outsiders, unsure, bound };

/// A setting as it holds, and why.
struct Holding {
    Setting setting = Setting::level;
    std::string value;
    Origin origin = Origin::usual;
    std::string rule;                ///< For `rule`: the pattern that matched, as in the file.
    std::optional<ChatSetting> chat; ///< For `chat`.
    bool operator==(const Holding&) const = default;
};

struct Rules;
/// Everything that holds in a conversation, in the order of `Setting`. What outsiders or doubt forbid is `none` or
/// `off`.
std::vector<Holding> explain(const Rules& rules, const identity::ConversationId& conversation,
                             const identity::ConversationFacts& facts);

/// Whether the operator named this person to change settings in chat.
bool is_admin(const Rules& rules, const identity::PersonId& person);

} // namespace usher::policy
