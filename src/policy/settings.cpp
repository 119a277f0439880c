#include "usher/policy/settings.hpp"

#include <algorithm>
#include <array>

#include "policy/rule_for.hpp"

namespace usher::policy {

namespace {

constexpr std::array in_chat{Setting::level,  Setting::answers,      Setting::replies,
                             Setting::unfurl, Setting::unfurl_level, Setting::language};
constexpr int most_replies = 10;
constexpr std::string_view everything = "all";
constexpr std::string_view reset = "reset";

std::string_view word(Answers answers) {
    return answers == Answers::private_ ? "private" : "conversation";
}
std::string_view word(bool on) {
    return on ? "on" : "off";
}

bool is_count(std::string_view value) {
    if (value.empty() || value.size() > 2 || std::ranges::any_of(value, [](char c) { return c < '0' || c > '9'; })) {
        return false;
    }
    return std::stoi(std::string(value)) <= most_replies;
}

std::string to_text(const Pattern& pattern) {
    if (pattern.kind == Pattern::Kind::any) {
        return "*";
    }
    const auto native = pattern.kind == Pattern::Kind::platform ? "*" : pattern.native;
    return std::string(identity::name(pattern.platform)) + ":" + native;
}

/// Every setting with the reason for its value.
class Explanation {
public:
    Explanation(const Rules& rules, const identity::ConversationId& conversation,
                const identity::ConversationFacts& facts)
        : rules_(rules), facts_(facts), here_(rules, conversation, facts.aliases) {}

    std::vector<Holding> all() {
        const auto& rule = here_.rule();
        const bool outsiders = facts_.outsiders == identity::Outsiders::present && !opened_to_outsiders(rule);
        const bool doubt = unsure(facts_, rule);

        const auto level = rule.level.value_or(Level::internal);
        if (outsiders) {
            add(Setting::level, name(Level::none), Origin::outsiders);
        } else if (doubt && level > Level::minimal) {
            add(Setting::level, name(Level::minimal), Origin::unsure);
        } else {
            add(Setting::level, name(level), here_.configured().level.has_value());
        }
        if (doubt && !outsiders) {
            add(Setting::answers, word(Answers::private_), Origin::unsure);
        } else {
            add(Setting::answers, word(rule.answers.value_or(Answers::conversation)),
                here_.configured().answers.has_value());
        }
        add(Setting::replies, std::to_string(replies_shown(rule)), here_.configured().replies.has_value());
        add_unfurl(rule, outsiders, doubt);
        add(Setting::language, code(rule.language.value_or(rules_.language)), here_.configured().language.has_value());
        if (!rule.departments.empty()) {
            std::string names;
            for (const auto& department : rule.departments) {
                names += (names.empty() ? "" : ", ") + department;
            }
            add(Setting::departments, names, true);
        }
        if (rule.notes.value_or(false)) {
            add_notes(rule);
        }
        return std::move(holdings_);
    }

private:
    void add_unfurl(const ConversationRule& rule, bool outsiders, bool doubt) {
        const bool kept_out = outsiders || doubt;
        const auto barrier = outsiders ? Origin::outsiders : Origin::unsure;
        if (kept_out && rule.unfurl.value_or(true)) {
            add(Setting::unfurl, word(false), barrier);
        } else {
            add(Setting::unfurl, word(rule.unfurl.value_or(true)), here_.configured().unfurl.has_value());
        }
        const auto level = unfurl_level(rule, facts_);
        if (kept_out) {
            add(Setting::unfurl_level, name(Level::none), barrier);
        } else if (level < rule.unfurl_level.value_or(usual_unfurl_level(facts_))) {
            add(Setting::unfurl_level, name(level), Origin::bound);
        } else if (rule.unfurl_level) {
            add(Setting::unfurl_level, name(level), here_.configured().unfurl_level.has_value());
        } else {
            add(Setting::unfurl_level, name(level), Origin::kind);
        }
    }

