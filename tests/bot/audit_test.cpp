#include <doctest/doctest.h>

#include "bot/bench.hpp"

// What the audit says of a question: who, where, which ticket, how much, and why not.

using namespace std::chrono_literals;
using namespace usher;
using testing::Bench;

namespace {

struct Audited : Bench {
    Audited() { clock.advance(1ms); }
    void settle() { clock.advance(10ms); }
    void rule(auto change) {
        policy::ConversationRule rule;
        rule.match = *policy::Pattern::parse("slack:C01");
        change(rule);
        options.rules.conversations = {std::move(rule)};
        restart();
    }
    const ops::AuditEntry& only() const {
        REQUIRE(audit.entries.size() == 1);
        return audit.entries.front();
    }
};

} // namespace

TEST_CASE("a card that was shown is in the audit, with who, where, which ticket and how much of it") {
    Audited bench;

    bench.ask("516757 full");
    bench.settle();

    const auto& entry = bench.only();
    CHECK(entry.platform == "slack");
    CHECK(entry.tenant == "T01");
    CHECK(entry.conversation == "C01");
    CHECK(entry.person == "U01");
    CHECK(entry.person_tenant.empty());
    CHECK(entry.action == "command");
    CHECK(entry.ticket == "516757");
    CHECK(entry.number.empty());
    CHECK(entry.view == "full");
    CHECK(entry.audience == "everyone");
    CHECK(entry.level == "internal");
    CHECK(entry.decision == "shown");
    CHECK(entry.reason.empty());
    CHECK(entry.item == 1);
    CHECK(entry.at <= bench.clock.now());
    CHECK(entry.at > bench.clock.now() - 10s);
}

TEST_CASE("the level in the audit is the conversation's, and a private answer is for the asker") {
    Audited bench;
    bench.rule([](auto& rule) {
        rule.level = policy::Level::minimal;
        rule.answers = policy::Answers::private_;
    });

    bench.ask("516757");
    bench.settle();

    CHECK(bench.only().level == "minimal");
    CHECK(bench.only().audience == "asker");
}

TEST_CASE("a ticket that is asked for by its id is in the audit by both names") {
    Audited bench;
    bench.desk.tickets["id:1"] = testing::a_ticket().number("516757").build();

    bench.ask("id:1");
    bench.settle();

    CHECK(bench.only().ticket == "id:1");
    CHECK(bench.only().number == "516757");
}

TEST_CASE("a mention, a direct message and a press are told apart in the audit") {
    Audited bench;
    bench.ask("516757", chat::Source::mention);
    bench.ask("516757", chat::Source::direct_message);
    bench.settle();
    bench.press({chat::Press::Button::refresh,
                 *ticket::parse_reference("516757"),
                 card::View::summary,
                 {chat::PostedMessage::Via::message, {"m1"}}});
    bench.settle();

    REQUIRE(bench.audit.entries.size() == 3);
    CHECK(bench.audit.entries[0].action == "mention");
    CHECK(bench.audit.entries[1].action == "direct_message");
    CHECK(bench.audit.entries[2].action == "button");
    CHECK(bench.audit.entries[2].decision == "shown");
}

TEST_CASE("a shortcut is in the audit under its own name, for the asker alone") {
    Audited bench;

    bench.ask("who owns #516757?", chat::Source::shortcut);
    bench.settle();

    CHECK(bench.only().action == "shortcut");
    CHECK(bench.only().audience == "asker");
    CHECK(bench.only().ticket == "516757");
    CHECK(bench.only().decision == "shown");
}

TEST_CASE("a refusal by policy is in the audit with its reason, and no level") {
    Audited bench;
    bench.platform.facts.outsiders = identity::Outsiders::present;

    bench.ask("516757");
    bench.settle();

    CHECK(bench.only().decision == "refused");
    CHECK(bench.only().reason == "outsiders_present");
    CHECK(bench.only().ticket == "516757");
    CHECK(bench.only().level == "none");
    CHECK(bench.only().audience.empty());
}

