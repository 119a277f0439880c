#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "usher/policy/policy.hpp"

namespace {

using namespace usher::policy;
using usher::identity::ConversationFacts;
using usher::identity::ConversationKind;
using usher::identity::Outsiders;
using usher::identity::Platform;

constexpr ConversationFacts safe{.kind = ConversationKind::private_channel, .outsiders = Outsiders::absent};
constexpr ConversationFacts with_outsiders{.kind = ConversationKind::private_channel, .outsiders = Outsiders::present};

Request asked_in(std::string channel, ConversationFacts facts = safe, Action action = Action::command) {
    return Request{.actor = {.platform = Platform::slack, .tenant = "T01", .native = "U01"},
                   .conversation = {.platform = Platform::slack, .tenant = "T01", .native = std::move(channel)},
                   .facts = facts,
                   .action = action};
}

Request asked_in_matrix(std::string room) {
    return Request{.actor = {.platform = Platform::matrix, .tenant = "example.org", .native = "@anna:example.org"},
                   .conversation = {.platform = Platform::matrix, .tenant = "example.org", .native = std::move(room)},
                   .facts = safe,
                   .action = Action::command};
}

ConversationRule rule_for(std::string_view pattern) {
    ConversationRule rule;
    rule.match = Pattern::parse(pattern).value();
    return rule;
}

ConversationRule rule_for(std::string_view pattern, Level level) {
    auto rule = rule_for(pattern);
    rule.level = level;
    return rule;
}

Rules with(std::vector<ConversationRule> conversations) {
    Rules rules;
    rules.conversations = std::move(conversations);
    return rules;
}

Level level_of(const Decision& decision) {
    return decision.grant ? decision.grant->level : Level::none;
}

/// Why it was refused; nothing if it was granted.
std::optional<Denial> refusal(const Decision& decision) {
    return decision.grant ? std::nullopt : std::optional(decision.denial);
}

TEST_CASE("without any rule an internal conversation sees the internal level, two replies, for everybody") {
    const auto decision = authorise(Rules{}, asked_in("C01"));

    REQUIRE(decision.grant);
    CHECK(decision.grant->level == Level::internal);
    CHECK(decision.grant->answers == Answers::conversation);
    CHECK(decision.grant->replies == 2);
    CHECK(decision.grant->language == Language::en);
    CHECK(decision.grant->departments.empty());
}

TEST_CASE("an empty list of users means everybody in the conversation") {
    CHECK(authorise(Rules{}, asked_in("C01")).grant);
}

TEST_CASE("once users are listed, everybody else is refused on every path") {
    Rules rules;
    rules.users = {"slack:T01:U99", "matrix:@anna:example.org"};

    for (const auto action : {Action::command, Action::mention, Action::direct_message, Action::button}) {
        const auto decision = authorise(rules, asked_in("C01", safe, action));
        CHECK(refusal(decision) == Denial::user_not_listed);
    }
    CHECK(authorise(rules, asked_in_matrix("!a:example.org")).grant);
}

TEST_CASE("a user is listed by the whole immutable id, with platform and tenant") {
    for (const auto* almost :
         {"slack:T02:U01", "slack:T01:U011", "slack:T01:u01", "slack:U01", "matrix:T01:U01", "U01", "*", ""}) {
        CAPTURE(almost);
        Rules rules;
        rules.users = {almost};
        CHECK_FALSE(authorise(rules, asked_in("C01")).grant);
    }
    Rules rules;
    rules.users = {"slack:T01:U01"};
    CHECK(authorise(rules, asked_in("C01")).grant);
}

TEST_CASE("the first rule that matches wins whole: what it leaves out is a default, not a later rule's") {
    auto first = rule_for("slack:C01");
    first.replies = 5;
    auto second = rule_for("slack:*", Level::full);
    second.replies = 9;
    second.answers = Answers::private_;
    second.language = Language::it;
    const auto rules = with({first, second});

    const auto named = authorise(rules, asked_in("C01"));
    const auto other = authorise(rules, asked_in("C02"));

    REQUIRE(named.grant);
    CHECK(named.grant->replies == 5);
    CHECK(named.grant->level == Level::internal);
    CHECK(named.grant->answers == Answers::conversation);
    CHECK(named.grant->language == Language::en);
    REQUIRE(other.grant);
    CHECK(other.grant->replies == 9);
    CHECK(other.grant->level == Level::full);
    CHECK(other.grant->answers == Answers::private_);
    CHECK(other.grant->language == Language::it);
}

TEST_CASE("a pattern is for its platform, a star for all, an id for one conversation of one platform") {
    const auto slack_only = with({rule_for("slack:*", Level::full)});
    CHECK(level_of(authorise(slack_only, asked_in("C01"))) == Level::full);
    CHECK(level_of(authorise(slack_only, asked_in_matrix("!a:example.org"))) == Level::internal);

    const auto everywhere = with({rule_for("*", Level::minimal)});
    CHECK(level_of(authorise(everywhere, asked_in("C01"))) == Level::minimal);
    CHECK(level_of(authorise(everywhere, asked_in_matrix("!a:example.org"))) == Level::minimal);

    const auto one_room = with({rule_for("matrix:!a:example.org", Level::full)});
    CHECK(level_of(authorise(one_room, asked_in_matrix("!a:example.org"))) == Level::full);
    CHECK(level_of(authorise(one_room, asked_in_matrix("!A:example.org"))) == Level::internal);
    CHECK(level_of(authorise(one_room, asked_in("!a:example.org"))) == Level::internal);
}

TEST_CASE("level none refuses, by a pattern or by an exact id") {
    for (const auto* pattern : {"*", "slack:*", "slack:C01"}) {
        CAPTURE(pattern);
        const auto decision = authorise(with({rule_for(pattern, Level::none)}), asked_in("C01"));
        CHECK(refusal(decision) == Denial::level_none);
    }
}

TEST_CASE("outsiders close a conversation unless it is named or opened outright") {
    struct Row {
        const char* pattern;
        std::optional<bool> outsiders;
        std::optional<Level> level;
        Level expected;
    };
    const std::vector<Row> table{
        {"*", std::nullopt, std::nullopt, Level::none},
        {"*", std::nullopt, Level::full, Level::none},
        {"slack:*", std::nullopt, Level::full, Level::none},
        {"slack:*", false, Level::full, Level::none},
        {"slack:*", true, std::nullopt, Level::internal},
        {"slack:*", true, Level::minimal, Level::minimal},
        {"*", true, Level::full, Level::full},
        {"slack:C01", std::nullopt, std::nullopt, Level::internal},
        {"slack:C01", std::nullopt, Level::minimal, Level::minimal},
        {"slack:C01", true, Level::full, Level::full},
        {"slack:C01", false, Level::full, Level::none},
        {"slack:C02", true, Level::full, Level::none}, // another conversation's rule
    };
    for (const auto& row : table) {
        CAPTURE(row.pattern);
        auto rule = rule_for(row.pattern);
        rule.outsiders = row.outsiders;
        rule.level = row.level;

        const auto decision = authorise(with({rule}), asked_in("C01", with_outsiders));

        CHECK(level_of(decision) == row.expected);
        if (row.expected == Level::none) {
            CHECK(refusal(decision) == Denial::outsiders_present);
        } else {
            CHECK(decision.grant->answers == Answers::conversation);
        }
    }
    CHECK(refusal(authorise(Rules{}, asked_in("C01", with_outsiders))) == Denial::outsiders_present);
}

TEST_CASE("an exact id with level none stays closed where outsiders are, and says so by its level") {
    const auto decision = authorise(with({rule_for("slack:C01", Level::none)}), asked_in("C01", with_outsiders));

    CHECK(refusal(decision) == Denial::level_none);
}

TEST_CASE("where the platform cannot tell who reads along, the asker alone gets the minimal level") {
    struct Row {
        ConversationFacts facts;
        const char* pattern;
        std::optional<bool> outsiders;
        Level expected;
        Answers answers;
    };
    using Kind = ConversationKind;
    const auto everybody = Answers::conversation;
    const auto alone = Answers::private_;
    const std::vector<Row> table{
        {{Kind::private_channel, Outsiders::unknown}, "*", std::nullopt, Level::minimal, alone},
        {{Kind::private_channel, Outsiders::unknown}, "slack:*", false, Level::minimal, alone},
        {{Kind::unknown, Outsiders::absent}, "*", std::nullopt, Level::minimal, alone},
        {{Kind::unknown, Outsiders::unknown}, "*", std::nullopt, Level::minimal, alone},
        {{Kind::unknown, Outsiders::unknown}, "*", true, Level::minimal, alone},
        {{Kind::private_channel, Outsiders::unknown}, "*", true, Level::full, everybody},
        {{Kind::private_channel, Outsiders::unknown}, "slack:C01", std::nullopt, Level::full, everybody},
        {{Kind::unknown, Outsiders::unknown}, "slack:C01", std::nullopt, Level::full, everybody},
        {{Kind::unknown, Outsiders::unknown}, "slack:C01", false, Level::minimal, alone},
        {{Kind::unknown, Outsiders::present}, "*", std::nullopt, Level::none, alone},
    };
    for (std::size_t i = 0; i < table.size(); ++i) {
        CAPTURE(i);
        const auto& row = table[i];
        auto rule = rule_for(row.pattern, Level::full);
        rule.outsiders = row.outsiders;

        const auto decision = authorise(with({rule}), asked_in("C01", row.facts));

        CHECK(level_of(decision) == row.expected);
        if (decision.grant) {
            CHECK(decision.grant->answers == row.answers);
        }
    }
}

TEST_CASE("being unsure never raises a level and never opens a closed conversation") {
    const ConversationFacts unknown;

    CHECK(level_of(authorise(Rules{}, asked_in("C01", unknown))) == Level::minimal);
    CHECK(level_of(authorise(with({rule_for("*", Level::minimal)}), asked_in("C01", unknown))) == Level::minimal);
    CHECK(refusal(authorise(with({rule_for("*", Level::none)}), asked_in("C01", unknown))) == Denial::level_none);
}

TEST_CASE("a direct message is known to be one, and the same rules hold for outsiders") {
    const ConversationFacts kind_unknown{.kind = ConversationKind::unknown, .outsiders = Outsiders::absent};
    const ConversationFacts all_unknown{.kind = ConversationKind::unknown, .outsiders = Outsiders::unknown};
    const ConversationFacts guest{.kind = ConversationKind::direct, .outsiders = Outsiders::present};

    const auto member = authorise(Rules{}, asked_in("D01", kind_unknown, Action::direct_message));
    const auto unsure = authorise(Rules{}, asked_in("D01", all_unknown, Action::direct_message));
    const auto outsider = authorise(Rules{}, asked_in("D01", guest, Action::direct_message));

    CHECK(level_of(member) == Level::internal);
    CHECK(member.grant->answers == Answers::conversation);
    CHECK(level_of(unsure) == Level::minimal);
    CHECK(refusal(outsider) == Denial::outsiders_present);
}

TEST_CASE("every way of asking passes the same gate") {
    const auto closed = with({rule_for("slack:C01", Level::none)});

    for (const auto action : {Action::command, Action::mention, Action::direct_message, Action::button}) {
        CHECK(refusal(authorise(closed, asked_in("C01", safe, action))) == Denial::level_none);
        CHECK(refusal(authorise(Rules{}, asked_in("C01", with_outsiders, action))) == Denial::outsiders_present);
        CHECK(level_of(authorise(Rules{}, asked_in("C01", safe, action))) == Level::internal);
    }
}

TEST_CASE("an unlisted user learns nothing about the conversation") {
    auto rules = with({rule_for("*", Level::none)});
    rules.users = {"slack:T01:U99"};

    CHECK(refusal(authorise(rules, asked_in("C01", with_outsiders))) == Denial::user_not_listed);
}

TEST_CASE("the number of replies stays between none and ten") {
    for (const auto& [wanted, granted] : {std::pair{-5, 0}, {0, 0}, {3, 3}, {10, 10}, {1000, 10}}) {
        auto rule = rule_for("*");
        rule.replies = wanted;
        CHECK(authorise(with({rule}), asked_in("C01")).grant->replies == granted);
    }
}

TEST_CASE("departments of the matching rule go with the grant") {
    auto rule = rule_for("slack:C01");
    rule.departments = {"Supporto Tecnico", "7"};

    CHECK(authorise(with({rule}), asked_in("C01")).grant->departments == rule.departments);
    CHECK(authorise(with({rule}), asked_in("C02")).grant->departments.empty());
}

TEST_CASE("a refusal is put in the conversation's language") {
    auto rule = rule_for("slack:C01", Level::none);
    rule.language = Language::it;
    const auto rules = with({rule});

    const auto decision = authorise(rules, asked_in("C01"));

    CHECK_FALSE(decision.grant);
    CHECK(decision.language == Language::it);
}

TEST_CASE("where no rule sets a language the whole bot's holds") {
    Rules rules;
    rules.language = Language::it;

    CHECK(authorise(rules, asked_in("C01")).grant->language == Language::it);
}

TEST_CASE("internal notes are granted only by their rule, at the full level, and among known colleagues") {
    auto rule = rule_for("slack:C01", Level::full);
    rule.notes = true;
    const auto grants = [](const ConversationRule& one, ConversationFacts facts, Action action = Action::command) {
        const auto decision = authorise(with({one}), asked_in("C01", facts, action));
        return decision.grant && decision.grant->notes;
    };
    CHECK(grants(rule, safe));
    CHECK_FALSE(grants(rule, with_outsiders)); // Who named the conversation opened it, but not the notes.
    CHECK_FALSE(grants(rule, {.kind = ConversationKind::private_channel, .outsiders = Outsiders::unknown}));
    CHECK_FALSE(grants(rule, {.kind = ConversationKind::unknown, .outsiders = Outsiders::absent}));
    CHECK_FALSE(
        grants(rule, {.kind = ConversationKind::unknown, .outsiders = Outsiders::absent}, Action::direct_message));
    CHECK_FALSE(grants(rule_for("slack:C01", Level::full), safe));

    CHECK_FALSE(grants(rule, safe, Action::unfurl)); // Usually at the internal level.
    rule.unfurl_level = Level::full;
    CHECK(grants(rule, safe, Action::unfurl));

    rule.level = Level::internal; // As somebody may set it in chat.
    CHECK_FALSE(grants(rule, safe));
}

TEST_CASE("notes that stand are taken away by their rule and by outsiders, not by doubt") {
    auto rule = rule_for("slack:C01", Level::full);
    rule.notes = true;
    const auto place = asked_in("C01").conversation;
    const auto keeps = [&](const ConversationRule& one, ConversationFacts facts) {
        return ceiling(with({one}), place, facts, false).notes;
    };
    CHECK(keeps(rule, safe));
    CHECK(keeps(rule, {}));
    CHECK_FALSE(keeps(rule, with_outsiders));
    CHECK_FALSE(keeps(rule_for("slack:C01", Level::full), safe));
    CHECK(fingerprint(with({rule})) != fingerprint(with({rule_for("slack:C01", Level::full)})));
}

} // namespace
