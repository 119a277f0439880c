#include "store/row_reading.hpp"

#include "store/words.hpp"

namespace usher::store {

namespace {

std::optional<identity::ThreadId> thread_at(const Statement& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(identity::ThreadId{row.text(column)});
}
std::optional<ticket::Reference> reference_at(const Statement& row, int column) {
    return row.is_null(column) ? std::nullopt : ticket::parse_reference(row.text(column));
}
std::optional<chat::PostedMessage> message_at(const Statement& row, int via, int id) {
    if (row.is_null(via)) {
        return std::nullopt;
    }
    return chat::PostedMessage{static_cast<chat::PostedMessage::Via>(row.integer(via)), {row.text(id)}};
}
card::View view_at(const Statement& row, int column) {
    return card::parse_view(row.text(column)).value_or(card::View::summary);
}

} // namespace

std::optional<Item> item_at(const Statement& row) {
    const auto platform = parse_platform(row.text(1));
    const auto source = parse_source(row.text(4));
    const auto verb = parse_verb(row.text(9));
    if (!platform || !source || !verb) {
        return std::nullopt;
    }
    Item item;
    item.id = row.integer(0);
    item.conversation.platform = *platform;
    item.conversation.tenant = row.text(2);
    item.desk.native = row.text(3);
    item.source = *source;
    item.conversation.native = row.text(5);
    item.thread = thread_at(row, 6);
    item.person = {item.conversation.platform, item.conversation.tenant, row.text(7)};
    item.outsiders = static_cast<identity::Outsiders>(row.integer(8));
    item.ask.verb = *verb;
    item.ask.reference = reference_at(row, 10);
    item.ask.view = view_at(row, 11);
    item.ask.link_discloses_key = row.integer(12) != 0;
    item.ask.private_answer = row.integer(13) != 0;
    item.ask.why = decode_why(row.text(14));
    item.ask.refreshes = message_at(row, 15, 16);
    if (!row.is_null(17)) {
        item.handle = chat::ReplyHandle{secret::Secret(row.text(17)), time_of(row.integer(18))};
    }
    item.received_at = time_of(row.integer(19));
    if (!row.is_null(20)) {
        item.message = identity::MessageId{row.text(20)};
    }
    item.revises = row.integer(21) != 0;
    item.ask.tickets = decode_tickets(row.text(22));
    item.ask.awaits_link = row.integer(24) != 0;
    if (!row.is_null(23)) {
        item.ask.change = policy::parse_change(row.text(23));
        if (!item.ask.change) {
            return std::nullopt;
        }
    }
    return item;
}

std::optional<Answer> answer_at(const Statement& row, const Item& item) {
    constexpr int first = 25;
    if (row.is_null(first)) {
        return std::nullopt;
    }
    Answer answer;
    answer.id = row.integer(first);
    answer.item = item.id;
    answer.state = parse_state(row.text(first + 1)).value_or(Answer::State::intent);
    answer.to.conversation = {item.conversation.platform, item.conversation.tenant, row.text(first + 2)};
    answer.to.thread = thread_at(row, first + 3);
    answer.to.audience = static_cast<chat::Audience>(row.integer(first + 4));
    answer.to.asker = item.person;
    answer.to.question = item.message;
    answer.shows.kind = row.text(first + 5);
    answer.shows.reference = reference_at(row, first + 6);
    answer.shows.view = view_at(row, first + 7);
    answer.shows.level = policy::parse_level(row.text(first + 8)).value_or(card::Level::none);
    answer.marker = row.text(first + 9);
    answer.posted = message_at(row, first + 10, first + 11);
    answer.intent_at = time_of(row.integer(first + 12));
    answer.tickets = item.ask.tickets;
    answer.unasked = item.source == chat::Source::message || item.source == chat::Source::link;
    return answer;
}

} // namespace usher::store
