#include "policy/rule_for.hpp"

#include <algorithm>
#include <charconv>

namespace usher::policy {

namespace {

bool matches(const Pattern& pattern, const identity::ConversationId& conversation,
             const std::vector<std::string>& aliases) {
    switch (pattern.kind) {
    case Pattern::Kind::any:
        return true;
    case Pattern::Kind::platform:
        return pattern.platform == conversation.platform;
    case Pattern::Kind::exact:
        return pattern.platform == conversation.platform &&
               (pattern.native == conversation.native || std::ranges::find(aliases, pattern.native) != aliases.end());
    }
    return false;
}

/// A word that this version does not know shows nothing rather than too much.
void overlay(ConversationRule& rule, Setting setting, const std::string& value) {
    switch (setting) {
    case Setting::level:
        rule.level = parse_level(value).value_or(Level::none);
        break;
    case Setting::unfurl_level:
        rule.unfurl_level = parse_level(value).value_or(Level::none);
        break;
    case Setting::unfurl:
        rule.unfurl = value == "on";
        break;
    case Setting::answers:
        rule.answers = value == "conversation" ? Answers::conversation : Answers::private_;
        break;
    case Setting::language:
        if (const auto language = parse_language(value)) {
            rule.language = language;
        }
        break;
    case Setting::replies: {
        int replies = 0;
        std::from_chars(value.data(), value.data() + value.size(), replies);
        rule.replies = replies;
        break;
    }
    case Setting::departments:
    case Setting::notes:
        break;
    }
}

} // namespace

RuleHere::RuleHere(const Rules& rules, const identity::ConversationId& conversation,
                   const std::vector<std::string>& aliases) {
    static const ConversationRule sets_nothing{};
    const auto found = std::ranges::find_if(
        rules.conversations, [&](const ConversationRule& rule) { return matches(rule.match, conversation, aliases); });
    named_ = found != rules.conversations.end();
    base_ = named_ ? &*found : &sets_nothing;
    const auto set = rules.chat.find(conversation);
    if (set == rules.chat.end() || set->second.empty()) {
        return;
    }
    chat_ = &set->second;
    merged_ = *base_;
    for (const auto& [setting, value] : *chat_) {
        overlay(*merged_, setting, value.value);
    }
}

bool opened_to_outsiders(const ConversationRule& rule) {
    return rule.outsiders.value_or(rule.match.kind == Pattern::Kind::exact);
}

bool unsure(const identity::ConversationFacts& facts, const ConversationRule& rule) {
    const bool kind_unsure =
        facts.kind == identity::ConversationKind::unknown && rule.match.kind != Pattern::Kind::exact;
    const bool outsiders_unsure = facts.outsiders == identity::Outsiders::unknown && !opened_to_outsiders(rule);
    return kind_unsure || outsiders_unsure;
}

Level usual_unfurl_level(const identity::ConversationFacts& facts) {
    if (facts.outsiders != identity::Outsiders::absent) {
        return Level::none;
    }
    const bool narrow =
        facts.kind != identity::ConversationKind::public_channel && facts.kind != identity::ConversationKind::unknown;
    return narrow ? Level::internal : Level::minimal;
}

Level unfurl_level(const ConversationRule& rule, const identity::ConversationFacts& facts) {
    const auto level = rule.unfurl_level.value_or(usual_unfurl_level(facts));
    return std::min(level, rule.level.value_or(level));
}

} // namespace usher::policy
