#include "store/rows.hpp"

#include <algorithm>

#include "store/row_reading.hpp"
#include "store/words.hpp"
#include "usher/ops/log.hpp"

namespace usher::store {

namespace {

constexpr auto remembered_for = std::chrono::days{7}; ///< An ended item.

template <class Id>
std::optional<std::string> native(const std::optional<Id>& id) {
    return id ? std::optional(id->native) : std::nullopt;
}
std::optional<std::string> word(const std::optional<ticket::Reference>& reference) {
    return reference ? std::optional(ticket::to_string(*reference)) : std::nullopt;
}

} // namespace

Rows::Rows(Database& database)
    : database_(database),
      find_key_(database.handle(),
                "SELECT 1 FROM dedup_key WHERE platform = ? AND tenant = ? AND desk = ? AND kind = ? "
                "AND key = ? AND expires_at > ? AND NOT (? AND EXISTS (SELECT 1 FROM inbox WHERE inbox.id = item AND "
                "inbox.message = ? AND inbox.conversation = ?))"),
      insert_key_(database.handle(),
                  "INSERT OR REPLACE INTO dedup_key (platform, tenant, desk, kind, key, item, expires_at) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?)"),
      insert_item_(database.handle(),
                   "INSERT INTO inbox (platform, tenant, desk, source, conversation, thread, person, outsiders, verb, "
                   "reference, "
                   "view, discloses_key, private_answer, why, refreshes_via, refreshes_id, handle_url, handle_expires, "
                   "received_at, message, revises, tickets, change, awaits_link) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      insert_answer_(
          database.handle(),
          "INSERT INTO outbox (item, state, conversation, thread, audience, kind, reference, view, level, marker, "
          "intent_at) VALUES (?, 'intent', ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      update_answer_(database.handle(), "UPDATE outbox SET state = iif(state = 'hidden', state, 'sent'), via = ?, "
                                        "message = ?, kind = ?, reference = ?, "
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
    const bool known = bind_key(find_key_, item, key)
                           .bind(stamp(item.received_at))
                           .bind(std::int64_t{key.shared_by_message})
                           .bind(native(item.message))
                           .bind(std::string_view(item.conversation.native))
                           .step();
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
    row.bind(item.ask.change ? std::optional(policy::to_string(*item.ask.change)) : std::nullopt)
        .bind(std::int64_t{item.ask.awaits_link})
        .run();
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
            answers.push_back(*store::answer_at(statement, *item));
        }
    }
    return answers;
}

std::optional<Standing> Rows::answer_at(const identity::ConversationId& conversation,
                                        const chat::PostedMessage& posted) {
    if (posted.id.native.empty()) {
        return std::nullopt;
    }
    Statement statement(database_.handle(), std::string(select_exchange) +
                                                "JOIN outbox ON outbox.item = inbox.id WHERE outbox.message = ? AND "
                                                "via = ? AND platform = ? AND tenant = ? AND outbox.conversation = ?");
    statement.bind(std::string_view(posted.id.native))
        .bind(static_cast<std::int64_t>(posted.via))
        .bind(identity::name(conversation.platform))
        .bind(std::string_view(conversation.tenant))
        .bind(std::string_view(conversation.native));
    auto item = statement.step() ? item_at(statement) : std::nullopt;
    if (!item) {
        return std::nullopt;
    }
    auto answer = *store::answer_at(statement, *item);
    return Standing{std::move(*item), std::move(answer)};
}

std::vector<Standing> Rows::standing(const identity::DeskId& desk,
                                     const std::optional<identity::ConversationId>& conversation) {
    Statement statement(database_.handle(),
                        std::string(select_exchange) +
                            "JOIN outbox ON outbox.item = inbox.id WHERE desk = ?1 AND state = 'sent' AND "
                            "outcome IS NOT NULL AND via = 0 AND level <> 'none' AND (?2 IS NULL OR (platform = ?2 AND "
                            "tenant = ?3 AND outbox.conversation = ?4)) ORDER BY outbox.id");
    statement.bind(std::string_view(desk.native));
    if (conversation) {
        statement.bind(identity::name(conversation->platform))
            .bind(std::string_view(conversation->tenant))
            .bind(std::string_view(conversation->native));
    } else {
        statement.bind_null().bind_null().bind_null();
    }
    std::vector<Standing> all;
    while (statement.step()) {
        if (auto item = item_at(statement)) {
            auto answer = *store::answer_at(statement, *item);
            all.push_back({std::move(*item), std::move(answer)});
        }
    }
    return all;
}

void Rows::forget_key(const Item& item, const chat::DedupKey& key) {
    Statement statement(database_.handle(), "DELETE FROM dedup_key WHERE platform = ? AND tenant = ? AND desk = ? AND "
                                            "kind = ? AND key = ?");
    bind_key(statement, item, key).run();
}

void Rows::record_state(AnswerId answer, Answer::State state) {
    // What is hidden stays so when it is taken away.
    Statement statement(database_.handle(), "UPDATE outbox SET state = ? WHERE id = ? AND state <> 'hidden'");
    statement.bind(name(state)).bind(answer).run();
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
        auto answer = store::answer_at(rows, *item);
        all.push_back({std::move(*item), std::move(answer)});
    }
    rows.reset();
    return all;
}

std::vector<StoredSettings> Rows::load_settings(const identity::DeskId& desk) {
    Statement statement(database_.handle(), "SELECT platform, tenant, conversation, setting, value, person_tenant, "
                                            "person, at FROM setting WHERE desk = ? ORDER BY 1, 2, 3");
    statement.bind(std::string_view(desk.native));
    std::vector<StoredSettings> all;
    while (statement.step()) {
        const auto platform = parse_platform(statement.text(0));
        const auto setting = policy::parse_setting(statement.text(3));
        if (!platform || !setting) {
            continue; // A newer version's: it comes back with that version.
        }
        identity::ConversationId conversation{*platform, statement.text(1), statement.text(2)};
        if (all.empty() || all.back().conversation != conversation) {
            all.push_back({std::move(conversation), {}});
        }
        identity::PersonId person{*platform, statement.text(5), statement.text(6)};
        all.back().settings[*setting] = {statement.text(4), std::move(person),
                                         std::chrono::floor<std::chrono::seconds>(time_of(statement.integer(7)))};
    }
    return all;
}

void Rows::save_settings(const identity::DeskId& desk, const StoredSettings& settings) {
    const auto& conversation = settings.conversation;
    Statement clear(database_.handle(),
                    "DELETE FROM setting WHERE platform = ? AND tenant = ? AND desk = ? AND conversation = ?");
    clear.bind(identity::name(conversation.platform))
        .bind(std::string_view(conversation.tenant))
        .bind(std::string_view(desk.native))
        .bind(std::string_view(conversation.native))
        .run();
    for (const auto& [setting, set] : settings.settings) {
        Statement insert(database_.handle(), "INSERT INTO setting (platform, tenant, desk, conversation, setting, "
                                             "value, person_tenant, person, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        insert.bind(identity::name(conversation.platform))
            .bind(std::string_view(conversation.tenant))
            .bind(std::string_view(desk.native))
            .bind(std::string_view(conversation.native))
            .bind(policy::name(setting))
            .bind(std::string_view(set.value))
            .bind(std::string_view(set.by.tenant))
            .bind(std::string_view(set.by.native))
            .bind(stamp(set.at))
            .run();
    }
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
