#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "store/rows.hpp"
#include "usher/store/store.hpp"

namespace usher::store {

/// Owns the connection. Takes all jobs that wait, runs them in one transaction, each in a savepoint of its own,
/// commits, and reports.
class CommitThread {
public:
    struct Job {
        std::function<void(Rows&)> work;
        std::function<void(std::optional<Failure>)> done; ///< Called on the loop.
        bool erases = false; ///< Takes back a secret, of which the write-ahead log still has a copy.
    };
    struct Commit {
        double seconds = 0;
        std::vector<std::string> errors; ///< Stable codes.
    };
    using OnCommit = std::function<void(Commit)>;
    using Deliver = std::function<void(std::function<void()>)>; ///< Runs a function on the loop.

    struct Options {
        std::size_t most_jobs_per_commit = 64;
        /// More than this may not wait: the disk has stopped, and memory must not fill.
        std::size_t most_waiting = 4096;
        /// After so long without work, what was erased leaves the write-ahead log too.
        std::chrono::milliseconds quiet{2'000};
    };

    /// Opens the file on the calling thread, so that its errors reach the caller.
    CommitThread(const std::string& path, Options options, OnCommit on_commit, Deliver deliver);
    ~CommitThread();
    CommitThread(const CommitThread&) = delete;
    CommitThread& operator=(const CommitThread&) = delete;

    void add(Job job);
    /// Finishes what was added, then closes the file.
    void stop();

private:
    void run();
    std::vector<Job> take();
    void commit(std::vector<Job> jobs);
    using Results = std::vector<std::optional<Failure>>;
    std::optional<Failure> transact(std::span<const Job> jobs, std::span<std::optional<Failure>> results);
    std::optional<Failure> run_in_savepoint(const Job& job);
    void roll_back();

    Options options_;
    OnCommit on_commit_;
    Deliver deliver_;
    std::optional<Database> database_;
    std::optional<Rows> rows_;
    /// Prepared once: they frame every change.
    struct Frame {
        explicit Frame(sqlite3* database);
        Statement begin;
        Statement commit;
        Statement save;
        Statement release;
        Statement undo;
    };
    std::optional<Frame> frame_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<Job> waiting_;
    bool stopping_ = false;
    bool traces_ = false; ///< Database thread only.
    std::thread thread_;
};

} // namespace usher::store