TEST_CASE("somebody who is not listed is in the audit, also if only help was wanted") {
    Audited bench;
    bench.options.rules.users = {"slack:T01:U99"};
    bench.restart();

    bench.ask("516757");
    bench.ask("help");
    bench.settle();

    REQUIRE(bench.audit.entries.size() == 2);
    for (const auto& entry : bench.audit.entries) {
        CHECK(entry.decision == "refused");
        CHECK(entry.reason == "user_not_listed");
    }
    CHECK(bench.audit.entries[0].ticket == "516757");
    CHECK(bench.audit.entries[1].ticket.empty());
    CHECK(bench.audit.entries[1].view.empty());
}

TEST_CASE("a conversation that may see nothing is in the audit as such") {
    Audited bench;
    bench.rule([](auto& rule) { rule.level = policy::Level::none; });

    bench.ask("516757");
    bench.settle();

    CHECK(bench.only().reason == "level_none");
}

TEST_CASE("a department that is not allowed is in the audit as a refusal") {
    Audited bench;
    bench.rule([](auto& rule) { rule.departments = {"Billing"}; });

    bench.ask("516757");
    bench.settle();

    CHECK(bench.only().decision == "refused");
    CHECK(bench.only().reason == "department");
    CHECK(bench.only().level == "none");
}

TEST_CASE("where an answer would have to be private and cannot be, the audit says so") {
    Audited bench;
    bench.platform.private_answers = false;
    bench.platform.facts = {};

    bench.tell("$1", "516757");
    bench.settle();

    CHECK(bench.only().decision == "refused");
    CHECK(bench.only().reason == "only_in_private");
}

TEST_CASE("a ticket that is not found, refused by the desk or unreadable is in the audit") {
    Audited bench;
    bench.desk.next = {desk::NotFound{}, desk::Refused{}, desk::Unreadable{desk::Unreadable::Why::too_large},
                       desk::Misconfigured{"invalid_client"}};

    for (const auto* number : {"999999", "900001", "900002", "900003"}) {
        bench.ask(number);
        bench.settle();
    }

    REQUIRE(bench.audit.entries.size() == 4);
    CHECK(bench.audit.entries[0].decision == "not_found");
    CHECK(bench.audit.entries[0].ticket == "999999");
    CHECK(bench.audit.entries[1].decision == "refused");
    CHECK(bench.audit.entries[1].reason == "desk");
    CHECK(bench.audit.entries[2].decision == "unreadable");
    CHECK(bench.audit.entries[2].reason == "too_large");
    CHECK(bench.audit.entries[3].decision == "misconfigured");
}

TEST_CASE("a desk that stays down is in the audit once, at the end") {
    Audited bench;
    bench.desk.down = true;

    bench.ask("516757");
    bench.clock.advance(5s);
    CHECK(bench.audit.entries.empty());
    bench.clock.advance(61min);

    CHECK(bench.only().decision == "gave_up");
}

TEST_CASE("help, an explanation and a rate limit are no matter for the audit") {
    Audited bench;

    bench.ask("help");
    bench.ask("why #516757");
    bench.settle();

    CHECK(bench.audit.entries.empty());
}

TEST_CASE("a placeholder that becomes the card is in the audit once") {
    Audited bench;
    bench.desk.delay = 1500ms;

    bench.ask("516757");
    bench.clock.advance(1s);
    CHECK(bench.audit.entries.empty());
    bench.clock.advance(2s);

    CHECK(bench.only().decision == "shown");
}

TEST_CASE("a card that the platform will never take is in the audit as undeliverable, at its level") {
    Audited bench;
    bench.platform.post_faults.push_back({chat::Rejected{"channel_not_found"}, false});

    bench.ask("516757");
    bench.clock.advance(1s);

    CHECK(bench.only().decision == "undeliverable");
    CHECK(bench.only().level == "internal");
}

