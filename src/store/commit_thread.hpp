#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
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
    };
    struct Commit {
        double seconds = 0;
        std::string error; ///< Empty, or a stable code.
    };
    using OnCommit = std::function<void(Commit)>;
    using Deliver = std::function<void(std::function<void()>)>; ///< Runs a function on the loop.

    static constexpr std::size_t most_jobs_per_commit = 64;

    /// Opens the file on the calling thread, so that its errors reach the caller.
    CommitThread(const std::string& path, OnCommit on_commit, Deliver deliver);
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
    std::optional<Failure> run_in_savepoint(const Job& job);
    void roll_back();

    OnCommit on_commit_;
    Deliver deliver_;
    std::optional<Database> database_;
    std::optional<Rows> rows_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<Job> waiting_;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace usher::store
