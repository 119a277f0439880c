#include "store/rows.hpp"

#include <algorithm>

#include "store/words.hpp"
#include "usher/ops/log.hpp"

namespace usher::store {

namespace {

constexpr auto remembered_for = std::chrono::days{7}; ///< An ended item.

std::int64_t stamp(WallTime time) {
    return time.time_since_epoch().count();
}
WallTime time_of(std::int64_t stamp) {
    return WallTime{runtime::milliseconds{stamp}};
}

template <class Id>
std::optional<std::string> native(const std::optional<Id>& id) {
    return id ? std::optional(id->native) : std::nullopt;
}
std::optional<std::string> word(const std::optional<ticket::Reference>& reference) {
    return reference ? std::optional(ticket::to_string(*reference)) : std::nullopt;
}

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

/// Nothing if a word in the row is not one of ours.
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
    return item;
}

std::optional<Answer> answer_at(const Statement& row, const Item& item) {
    constexpr int first = 23;
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
    answer.unasked = item.source == chat::Source::message;
    return answer;
}

/// An item and its answer, as `item_at` and `answer_at` read them; a join and a condition follow.
constexpr std::string_view select_exchange =
    "SELECT inbox.id, platform, tenant, desk, source, inbox.conversation, inbox.thread, person, outsiders, verb, "
    "inbox.reference, inbox.view, discloses_key, private_answer, why, refreshes_via, refreshes_id, handle_url, "
    "handle_expires, received_at, inbox.message, revises, tickets, outbox.id, state, outbox.conversation, "
    "outbox.thread, "
    "audience, kind, outbox.reference, outbox.view, level, marker, via, outbox.message, intent_at FROM inbox ";

} // namespace

Rows::Rows(Database& database)
    : database_(database),
      find_key_(database.handle(),
                "SELECT 1 FROM dedup_key WHERE platform = ? AND tenant = ? AND desk = ? AND kind = ? "
                "AND key = ? AND expires_at > ?"),
      insert_key_(database.handle(),
                  "INSERT OR REPLACE INTO dedup_key (platform, tenant, desk, kind, key, item, expires_at) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?)"),
      insert_item_(database.handle(),
                   "INSERT INTO inbox (platform, tenant, desk, source, conversation, thread, person, outsiders, verb, "
                   "reference, "
                   "view, discloses_key, private_answer, why, refreshes_via, refreshes_id, handle_url, handle_expires, "
                   "received_at, message, revises, tickets) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      insert_answer_(
          database.handle(),
          "INSERT INTO outbox (item, state, conversation, thread, audience, kind, reference, view, level, marker, "
          "intent_at) VALUES (?, 'intent', ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      update_answer_(database.handle(),
                     "UPDATE outbox SET state = 'sent', via = ?, message = ?, kind = ?, reference = ?, "
                     "view = ?, level = ? WHERE id = ?"),
      item_of_answer_(database.handle(), "SELECT item FROM outbox WHERE id = ?"),
      finish_item_(database.handle(),
                   "UPDATE inbox SET outcome = ?, finished_at = ?, handle_url = NULL, handle_expires = NULL "
                   "WHERE id = ? AND outcome IS NULL"),
      bury_answer_(database.handle(), "UPDATE outbox SET state = 'dead' WHERE item = ? AND state = 'intent'"),
      select_unfinished_(database.handle(), std::string(select_exchange) +
                                                "LEFT JOIN outbox ON outbox.item = inbox.id WHERE outcome IS NULL AND "
                                                "desk = ? ORDER BY inbox.id") {}

Statement& Rows::bind_key(Statement& statement, const Item& item, const chat::DedupKey& key) {
    return statement.reset()
        .bind(identity::name(item.conversation.platform))
        .bind(std::string_view(item.conversation.tenant))
        .bind(std::string_view(item.desk.native))
        .bind(std::string_view(key.kind))
        .bind(std::string_view(key.key));
}

bool Rows::knows(const Item& item, const chat::DedupKey& key) {
    const bool known = bind_key(find_key_, item, key).bind(stamp(item.received_at)).step();
    find_key_.reset();
    return known;
}

