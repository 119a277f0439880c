#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "usher/policy/policy.hpp"

// What people whom the operator names set in chat, and the explanation of what holds.

namespace {

using namespace usher;
using namespace usher::policy;
using identity::ConversationFacts;
using identity::ConversationKind;
using identity::Outsiders;

const identity::ConversationId here{identity::Platform::slack, "T01", "C01"};
const identity::PersonId anna{identity::Platform::slack, "T01", "U01"};
constexpr std::chrono::sys_seconds noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} +
                                        std::chrono::hours{12}};
const ConversationFacts private_channel{.kind = ConversationKind::private_channel, .outsiders = Outsiders::absent};
const ConversationFacts public_channel{.kind = ConversationKind::public_channel, .outsiders = Outsiders::absent};
const ConversationFacts shared{.kind = ConversationKind::private_channel, .outsiders = Outsiders::present};
const ConversationFacts unknown{};

Rules with_chat(Setting setting, std::string value) {
    Rules rules;
    apply({setting, std::move(value)}, anna, noon, rules.chat[here]);
    return rules;
}
void add_rule(Rules& rules, std::string_view pattern, auto change) {
    ConversationRule rule;
    rule.match = Pattern::parse(pattern).value();
    change(rule);
    rules.conversations.push_back(std::move(rule));
}
Decision ask(const Rules& rules, const ConversationFacts& facts, Action action = Action::command) {
    return authorise(rules, {anna, here, facts, action});
}
Holding holding(const Rules& rules, const ConversationFacts& facts, Setting setting) {
    const auto all = explain(rules, here, facts);
    const auto found = std::ranges::find(all, setting, &Holding::setting);
    REQUIRE(found != all.end());
    return *found;
}

} // namespace

TEST_CASE("what was set in chat goes before the configuration's rule, in its conversation alone") {
    auto rules = with_chat(Setting::level, "minimal");
    add_rule(rules, "*", [](auto& rule) { rule.level = Level::full; });

    CHECK(ask(rules, private_channel).grant->level == Level::minimal);
    CHECK(authorise(rules, {anna, {identity::Platform::slack, "T01", "C02"}, private_channel, Action::command})
              .grant->level == Level::full);
}

TEST_CASE("each setting of chat's holds at once") {
    CHECK(ask(with_chat(Setting::unfurl, "off"), private_channel, Action::unfurl).denial == Denial::unfurls_off);
    CHECK_FALSE(unfurl_rule(with_chat(Setting::unfurl, "off"), here, {}).on);
    CHECK(ask(with_chat(Setting::unfurl_level, "full"), private_channel, Action::unfurl).grant->level == Level::full);
    CHECK(ask(with_chat(Setting::language, "it"), private_channel).grant->language == Language::it);
    CHECK(ask(with_chat(Setting::answers, "private"), private_channel).grant->answers == Answers::private_);
    CHECK(ask(with_chat(Setting::replies, "7"), private_channel).grant->replies == 7);
    CHECK(ask(with_chat(Setting::level, "none"), private_channel).denial == Denial::level_none);
}

TEST_CASE("nothing that is set in chat opens a conversation to outsiders") {
    const auto rules = with_chat(Setting::level, "full");

    CHECK(ask(rules, shared).denial == Denial::outsiders_present);
    CHECK(ask(rules, unknown).grant->level == Level::minimal);
}

TEST_CASE("a stored word that this version does not know shows nothing") {
    Rules rules;
    rules.chat[here][Setting::level] = {"everything", anna, noon};

    CHECK(ask(rules, private_channel).denial == Denial::level_none);
}

TEST_CASE("only values that the configuration could have are taken") {
    for (const auto& [setting, value] : {std::pair{Setting::level, "none"},
                                         {Setting::unfurl_level, "internal"},
                                         {Setting::unfurl, "on"},
                                         {Setting::answers, "private"},
                                         {Setting::replies, "10"},
                                         {Setting::language, "it"},
                                         {Setting::language, ""}}) {
        CHECK_MESSAGE(is_valid({setting, value}), name(setting), " ", value);
    }
    for (const auto& [setting, value] : {std::pair{Setting::level, "all"},
                                         {Setting::unfurl, "maybe"},
                                         {Setting::answers, "public"},
                                         {Setting::replies, "11"},
                                         {Setting::replies, "-1"},
                                         {Setting::language, "fr"},
                                         {Setting::departments, "Billing"}}) {
        CHECK_MESSAGE(!is_valid({setting, value}), name(setting), " ", value);
    }
    CHECK(is_valid({}));
    CHECK_FALSE(is_valid({std::nullopt, "minimal"}));
}

TEST_CASE("a setting can be given back to the configuration, and all of them at once") {
    auto rules = with_chat(Setting::level, "none");
    apply({Setting::language, "it"}, anna, noon, rules.chat[here]);

    apply({Setting::level, ""}, anna, noon, rules.chat[here]);
    CHECK(ask(rules, private_channel).grant->level == Level::internal);
    CHECK(ask(rules, private_channel).grant->language == Language::it);

    apply({}, anna, noon, rules.chat[here]);
    CHECK(ask(rules, private_channel).grant->language == Language::en);
}

TEST_CASE("the explanation says who or what made a value hold") {
    auto rules = with_chat(Setting::level, "minimal");
    add_rule(rules, "slack:C01", [](auto& rule) {
        rule.replies = 5;
        rule.departments = {"Billing", "7"};
    });

    const auto level = holding(rules, private_channel, Setting::level);
    CHECK(level.value == "minimal");
    CHECK(level.origin == Origin::chat);
    CHECK(level.chat->by == anna);
    const auto replies = holding(rules, private_channel, Setting::replies);
    CHECK(replies.origin == Origin::rule);
    CHECK(replies.rule == "slack:C01");
    CHECK(holding(rules, private_channel, Setting::departments).value == "Billing, 7");
    CHECK(holding(rules, private_channel, Setting::language).origin == Origin::usual);
}

