#pragma once

#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "usher/store/store.hpp"

namespace usher::testing {

/// The store's contract in memory, for tests of what uses it. Fails as scripted.
class MemoryStore final : public store::Store {
public:
    template <class T>
    using Result = store::Result<T>;
    template <class T>
    using Task = runtime::Task<T>;

    bool hold_settings = false; ///< Saving settings takes a turn of the loop.

    /// The next call fails; nothing is changed by it.
    void fail_next(store::Failure::Kind kind) { failures_.emplace_back(store::Failure{kind, "scripted"}); }
    /// The call after the next so many fails.
    void fail_after(int calls, store::Failure::Kind kind) {
        failures_.insert(failures_.end(), static_cast<std::size_t>(calls), std::nullopt);
        fail_next(kind);
    }
    /// Whether a failure that was asked for is still to come.
    [[nodiscard]] bool will_fail() const { return !failures_.empty(); }
    [[nodiscard]] std::optional<store::Outcome> outcome_of(store::ItemId id) const {
        const auto found = items_.find(id);
        return found == items_.end() ? std::nullopt : found->second.outcome;
    }

    Task<Result<store::Accepted>> accept(store::Item item, std::vector<chat::DedupKey> keys) override {
        if (auto failure = scripted()) {
            co_return std::unexpected(*failure);
        }
        co_return take(std::move(item), keys);
    }
    Task<Result<std::vector<store::Accepted>>> accept_all(std::vector<store::Arrival> arrivals,
                                                          chat::Checkpoint checkpoint) override {
        if (auto failure = scripted()) {
            co_return std::unexpected(*failure);
        }
        std::vector<store::Accepted> accepted;
        for (auto& arrival : arrivals) {
            accepted.push_back(take(std::move(arrival.item), arrival.keys));
        }
        checkpoints_[checkpoint.name] = checkpoint.value;
        co_return accepted;
    }
    Task<Result<std::optional<std::string>>> load_checkpoint(std::string name) override {
        if (auto failure = scripted()) {
            co_return std::unexpected(*failure);
        }
        const auto found = checkpoints_.find(name);
        co_return found == checkpoints_.end() ? std::nullopt : std::optional(found->second);
    }
    Task<Result<std::vector<store::Answer>>> answers_to(identity::ConversationId conversation,
                                                        identity::MessageId question) override {
        if (auto failure = scripted()) {
            co_return std::unexpected(*failure);
        }
        std::vector<store::Answer> answers;
        for (const auto& [id, row] : items_) {
            if (row.item.conversation == conversation && row.item.message == question && row.answer &&
                row.answer->posted) {
                answers.push_back(standing_of(row).answer);
            }
        }
        co_return answers;
    }
    Task<Result<std::optional<store::Standing>>> answer_at(identity::ConversationId conversation,
                                                           chat::PostedMessage posted) override {
        if (auto failure = scripted()) {
            co_return std::unexpected(*failure);
        }
        for (const auto& [id, row] : items_) {
            if (!posted.id.native.empty() && row.item.conversation == conversation && row.answer &&
                row.answer->posted == posted) {
                co_return standing_of(row);
            }
        }
        co_return std::optional<store::Standing>{};
    }
    Task<Result<std::vector<store::Standing>>> standing(std::optional<identity::ConversationId> conversation) override {
        if (auto failure = scripted()) {
            co_return std::unexpected(*failure);
        }
        std::vector<store::Standing> all;
        for (const auto& [id, row] : items_) {
            const bool here = !conversation || row.item.conversation == *conversation;
            if (here && row.outcome && row.answer && row.answer->state == store::Answer::State::sent &&
                row.answer->posted->via == chat::PostedMessage::Via::message &&
                row.answer->shows.level != card::Level::none) {
                all.push_back(standing_of(row));
            }
        }
        co_return all;
    }
    Task<Result<void>> forget_key(store::Item item, chat::DedupKey key) override {
        if (auto failure = scripted()) {
            co_return std::unexpected(*failure);
        }
        keys_.erase(
            std::tuple(item.conversation.platform, item.conversation.tenant, item.desk.native, key.kind, key.key));
        co_return Result<void>{};
    }
    Task<Result<void>> record_retracted(store::AnswerId answer) override {
        return record_state(answer, store::Answer::State::dead);
    }
    Task<Result<void>> record_hidden(store::AnswerId answer) override {
        return record_state(answer, store::Answer::State::hidden);
    }
    Task<Result<store::AnswerId>> intend(store::Answer answer) override {
        if (auto failure = scripted()) {
            co_return std::unexpected(*failure);
        }
        auto& row = items_.at(answer.item);
        if (row.answer) {
            co_return std::unexpected(store::Failure{store::Failure::Kind::io, "an item has one answer"});
        }
        answer.id = ++last_id_;
        answer.state = store::Answer::State::intent;
        row.answer = answer;
        co_return answer.id;
    }
    Task<Result<void>> record_sent(store::AnswerId answer, chat::PostedMessage posted, store::Shows shows,
                                   std::optional<store::Outcome> outcome) override {
        if (auto failure = scripted()) {
            co_return std::unexpected(*failure);
        }
        for (auto& [id, row] : items_) {
            if (row.answer && row.answer->id == answer) {
                if (row.answer->state != store::Answer::State::hidden) {
                    row.answer->state = store::Answer::State::sent;
                }
                row.answer->posted = posted;
                row.answer->shows = shows;
                if (outcome) {
                    end(row, *outcome);
                }
            }
        }
        co_return Result<void>{};
    }
    Task<Result<void>> finish(store::ItemId item, store::Outcome outcome) override {
        if (auto failure = scripted()) {
            co_return std::unexpected(*failure);
        }
        if (const auto found = items_.find(item); found != items_.end()) {
            end(found->second, outcome);
        }
        co_return Result<void>{};
    }
    Task<Result<std::vector<store::Unfinished>>> unfinished() override {
        if (auto failure = scripted()) {
            co_return std::unexpected(*failure);
        }
        std::vector<store::Unfinished> all;
        for (const auto& [id, row] : items_) {
            if (!row.outcome) {
                all.push_back({row.item.clone(), row.answer});
            }
        }
        co_return all;
    }
    Task<Result<std::vector<store::StoredSettings>>> load_settings() override {
        if (auto failure = scripted()) {
            co_return std::unexpected(*failure);
        }
        std::vector<store::StoredSettings> all;
        for (const auto& [conversation, settings] : settings_) {
            all.push_back({conversation, settings});
        }
        co_return all;
    }
    Task<Result<void>> save_settings(store::StoredSettings settings) override {
        if (auto failure = scripted()) {
            co_return std::unexpected(*failure);
        }
        if (hold_settings) {
            co_await asio::post(asio::use_awaitable); // As a real one does.
        }
        settings_.erase(settings.conversation);
        if (!settings.settings.empty()) {
            settings_.emplace(settings.conversation, settings.settings);
        }
        co_return Result<void>{};
    }
    Task<Result<std::optional<secret::Secret>>> load_secret(std::string name) override {
        if (auto failure = scripted()) {
            co_return std::unexpected(*failure);
        }
        const auto found = secrets_.find(name);
        if (found == secrets_.end()) {
            co_return std::optional<secret::Secret>{};
        }
        co_return std::optional(found->second.clone());
    }
    Task<Result<void>> save_secret(std::string name, secret::Secret value) override {
        if (auto failure = scripted()) {
            co_return std::unexpected(*failure);
        }
        secrets_[std::move(name)] = std::move(value);
        co_return Result<void>{};
    }
    Task<Result<void>> prune(store::WallTime now) override {
        if (auto failure = scripted()) {
            co_return std::unexpected(*failure);
        }
        std::erase_if(keys_, [now](const auto& entry) { return entry.second.expires <= now; });
        for (auto& [id, row] : items_) {
            if (row.item.handle && row.item.handle->expires <= now) {
                row.item.handle.reset();
            }
        }
        std::erase_if(items_, [now](const auto& entry) {
            return entry.second.outcome && entry.second.finished_at <= now - std::chrono::days{7};
        });
        co_return Result<void>{};
    }
    Task<Result<void>> probe() override {
        if (auto failure = scripted()) {
            co_return std::unexpected(*failure);
        }
        co_return Result<void>{};
    }

private:
    store::Accepted take(store::Item item, const std::vector<chat::DedupKey>& keys) {
        const auto name = [&](const chat::DedupKey& key) {
            return std::tuple(item.conversation.platform, item.conversation.tenant, item.desk.native, key.kind,
                              key.key);
        };
        for (const auto& key : keys) {
            const auto seen = keys_.find(name(key));
            if (seen != keys_.end() && seen->second.expires > item.received_at &&
                !(key.shared_by_message && of_same_message(seen->second.item, item))) {
                return store::Duplicate{};
            }
        }
        const bool asked_before = std::ranges::any_of(items_, [&](const auto& entry) {
            const auto& other = entry.second.item;
            return other.message == item.message && other.conversation == item.conversation;
        });
        if (item.ask.verb == store::Ask::Verb::withdraw && !asked_before) {
            return store::Unneeded{};
        }
        item.id = ++last_id_;
        for (const auto& key : keys) {
            keys_[name(key)] = {item.received_at + key.lasts, item.id};
        }
        const auto id = item.id;
        items_.emplace(id, Row{std::move(item), std::nullopt, std::nullopt, {}});
        return store::Stored{id};
    }
    struct Row {
        store::Item item;
        std::optional<store::Answer> answer;
        std::optional<store::Outcome> outcome;
        store::WallTime finished_at;
    };
    struct Key {
        store::WallTime expires;
        store::ItemId item = 0;
    };
    static bool is_unasked(const store::Item& item) {
        return item.source == chat::Source::message || item.source == chat::Source::link;
    }
    static store::Standing standing_of(const Row& row) {
        store::Standing standing{row.item.clone(), *row.answer};
        standing.answer.unasked = is_unasked(row.item);
        standing.answer.tickets = row.item.ask.tickets;
        return standing;
    }
    [[nodiscard]] bool of_same_message(store::ItemId known, const store::Item& item) const {
        const auto found = items_.find(known);
        return found != items_.end() && item.message && found->second.item.message == item.message &&
               found->second.item.conversation == item.conversation;
    }
    Task<Result<void>> record_state(store::AnswerId answer, store::Answer::State state) {
        if (auto failure = scripted()) {
            co_return std::unexpected(*failure);
        }
        for (auto& [id, row] : items_) {
            if (row.answer && row.answer->id == answer && row.answer->state != store::Answer::State::hidden) {
                row.answer->state = state;
            }
        }
        co_return Result<void>{};
    }
    static void end(Row& row, store::Outcome outcome) {
        if (!row.outcome) {
            row.outcome = outcome;
            row.finished_at = row.item.received_at;
            row.item.handle.reset();
        }
    }
    std::optional<store::Failure> scripted() {
        if (failures_.empty()) {
            return std::nullopt;
        }
        auto failure = failures_.front();
        failures_.pop_front();
        return failure;
    }

    std::map<store::ItemId, Row> items_;
    std::map<std::tuple<identity::Platform, std::string, std::string, std::string, std::string>, Key> keys_;
    std::map<std::string, secret::Secret> secrets_;
    std::map<std::string, std::string> checkpoints_;
    std::map<identity::ConversationId, policy::ChatSettings> settings_;
    std::deque<std::optional<store::Failure>> failures_;
    store::ItemId last_id_ = 0;
};

} // namespace usher::testing