ItemId Rows::insert(const Item& item) {
    auto& row = insert_item_.reset();
    row.bind(identity::name(item.conversation.platform))
        .bind(std::string_view(item.conversation.tenant))
        .bind(std::string_view(item.desk.native))
        .bind(chat::name(item.source))
        .bind(std::string_view(item.conversation.native))
        .bind(native(item.thread))
        .bind(std::string_view(item.person.native))
        .bind(static_cast<std::int64_t>(item.outsiders))
        .bind(name(item.ask.verb))
        .bind(word(item.ask.reference))
        .bind(card::name(item.ask.view))
        .bind(std::int64_t{item.ask.link_discloses_key})
        .bind(std::int64_t{item.ask.private_answer});
    if (item.ask.why.empty()) {
        row.bind_null();
    } else {
        row.bind(std::string_view(encode(item.ask.why)));
    }
    if (item.ask.refreshes) {
        row.bind(static_cast<std::int64_t>(item.ask.refreshes->via))
            .bind(std::string_view(item.ask.refreshes->id.native));
    } else {
        row.bind_null().bind_null();
    }
    if (item.handle && item.handle->storable) {
        row.bind(item.handle->url.reveal()).bind(stamp(item.handle->expires));
    } else {
        row.bind_null().bind_null();
    }
    row.bind(stamp(item.received_at)).bind(native(item.message)).bind(std::int64_t{item.revises});
    if (item.ask.tickets.empty()) {
        row.bind_null();
    } else {
        row.bind(std::string_view(encode(item.ask.tickets)));
    }
    row.run();
    return database_.last_id();
}

Accepted Rows::accept(const Item& item, const std::vector<chat::DedupKey>& keys) {
    if (std::ranges::any_of(keys, [&](const auto& key) { return knows(item, key); })) {
        return Duplicate{};
    }
    if (item.ask.verb == Ask::Verb::withdraw && !asked_before(item)) {
        return Unneeded{};
    }
    const auto id = insert(item);
    for (const auto& key : keys) {
        bind_key(insert_key_, item, key).bind(id).bind(stamp(item.received_at + key.lasts)).run();
    }
    return Stored{id};
}

bool Rows::asked_before(const Item& item) {
    Statement statement(database_.handle(), "SELECT 1 FROM inbox WHERE message = ? AND platform = ? AND tenant = ? AND "
                                            "conversation = ? AND desk = ?");
    return statement.bind(native(item.message))
        .bind(identity::name(item.conversation.platform))
        .bind(std::string_view(item.conversation.tenant))
        .bind(std::string_view(item.conversation.native))
        .bind(std::string_view(item.desk.native))
        .step();
}

std::vector<Answer> Rows::answers_to(const identity::ConversationId& conversation,
                                     const identity::MessageId& question) {
    Statement statement(database_.handle(), std::string(select_exchange) +
                                                "JOIN outbox ON outbox.item = inbox.id WHERE inbox.message = ? AND "
                                                "platform = ? AND tenant = ? AND inbox.conversation = ? AND "
                                                "via IS NOT NULL ORDER BY outbox.id");
    statement.bind(std::string_view(question.native))
        .bind(identity::name(conversation.platform))
        .bind(std::string_view(conversation.tenant))
        .bind(std::string_view(conversation.native));
    std::vector<Answer> answers;
    while (statement.step()) {
        if (const auto item = item_at(statement)) {
            answers.push_back(*answer_at(statement, *item));
        }
    }
    return answers;
}

void Rows::forget_key(const Item& item, const chat::DedupKey& key) {
    Statement statement(database_.handle(), "DELETE FROM dedup_key WHERE platform = ? AND tenant = ? AND desk = ? AND "
                                            "kind = ? AND key = ?");
    bind_key(statement, item, key).run();
}

void Rows::record_retracted(AnswerId answer) {
    Statement statement(database_.handle(), "UPDATE outbox SET state = 'dead' WHERE id = ?");
    statement.bind(answer).run();
}

void Rows::save_checkpoint(const identity::DeskId& desk, const chat::Checkpoint& checkpoint) {
    Statement statement(database_.handle(), "INSERT OR REPLACE INTO checkpoint (desk, name, value) VALUES (?, ?, ?)");
    statement.bind(std::string_view(desk.native))
        .bind(std::string_view(checkpoint.name))
        .bind(std::string_view(checkpoint.value))
        .run();
}

