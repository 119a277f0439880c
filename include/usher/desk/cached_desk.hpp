#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>

#include "usher/desk/desk.hpp"
#include "usher/ops/metrics.hpp"
#include "usher/runtime/task_group.hpp"

namespace usher::desk {

struct CacheOptions {
    runtime::milliseconds found_for{30'000};
    runtime::milliseconds not_found_for{30'000};
    std::size_t max_entries = 10'000;
    std::size_t max_bytes = 32U << 20U; ///< Of ticket text, roughly.
};

/// A desk that remembers for a moment and asks once for many: found tickets and unknown numbers are kept for 30 s,
/// nothing else ever; whoever asks for a ticket that is being fetched gets that answer. With notes and without are two
/// tickets to it: who may not see notes never gets an answer that has them.
///
/// The fetch runs in `tasks`, so that it does not die with the first asker. Loop thread only; the references outlive
/// it, and `tasks` must be cancelled and drained before it dies.
class CachedDesk final : public Desk {
public:
    CachedDesk(Desk& inner, runtime::Clock& clock, runtime::TaskGroup& tasks, ops::Metrics& metrics,
               CacheOptions options);
    ~CachedDesk() override;

    runtime::Task<Fetched> fetch(Reference reference, Notes notes = Notes::counted) override;
    /// For somebody who presses Refresh: never an old answer, but one that is just being fetched will do.
    runtime::Task<Fetched> fetch_fresh(Reference reference, Notes notes = Notes::counted);

    [[nodiscard]] std::size_t entries() const { return entries_.size(); }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    struct Entry {
        std::string key;
        Fetched fetched;
        runtime::SteadyTime until;
        std::size_t bytes = 0;
    };
    struct Flight;
    using Entries = std::list<Entry>; ///< Most recently used first.

    const Fetched* remembered(const std::string& key);
    runtime::Task<Fetched> join(std::string key, Reference reference, Notes notes);
    runtime::Task<void> fly(std::string key, Reference reference, Notes notes, std::shared_ptr<Flight> flight);
    void remember(const std::string& key, const Fetched& fetched);
    void forget(Entries::iterator entry);

    Desk& inner_;
    runtime::Clock& clock_;
    runtime::TaskGroup& tasks_;
    ops::Metrics& metrics_;
    CacheOptions options_;
    Entries entries_;
    std::unordered_map<std::string, Entries::iterator> index_;
    std::unordered_map<std::string, std::shared_ptr<Flight>> flights_;
    std::size_t bytes_ = 0;
};

} // namespace usher::desk
