#include "bot/audit.hpp"

#include <string>

#include "bot/question.hpp"

namespace usher::bot {

namespace {

using store::Outcome;

Outcome decision_of(const Speech& speech, Delivered delivered) {
    const bool withheld = *speech.outcome != Outcome::shown;
    return withheld || delivered == Delivered::yes ? *speech.outcome : Outcome::undeliverable;
}

void describe_card(ops::AuditEntry& entry, const Exchange& exchange, const Speech& speech, const card::Card& card) {
    // A message of ours that is changed keeps the audience that it was posted for.
    const auto audience = exchange.answer ? exchange.answer->to.audience : speech.audience;
    entry.audience = audience == chat::Audience::asker ? "asker" : "everyone";
    if (speech.shows.reference && std::holds_alternative<ticket::TicketId>(*speech.shows.reference)) {
        entry.number = card.number;
    }
}

} // namespace

std::optional<ops::AuditEntry> audit_entry(const Exchange& exchange, const Speech& speech, Delivered delivered,
                                           WallTime now) {
    if (!speech.outcome || *speech.outcome == Outcome::told) {
        return std::nullopt;
    }
    const auto& item = exchange.item;
    ops::AuditEntry entry;
    entry.at = now;
    entry.platform = identity::name(item.conversation.platform);
    entry.tenant = item.conversation.tenant;
    entry.conversation = item.conversation.native;
    entry.person = item.person.native;
    entry.person_tenant = item.person.tenant == item.conversation.tenant ? std::string{} : item.person.tenant;
    entry.action = chat::name(item.source);
    if (speech.shows.reference) {
        entry.ticket = ticket::to_string(*speech.shows.reference);
        entry.view = card::name(speech.shows.view);
    }
    if (const auto* card = std::get_if<card::Card>(&speech.content)) {
        describe_card(entry, exchange, speech, *card);
    }
    entry.level = policy::name(speech.shows.level);
    entry.decision = store::name(decision_of(speech, delivered));
    entry.reason = speech.shows.kind == card_with_notes ? std::string_view("notes") : speech.reason;
    entry.item = item.id;
    return entry;
}

} // namespace usher::bot
