#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/sqlite.hpp"
#include "usher/store/store.hpp"

namespace usher::store {

/// The store's operations as SQL, each inside a transaction that its caller owns. Database thread only; throws
/// SqliteError.
class Rows {
public:
    explicit Rows(Database& database);

    Accepted accept(const Item& item, const std::vector<chat::DedupKey>& keys);
    void save_checkpoint(const identity::DeskId& desk, const chat::Checkpoint& checkpoint);
    std::optional<std::string> load_checkpoint(const identity::DeskId& desk, const std::string& name);
    std::vector<Answer> answers_to(const identity::ConversationId& conversation, const identity::MessageId& question);
    std::optional<Standing> answer_at(const identity::ConversationId& conversation, const chat::PostedMessage& posted);
    std::vector<Standing> standing(const identity::DeskId& desk,
                                   const std::optional<identity::ConversationId>& conversation);
    void forget_key(const Item& item, const chat::DedupKey& key);
    void record_state(AnswerId answer, Answer::State state);
    AnswerId intend(const Answer& answer);
    void record_sent(AnswerId answer, const chat::PostedMessage& posted, const Shows& shows,
                     std::optional<Outcome> outcome, WallTime now);
    void finish(ItemId item, Outcome outcome, WallTime now);
    std::vector<Unfinished> unfinished(const identity::DeskId& desk);
    std::vector<StoredSettings> load_settings(const identity::DeskId& desk);
    void save_settings(const identity::DeskId& desk, const StoredSettings& settings);
    std::optional<secret::Secret> load_secret(const identity::DeskId& desk, const std::string& name);
    void save_secret(const identity::DeskId& desk, const std::string& name, const secret::Secret& value);
    void prune(WallTime now);
    void probe(WallTime now);

private:
    static Statement& bind_key(Statement& statement, const Item& item, const chat::DedupKey& key);
    bool knows(const Item& item, const chat::DedupKey& key);
    bool asked_before(const Item& item);
    ItemId insert(const Item& item);

    Database& database_;
    Statement find_key_;
    Statement insert_key_;
    Statement insert_item_;
    Statement insert_answer_;
    Statement update_answer_;
    Statement item_of_answer_;
    Statement finish_item_;
    Statement bury_answer_;
    Statement select_unfinished_;
};

} // namespace usher::store