    /// Where they could be shown.
    void add_notes(const ConversationRule& rule) {
        if (facts_.outsiders == identity::Outsiders::present) {
            add(Setting::notes, word(false), Origin::outsiders);
        } else if (facts_.outsiders == identity::Outsiders::unknown ||
                   facts_.kind == identity::ConversationKind::unknown) {
            add(Setting::notes, word(false), Origin::unsure);
        } else if (rule.level != Level::full) {
            add(Setting::notes, word(false), Origin::bound);
        } else {
            add(Setting::notes, word(true), true);
        }
    }

    void add(Setting setting, std::string_view value, Origin origin) {
        holdings_.push_back({setting, std::string(value), origin, {}, {}});
    }
    /// What was set in chat, else what the file sets, else what is usual.
    void add(Setting setting, std::string_view value, bool in_file) {
        add(setting, value, in_file ? Origin::rule : Origin::usual);
        auto& holding = holdings_.back();
        if (here_.chat() != nullptr && here_.chat()->contains(setting)) {
            holding.origin = Origin::chat;
            holding.chat = here_.chat()->at(setting);
        } else if (in_file) {
            holding.rule = to_text(here_.configured().match);
        }
    }

    const Rules& rules_;
    const identity::ConversationFacts& facts_;
    RuleHere here_;
    std::vector<Holding> holdings_;
};

} // namespace

std::string_view name(Setting setting) {
    switch (setting) {
    case Setting::level:
        return "level";
    case Setting::answers:
        return "answers";
    case Setting::replies:
        return "replies";
    case Setting::unfurl:
        return "unfurl";
    case Setting::unfurl_level:
        return "unfurl_level";
    case Setting::language:
        return "language";
    case Setting::departments:
        return "departments";
    case Setting::notes:
        return "notes";
    }
    return "level";
}

std::optional<Setting> parse_setting(std::string_view word) {
    const auto found = std::ranges::find_if(in_chat, [&](Setting setting) { return word == name(setting); });
    return found == in_chat.end() ? std::nullopt : std::optional(*found);
}

std::string to_string(const SettingChange& change) {
    const auto setting = change.setting ? name(*change.setting) : everything;
    return std::string(setting) + "=" + (change.value.empty() ? std::string(reset) : change.value);
}

std::optional<SettingChange> parse_change(std::string_view text) {
    const auto equals = std::min(text.find('='), text.size());
    const auto word = text.substr(0, equals);
    const auto value = text.substr(std::min(equals + 1, text.size()));
    const SettingChange change{parse_setting(word), value == reset ? std::string() : std::string(value)};
    const bool whole = !value.empty() && (change.setting || word == everything);
    return whole && is_valid(change) ? std::optional(change) : std::nullopt;
}

bool is_valid(const SettingChange& change) {
    if (change.value.empty()) {
        return true;
    }
    if (!change.setting) {
        return false;
    }
    switch (*change.setting) {
    case Setting::level:
    case Setting::unfurl_level:
        return parse_level(change.value).has_value();
    case Setting::unfurl:
        return change.value == word(true) || change.value == word(false);
    case Setting::answers:
        return change.value == word(Answers::conversation) || change.value == word(Answers::private_);
    case Setting::language:
        return parse_language(change.value).has_value();
    case Setting::replies:
        return is_count(change.value);
    case Setting::departments:
    case Setting::notes:
        break;
    }
    return false;
}

void apply(const SettingChange& change, const identity::PersonId& by, std::chrono::sys_seconds at,
           ChatSettings& settings) {
    if (!change.setting) {
        settings.clear();
    } else if (change.value.empty()) {
        settings.erase(*change.setting);
    } else {
        settings[*change.setting] = {change.value, by, at};
    }
}

std::vector<Holding> explain(const Rules& rules, const identity::ConversationId& conversation,
                             const identity::ConversationFacts& facts) {
    return Explanation(rules, conversation, facts).all();
}

bool is_admin(const Rules& rules, const identity::PersonId& person) {
    return std::ranges::find(rules.admins, identity::to_string(person)) != rules.admins.end();
}

} // namespace usher::policy
