#include <algorithm>

#include "usher/policy/policy.hpp"

namespace usher::policy {

namespace {

constexpr int default_replies = 2;
constexpr int most_replies = 10;

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

/// The first rule that matches, whole, or one that sets nothing.
const ConversationRule& rule_for(const Rules& rules, const identity::ConversationId& conversation,
                                 const std::vector<std::string>& aliases) {
    static const ConversationRule sets_nothing{};
    const auto found = std::ranges::find_if(
        rules.conversations, [&](const ConversationRule& rule) { return matches(rule.match, conversation, aliases); });
    return found == rules.conversations.end() ? sets_nothing : *found;
}

bool listed(const Rules& rules, const identity::PersonId& actor) {
    return rules.users.empty() || std::ranges::find(rules.users, identity::to_string(actor)) != rules.users.end();
}

identity::ConversationFacts known_facts(const Request& request) {
    auto facts = request.facts;
    if (request.action == Action::direct_message && facts.kind == identity::ConversationKind::unknown) {
        facts.kind = identity::ConversationKind::direct;
    }
    return facts;
}

/// Whether the operator named this conversation, or said outright that outsiders do not matter.
bool opened_to_outsiders(const ConversationRule& rule) {
    return rule.outsiders.value_or(rule.match.kind == Pattern::Kind::exact);
}

/// Whether the platform could not tell who reads along, and the operator did not say it instead.
bool unsure(const identity::ConversationFacts& facts, const ConversationRule& rule) {
    const bool kind_unsure =
        facts.kind == identity::ConversationKind::unknown && rule.match.kind != Pattern::Kind::exact;
    const bool outsiders_unsure = facts.outsiders == identity::Outsiders::unknown && !opened_to_outsiders(rule);
    return kind_unsure || outsiders_unsure;
}

Decision denied(Denial denial, Language language) {
    return Decision{.grant = std::nullopt, .denial = denial, .language = language};
}

/// What nobody asked for is shown only where it is known who reads along, and less of it where everybody may.
Decision authorise_unfurl(const Rules& rules, const ConversationRule& rule, const identity::ConversationFacts& facts) {
    const auto language = rule.language.value_or(rules.language);
    if (!rule.unfurl.value_or(true)) {
        return denied(Denial::unfurls_off, language);
    }
    if (unsure(facts, rule)) {
        return denied(Denial::unsure, language);
    }
    const bool narrow =
        facts.kind != identity::ConversationKind::public_channel && facts.kind != identity::ConversationKind::unknown;
    const auto usual =
        facts.outsiders == identity::Outsiders::absent ? (narrow ? Level::internal : Level::minimal) : Level::none;
    // What is asked for openly bounds what is shown unasked.
    const auto level =
        std::min(rule.unfurl_level.value_or(usual), rule.level.value_or(rule.unfurl_level.value_or(usual)));
    if (level == Level::none) {
        return denied(Denial::level_none, language);
    }
    Grant grant{.level = level,
                .answers = Answers::conversation,
                .replies = std::clamp(rule.replies.value_or(default_replies), 0, most_replies),
                .language = language,
                .departments = rule.departments};
    return Decision{.grant = std::move(grant), .denial = Denial::level_none, .language = language};
}

} // namespace

Decision authorise(const Rules& rules, const Request& request) {
    const auto& rule = rule_for(rules, request.conversation, request.facts.aliases);
    const auto language = rule.language.value_or(rules.language);
    const auto facts = known_facts(request);

    if (!listed(rules, request.actor)) {
        return denied(Denial::user_not_listed, language);
    }
    if (facts.outsiders == identity::Outsiders::present && !opened_to_outsiders(rule)) {
        return denied(Denial::outsiders_present, language);
    }
    if (request.action == Action::unfurl) {
        return authorise_unfurl(rules, rule, facts);
    }
    Grant grant{.level = rule.level.value_or(Level::internal),
                .answers = rule.answers.value_or(Answers::conversation),
                .replies = std::clamp(rule.replies.value_or(default_replies), 0, most_replies),
                .language = language,
                .departments = rule.departments};
    if (unsure(facts, rule)) {
        grant.level = std::min(grant.level, Level::minimal);
        grant.answers = Answers::private_;
    }
    if (grant.level == Level::none) {
        return denied(Denial::level_none, language);
    }
    return Decision{.grant = std::move(grant), .denial = Denial::level_none, .language = language};
}

UnfurlRule unfurl_rule(const Rules& rules, const identity::ConversationId& conversation) {
    const auto& rule = rule_for(rules, conversation, {});
    return {.on = rule.unfurl.value_or(true),
            .bare = rule.bare.value_or(rules.bare),
            .window = rule.window.value_or(rules.window),
            .place_thread = rule.place_thread.value_or(rules.place_thread)};
}

Language language_for(const Rules& rules, const identity::ConversationId& conversation) {
    return rule_for(rules, conversation, {}).language.value_or(rules.language);
}

} // namespace usher::policy