std::optional<std::string> Rows::load_checkpoint(const identity::DeskId& desk, const std::string& name) {
    Statement statement(database_.handle(), "SELECT value FROM checkpoint WHERE desk = ? AND name = ?");
    if (!statement.bind(std::string_view(desk.native)).bind(std::string_view(name)).step()) {
        return std::nullopt;
    }
    return statement.text(0);
}

AnswerId Rows::intend(const Answer& answer) {
    insert_answer_.reset()
        .bind(answer.item)
        .bind(std::string_view(answer.to.conversation.native))
        .bind(native(answer.to.thread))
        .bind(static_cast<std::int64_t>(answer.to.audience))
        .bind(std::string_view(answer.shows.kind))
        .bind(word(answer.shows.reference))
        .bind(card::name(answer.shows.view))
        .bind(policy::name(answer.shows.level))
        .bind(std::string_view(answer.marker))
        .bind(stamp(answer.intent_at))
        .run();
    return database_.last_id();
}

void Rows::record_sent(AnswerId answer, const chat::PostedMessage& posted, const Shows& shows,
                       std::optional<Outcome> outcome, WallTime now) {
    update_answer_.reset()
        .bind(static_cast<std::int64_t>(posted.via))
        .bind(std::string_view(posted.id.native))
        .bind(std::string_view(shows.kind))
        .bind(word(shows.reference))
        .bind(card::name(shows.view))
        .bind(policy::name(shows.level))
        .bind(answer)
        .run();
    if (!outcome) {
        return;
    }
    std::optional<ItemId> item;
    if (item_of_answer_.reset().bind(answer).step()) {
        item = item_of_answer_.integer(0);
    }
    item_of_answer_.reset();
    if (item) {
        finish(*item, *outcome, now);
    }
}

void Rows::finish(ItemId item, Outcome outcome, WallTime now) {
    finish_item_.reset().bind(name(outcome)).bind(stamp(now)).bind(item).run();
    if (database_.changes() > 0) {
        bury_answer_.reset().bind(item).run();
    }
}

std::vector<Unfinished> Rows::unfinished(const identity::DeskId& desk) {
    std::vector<Unfinished> all;
    auto& rows = select_unfinished_.reset().bind(std::string_view(desk.native));
    while (rows.step()) {
        auto item = item_at(rows);
        if (!item) {
            // Left for a version that knows the word, rather than answered with a guess.
            ops::log_error("store_row_unknown", "A stored question cannot be read by this version; it is left alone",
                           {{"item", rows.integer(0)}});
            continue;
        }
        auto answer = answer_at(rows, *item);
        all.push_back({std::move(*item), std::move(answer)});
    }
    rows.reset();
    return all;
}

std::optional<secret::Secret> Rows::load_secret(const identity::DeskId& desk, const std::string& name) {
    Statement statement(database_.handle(), "SELECT value FROM secret WHERE desk = ? AND name = ?");
    if (!statement.bind(std::string_view(desk.native)).bind(std::string_view(name)).step()) {
        return std::nullopt;
    }
    return secret::Secret(statement.text(0));
}

void Rows::save_secret(const identity::DeskId& desk, const std::string& name, const secret::Secret& value) {
    Statement statement(database_.handle(), "INSERT OR REPLACE INTO secret (desk, name, value) VALUES (?, ?, ?)");
    statement.bind(std::string_view(desk.native)).bind(std::string_view(name)).bind(value.reveal()).run();
}

void Rows::prune(WallTime now) {
    const auto run = [&](const char* sql, std::int64_t before) {
        Statement statement(database_.handle(), sql);
        statement.bind(before).run();
    };
    run("DELETE FROM dedup_key WHERE expires_at <= ?", stamp(now));
    // Only a question without an outcome has a handle.
    run("UPDATE inbox SET handle_url = NULL, handle_expires = NULL WHERE outcome IS NULL AND handle_expires <= ?",
        stamp(now));
    // Ids grow with time: only questions before the first young one are looked at.
    run("DELETE FROM inbox WHERE outcome IS NOT NULL AND finished_at <= ?1 AND id < "
        "coalesce((SELECT id FROM inbox WHERE received_at > ?1 ORDER BY id LIMIT 1), 9223372036854775807)",
        stamp(now - remembered_for));
}

void Rows::probe(WallTime now) {
    Statement statement(database_.handle(), "INSERT OR REPLACE INTO probe (id, at) VALUES (1, ?)");
    statement.bind(stamp(now)).run();
}

} // namespace usher::store