TEST_CASE("a refusal is a refusal in the audit, whether its words were delivered or not") {
    Audited bench;
    bench.platform.facts.outsiders = identity::Outsiders::present;
    bench.platform.post_faults.push_back({chat::Rejected{"channel_not_found"}, false});

    bench.ask("516757");
    bench.clock.advance(1s);

    CHECK(bench.only().decision == "refused");
    CHECK(bench.only().reason == "outsiders_present");
}

TEST_CASE("what was shown is in the audit even while the store cannot write, and only once") {
    Audited bench;
    bench.desk.delay = 1500ms;
    bench.ask("516757");
    bench.clock.advance(1s);
    for (int i = 0; i < 3; ++i) {
        bench.store.fail_next(store::Failure::Kind::full);
    }

    bench.clock.advance(600ms);
    CHECK_FALSE(bench.store.outcome_of(1));
    CHECK(bench.audit.entries.size() == 1);
    bench.clock.advance(10s);

    CHECK(bench.only().decision == "shown");
    CHECK(bench.store.outcome_of(1) == store::Outcome::shown);
}

TEST_CASE("a post that was lost and found again after a crash is in the audit once") {
    Audited bench;
    bench.platform.post_faults.push_back({chat::Ambiguous{"timeout"}, true});
    bench.ask("516757");
    bench.clock.advance(1ms);

    bench.restart();
    bench.clock.advance(10s);

    CHECK(bench.only().decision == "shown");
}

TEST_CASE("an answered question is not in the audit again after a restart") {
    Audited bench;
    bench.ask("516757");
    bench.settle();

    bench.restart();
    bench.clock.advance(1min);

    CHECK(bench.audit.entries.size() == 1);
}

TEST_CASE("a question that was edited away before its answer is not in the audit, and the edit is") {
    Audited bench;
    bench.desk.down = true;
    bench.tell("$1", "516757");
    bench.clock.advance(5s);

    bench.tell("$1", "999999", chat::Change::edited);
    bench.desk.down = false;
    bench.clock.advance(60s);

    CHECK(bench.only().ticket == "999999");
    CHECK(bench.only().decision == "not_found");
}

TEST_CASE("somebody of another organisation is in the audit with the own one") {
    Audited bench;
    auto event = bench.event_of("$1", "516757");
    event.person.tenant = "T02";
    std::vector<chat::Event> events;
    events.push_back(std::move(event));
    bench.accept_all(events);
    bench.settle();

    CHECK(bench.only().tenant == "T01");
    CHECK(bench.only().person_tenant == "T02");
}

TEST_CASE("what nobody asked for is in the audit too: each ticket that was shown, and what was withheld") {
    Audited bench;
    for (const auto* number : {"482913", "615208"}) {
        bench.desk.tickets[number] = testing::a_ticket().number(number).build();
    }
    auto message = bench.event_of("$1", "tickets 516757, 482913, 615208");
    message.source = chat::Source::message;
    std::vector<chat::Event> events;
    events.push_back(std::move(message));
    bench.accept_all(events);
    bench.settle();

    REQUIRE(bench.audit.entries.size() == 3);
    CHECK(bench.audit.entries[2].action == "message");
    CHECK(bench.audit.entries[2].ticket == "615208");
    CHECK(bench.audit.entries[2].decision == "shown");

    bench.platform.facts.outsiders = identity::Outsiders::present;
    events.front() = bench.event_of("$2", "#516757");
    events.front().source = chat::Source::message;
    bench.accept_all(events);
    bench.settle();

    REQUIRE(bench.audit.entries.size() == 4);
    CHECK(bench.audit.entries[3].ticket == "516757");
    CHECK(bench.audit.entries[3].decision == "refused");
    CHECK(bench.audit.entries[3].reason == "outsiders_present");
}
