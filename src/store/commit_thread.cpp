#include "store/commit_thread.hpp"

#include <sqlite3.h>

#include <chrono>
#include <memory>
#include <utility>

#include "store/schema.hpp"

namespace usher::store {

namespace {

Failure failure_of(const SqliteError& error) {
    switch (error.code() & 0xFF) {
    case SQLITE_FULL:
        return {Failure::Kind::full, "disk full"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return {Failure::Kind::corrupt, "the file is damaged"};
    default:
        return {Failure::Kind::io, error.what()};
    }
}

std::string code_of(const Failure& failure) {
    switch (failure.kind) {
    case Failure::Kind::full:
        return "full";
    case Failure::Kind::corrupt:
        return "corrupt";
    case Failure::Kind::stopped:
        return "stopped";
    case Failure::Kind::io:
        break;
    }
    return "io";
}

} // namespace

CommitThread::CommitThread(const std::string& path, OnCommit on_commit, Deliver deliver)
    : on_commit_(std::move(on_commit)), deliver_(std::move(deliver)) {
    prepare_file(path);
    database_.emplace(path);
    set_up(*database_, path);
    rows_.emplace(*database_);
    thread_ = std::thread([this] { run(); });
}

CommitThread::~CommitThread() {
    stop();
}

void CommitThread::add(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (!stopping_) {
            waiting_.push_back(std::move(job));
            wake_.notify_one();
            return;
        }
    }
    deliver_([done = std::move(job.done)] { done(Failure{Failure::Kind::stopped, "the store is closed"}); });
}

void CommitThread::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        wake_.notify_one();
    }
    if (thread_.joinable()) {
        thread_.join();
        rows_.reset();
        database_->checkpoint();
        database_.reset();
    }
}

void CommitThread::run() {
    for (auto jobs = take(); !jobs.empty(); jobs = take()) {
        commit(std::move(jobs));
    }
}

std::vector<CommitThread::Job> CommitThread::take() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return !waiting_.empty() || stopping_; });
    if (waiting_.size() <= most_jobs_per_commit) {
        return std::exchange(waiting_, {});
    }
    const auto middle = waiting_.begin() + most_jobs_per_commit;
    std::vector<Job> jobs(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(middle));
    waiting_.erase(waiting_.begin(), middle);
    return jobs;
}

void CommitThread::roll_back() {
    try {
        database_->execute("ROLLBACK");
    } catch (const SqliteError&) {
        return; // SQLite has rolled back by itself.
    }
}

std::optional<Failure> CommitThread::run_in_savepoint(const Job& job) {
    database_->execute("SAVEPOINT job");
    std::optional<Failure> failure;
    try {
        job.work(*rows_);
    } catch (const SqliteError& error) {
        failure = failure_of(error);
        database_->execute("ROLLBACK TO job");
    }
    database_->execute("RELEASE job");
    return failure;
}

void CommitThread::commit(std::vector<Job> jobs) {
    using Clock = std::chrono::steady_clock;
    const auto started = Clock::now();
    Commit report;
    auto results = std::make_shared<std::vector<std::optional<Failure>>>(jobs.size());
    try {
        database_->execute("BEGIN IMMEDIATE");
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            if (jobs.size() == 1) {
                jobs[i].work(*rows_);
            } else {
                (*results)[i] = run_in_savepoint(jobs[i]);
            }
        }
        database_->execute("COMMIT");
    } catch (const SqliteError& error) {
        // Nothing of the whole group is durable.
        roll_back();
        const auto failure = failure_of(error);
        report.error = code_of(failure);
        std::fill(results->begin(), results->end(), failure);
    }
    report.seconds = std::chrono::duration<double>(Clock::now() - started).count();
    on_commit_(report);
    auto shared = std::make_shared<std::vector<Job>>(std::move(jobs));
    deliver_([shared, results] {
        for (std::size_t i = 0; i < shared->size(); ++i) {
            (*shared)[i].done((*results)[i]);
        }
    });
}

} // namespace usher::store