TEST_CASE("the explanation speaks of internal notes where the configuration has them, and they cannot be set in chat") {
    Rules rules;
    CHECK(std::ranges::none_of(explain(rules, here, private_channel),
                               [](const auto& it) { return it.setting == Setting::notes; }));
    add_rule(rules, "slack:C01", [](auto& rule) {
        rule.level = Level::full;
        rule.notes = true;
    });
    CHECK(holding(rules, private_channel, Setting::notes).value == "on");
    rules.chat = with_chat(Setting::level, "minimal").chat;
    CHECK(holding(rules, private_channel, Setting::notes).value == "off");
    CHECK(holding(rules, private_channel, Setting::notes).origin == Origin::bound);
    CHECK_FALSE(parse_setting("notes"));
}

TEST_CASE("the explanation of the unfurl level names the kind of the conversation, or what bounds it") {
    CHECK(holding({}, private_channel, Setting::unfurl_level).value == "internal");
    CHECK(holding({}, public_channel, Setting::unfurl_level).value == "minimal");
    CHECK(holding({}, public_channel, Setting::unfurl_level).origin == Origin::kind);

    auto bounded = with_chat(Setting::level, "minimal");
    CHECK(holding(bounded, private_channel, Setting::unfurl_level).value == "minimal");
    CHECK(holding(bounded, private_channel, Setting::unfurl_level).origin == Origin::bound);
}

TEST_CASE("where outsiders are, or nobody knows, the explanation says so, and agrees with the decision") {
    for (const auto setting : {Setting::level, Setting::unfurl_level}) {
        CHECK(holding({}, shared, setting).value == "none");
        CHECK(holding({}, shared, setting).origin == Origin::outsiders);
    }
    CHECK(holding({}, shared, Setting::unfurl).value == "off");
    CHECK(holding({}, unknown, Setting::level).value == "minimal");
    CHECK(holding({}, unknown, Setting::answers).value == "private");
    CHECK(holding({}, unknown, Setting::unfurl).origin == Origin::unsure);
}

TEST_CASE("the explained levels are those of the decision, whatever rules and facts there are") {
    for (const auto* pattern : {"slack:C01", "slack:*", "*"}) {
        for (const auto& facts : {private_channel, public_channel, shared, unknown}) {
            for (const auto level : {Level::none, Level::minimal, Level::internal, Level::full}) {
                Rules rules;
                add_rule(rules, pattern, [&](auto& rule) { rule.level = level; });
                const auto asked = ask(rules, facts);
                CHECK(holding(rules, facts, Setting::level).value ==
                      name(asked.grant ? asked.grant->level : Level::none));
                const auto unasked = ask(rules, facts, Action::unfurl);
                CHECK(holding(rules, facts, Setting::unfurl_level).value ==
                      name(unasked.grant ? unasked.grant->level : Level::none));
            }
        }
    }
}

TEST_CASE("a card that stands is bounded by what is known now, and not by doubt") {
    CHECK(ceiling({}, here, private_channel, false).level == Level::internal);
    CHECK(ceiling({}, here, public_channel, true).level == Level::minimal);
    CHECK(ceiling({}, here, shared, false).level == Level::none);
    CHECK(ceiling({}, here, unknown, true).level == Level::internal);
    Rules named;
    add_rule(named, "slack:C01", [](auto& rule) { rule.replies = 1; });
    CHECK(ceiling(named, here, unknown, true).level == Level::internal);
    CHECK(ceiling(with_chat(Setting::level, "minimal"), here, unknown, true).level == Level::minimal);
    CHECK(ceiling(with_chat(Setting::unfurl_level, "none"), here, private_channel, true).level == Level::none);
}

TEST_CASE("only those whom the operator named may change settings") {
    Rules rules;
    CHECK_FALSE(is_admin(rules, anna));

    rules.admins = {"slack:T01:U01"};

    CHECK(is_admin(rules, anna));
    CHECK_FALSE(is_admin(rules, {identity::Platform::slack, "T02", "U01"}));
}

TEST_CASE("a preview shows nothing of a ticket, and so needs to know nobody who reads along") {
    CHECK(ask({}, unknown, Action::preview).grant->level == Level::none);
    CHECK(ask(with_chat(Setting::unfurl, "off"), unknown, Action::preview).denial == Denial::unfurls_off);

    Rules listed;
    listed.users = {"slack:T01:U09"};
    CHECK(ask(listed, unknown, Action::preview).denial == Denial::user_not_listed);
}

TEST_CASE("the fingerprint of the rules tells what bounds the level of cards, and nothing else") {
    Rules rules;
    add_rule(rules, "slack:C01", [](auto& rule) { rule.unfurl_level = Level::internal; });
    const auto before = fingerprint(rules);

    auto words = rules;
    words.conversations.front().language = Language::it;
    CHECK(fingerprint(words) == before);

    for (const auto& change : std::vector<void (*)(ConversationRule&)>{
             [](auto& rule) { rule.unfurl_level.reset(); }, [](auto& rule) { rule.level = Level::minimal; },
             [](auto& rule) { rule.outsiders = false; }, [](auto& rule) { rule.departments = {"Billing"}; },
             [](auto& rule) { rule.match = Pattern::parse("slack:C02").value(); }}) {
        auto changed = rules;
        change(changed.conversations.front());
        CHECK(fingerprint(changed) != before);
    }
}
