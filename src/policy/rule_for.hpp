#pragma once

#include <optional>

#include "usher/policy/policy.hpp"

namespace usher::policy {

/// What holds for a conversation before anybody knows who reads along: the first rule that matches, or one that sets
/// nothing, under what was set in chat. Lives no longer than `rules`.
class RuleHere {
public:
    RuleHere(const Rules& rules, const identity::ConversationId& conversation, const std::vector<std::string>& aliases);

    [[nodiscard]] const ConversationRule& rule() const { return merged_ ? *merged_ : *base_; }
    /// Whether a rule of the file matched.
    [[nodiscard]] bool named() const { return named_; }
    [[nodiscard]] const ChatSettings* chat() const { return chat_; }
    /// Without what was set in chat.
    [[nodiscard]] const ConversationRule& configured() const { return *base_; }

private:
    const ConversationRule* base_ = nullptr;
    const ChatSettings* chat_ = nullptr;
    bool named_ = false;
    std::optional<ConversationRule> merged_;
};

/// Whether the operator named this conversation, or said outright that outsiders do not matter.
bool opened_to_outsiders(const ConversationRule& rule);
/// Whether the platform could not tell who reads along, and the operator did not say it instead.
bool unsure(const identity::ConversationFacts& facts, const ConversationRule& rule);
/// The level of what nobody asks for, where no rule says one.
Level usual_unfurl_level(const identity::ConversationFacts& facts);
/// The level of what nobody asks for. What is asked for openly bounds what is shown unasked.
Level unfurl_level(const ConversationRule& rule, const identity::ConversationFacts& facts);

} // namespace usher::policy
