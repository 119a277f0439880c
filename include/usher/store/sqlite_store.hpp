#pragma once

#include <memory>
#include <string>

#include <asio/any_io_executor.hpp>

#include "usher/ops/metrics.hpp"
#include "usher/store/store.hpp"

namespace usher::store {

/// The store in one SQLite file, for one process. A thread of its own owns the only connection; what arrives while a
/// commit runs shares the next one.
///
/// Called from the loop thread of `executor`. `close` (or the destructor) finishes what was handed in. Every durable
/// call ends with an fsync. Source: https://www.sqlite.org/wal.html
class SqliteStore final : public Store {
public:
    /// Opens or makes the file (mode 0600). Throws std::runtime_error with the sentence for the operator: no folder, no
    /// permission, in use by another process, newer schema, damaged.
    SqliteStore(asio::any_io_executor executor, const std::string& path, identity::DeskId desk, runtime::Clock& clock,
                ops::Metrics& metrics);
    ~SqliteStore() override;

    Task<Result<Accepted>> accept(Item item, std::vector<chat::DedupKey> keys) override;
    Task<Result<std::vector<Accepted>>> accept_all(std::vector<Arrival> arrivals, chat::Checkpoint checkpoint) override;
    Task<Result<std::optional<std::string>>> load_checkpoint(std::string name) override;
    Task<Result<std::vector<Answer>>> answers_to(identity::ConversationId conversation,
                                                 identity::MessageId question) override;
    Task<Result<std::optional<Standing>>> answer_at(identity::ConversationId conversation,
                                                    chat::PostedMessage posted) override;
    Task<Result<std::vector<Standing>>> standing(std::optional<identity::ConversationId> conversation) override;
    Task<Result<void>> forget_key(Item item, chat::DedupKey key) override;
    Task<Result<void>> record_retracted(AnswerId answer) override;
    Task<Result<void>> record_hidden(AnswerId answer) override;
    Task<Result<AnswerId>> intend(Answer answer) override;
    Task<Result<void>> record_sent(AnswerId answer, chat::PostedMessage posted, Shows shows,
                                   std::optional<Outcome> outcome) override;
    Task<Result<void>> finish(ItemId item, Outcome outcome) override;
    Task<Result<std::vector<Unfinished>>> unfinished() override;
    Task<Result<std::vector<StoredSettings>>> load_settings() override;
    Task<Result<void>> save_settings(StoredSettings settings) override;
    Task<Result<std::optional<secret::Secret>>> load_secret(std::string name) override;
    Task<Result<void>> save_secret(std::string name, secret::Secret value) override;
    Task<Result<void>> prune(WallTime now) override;
    Task<Result<void>> probe() override;

    /// Ends the thread, empties the write-ahead log and closes the file. Later calls fail with
    /// `Failure::Kind::stopped`.
    void close();

private:
    class Worker;
    /// Whether a change takes back something secret, so that what the write-ahead log still holds of it has to go soon.
    enum class Traces : std::uint8_t { none, erased };
    template <class T, class Work>
    Task<Result<T>> submit(Traces traces, Work work);

    asio::any_io_executor executor_;
    identity::DeskId desk_;
    runtime::Clock& clock_;
    ops::Metrics& metrics_;
    std::unique_ptr<Worker> worker_;
};

} // namespace usher::store
