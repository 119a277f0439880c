#include <algorithm>

#include "policy/rule_for.hpp"
#include "usher/policy/policy.hpp"

namespace usher::policy {

namespace {

constexpr int default_replies = 2;
constexpr int most_replies = 10;

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

Decision denied(Denial denial, Language language) {
    return Decision{.grant = std::nullopt, .denial = denial, .language = language};
}

/// Staff's notes stay among those who are known to be ours.
bool notes_shown(const ConversationRule& rule, Level level, const identity::ConversationFacts& facts) {
    // An event that says nothing of the kind says nothing of guests either.
    const bool ours =
        facts.kind != identity::ConversationKind::unknown && facts.outsiders == identity::Outsiders::absent;
    return rule.notes.value_or(false) && level == Level::full && ours;
}

/// Answers are for everybody in the conversation.
Grant grant_of(const Rules& rules, const ConversationRule& rule, Level level) {
    return {.level = level,
            .answers = Answers::conversation,
            .replies = replies_shown(rule),
            .language = rule.language.value_or(rules.language),
            .departments = rule.departments};
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
    const auto level = unfurl_level(rule, facts);
    if (level == Level::none) {
        return denied(Denial::level_none, language);
    }
    auto grant = grant_of(rules, rule, level);
    grant.notes = notes_shown(rule, level, facts);
    return Decision{.grant = std::move(grant), .denial = Denial::level_none, .language = language};
}

} // namespace

Decision authorise(const Rules& rules, const Request& request) {
    const RuleHere here(rules, request.conversation, request.facts.aliases);
    const auto& rule = here.rule();
    const auto language = rule.language.value_or(rules.language);
    const auto facts = known_facts(request);

    if (!listed(rules, request.actor)) {
        return denied(Denial::user_not_listed, language);
    }
    if (request.action == Action::preview) {
        return rule.unfurl.value_or(true) ? Decision{.grant = grant_of(rules, rule, Level::none), .language = language}
                                          : denied(Denial::unfurls_off, language);
    }
    if (facts.outsiders == identity::Outsiders::present && !opened_to_outsiders(rule)) {
        return denied(Denial::outsiders_present, language);
    }
    if (request.action == Action::unfurl) {
        return authorise_unfurl(rules, rule, facts);
    }
    auto grant = grant_of(rules, rule, rule.level.value_or(Level::internal));
    grant.answers = rule.answers.value_or(Answers::conversation);
    if (unsure(facts, rule)) {
        grant.level = std::min(grant.level, Level::minimal);
        grant.answers = Answers::private_;
        grant.may_share = false;
    }
    if (grant.level == Level::none) {
        return denied(Denial::level_none, language);
    }
    grant.notes = notes_shown(rule, grant.level, request.facts);
    return Decision{.grant = std::move(grant), .denial = Denial::level_none, .language = language};
}

UnfurlRule unfurl_rule(const Rules& rules, const identity::ConversationId& conversation,
                       const std::vector<std::string>& aliases) {
    const RuleHere here(rules, conversation, aliases);
    const auto& rule = here.rule();
    return {.on = rule.unfurl.value_or(true),
            .bare = rule.bare.value_or(rules.bare),
            .window = rule.window.value_or(rules.window),
            .place_thread = rule.place_thread.value_or(rules.place_thread)};
}

namespace {

bool known(const identity::ConversationFacts& facts) {
    return facts.kind != identity::ConversationKind::unknown && facts.outsiders != identity::Outsiders::unknown;
}

} // namespace

Grant ceiling(const Rules& rules, const identity::ConversationId& conversation,
              const identity::ConversationFacts& facts, bool unasked) {
    const RuleHere here(rules, conversation, facts.aliases);
    const auto& rule = here.rule();
    auto grant = grant_of(rules, rule, rule.level.value_or(Level::internal));
    if (facts.outsiders == identity::Outsiders::present && !opened_to_outsiders(rule)) {
        grant.level = Level::none;
    } else if (unasked && (rule.unfurl_level || known(facts))) {
        grant.level = unfurl_level(rule, facts);
    }
    grant.notes =
        rule.notes.value_or(false) && grant.level == Level::full && facts.outsiders != identity::Outsiders::present;
    return grant;
}

std::string fingerprint(const Rules& rules) {
    const auto word = [](const std::optional<Level>& level) { return level ? name(*level) : std::string_view("-"); };
    std::string all;
    for (const auto& rule : rules.conversations) {
        all += std::to_string(static_cast<int>(rule.match.kind)) + std::string(identity::name(rule.match.platform)) +
               rule.match.native + '|' + std::string(word(rule.level)) + '|' + std::string(word(rule.unfurl_level)) +
               '|' + (opened_to_outsiders(rule) ? "open" : "closed") + (rule.notes.value_or(false) ? "|notes" : "");
        for (const auto& department : rule.departments) {
            all += '|' + department;
        }
        all += '\n';
    }
    return all;
}

int replies_shown(const ConversationRule& rule) {
    return std::clamp(rule.replies.value_or(default_replies), 0, most_replies);
}

} // namespace usher::policy
