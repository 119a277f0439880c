#include "store/commit_thread.hpp"

#include <sqlite3.h>

#include <algorithm>
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

CommitThread::Frame::Frame(sqlite3* database)
    : begin(database, "BEGIN IMMEDIATE"), commit(database, "COMMIT"), save(database, "SAVEPOINT job"),
      release(database, "RELEASE job"), undo(database, "ROLLBACK TO job") {}

CommitThread::CommitThread(const std::string& path, Options options, OnCommit on_commit, Deliver deliver)
    : options_(options), on_commit_(std::move(on_commit)), deliver_(std::move(deliver)) {
    prepare_file(path);
    database_.emplace(path);
    set_up(*database_, path);
    rows_.emplace(*database_);
    frame_.emplace(database_->handle());
    thread_ = std::thread([this] { run(); });
}

CommitThread::~CommitThread() {
    stop();
}

void CommitThread::add(Job job) {
    Failure refusal{Failure::Kind::stopped, "the store is closed"};
    {
        const std::lock_guard lock(mutex_);
        if (!stopping_ && waiting_.size() < options_.most_waiting) {
            waiting_.push_back(std::move(job));
            wake_.notify_one();
            return;
        }
        if (!stopping_) {
            refusal = {Failure::Kind::io, "the disk does not keep up"};
        }
    }
    deliver_([done = std::move(job.done), refusal] { done(refusal); });
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
        frame_.reset();
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
    const auto woken = [this] { return !waiting_.empty() || stopping_; };
    if (traces_ && !wake_.wait_for(lock, options_.quiet, woken)) {
        lock.unlock();
        database_->checkpoint();
        traces_ = false;
        lock.lock();
    }
    wake_.wait(lock, woken);
    if (waiting_.size() <= options_.most_jobs_per_commit) {
        return std::exchange(waiting_, {});
    }
    const auto middle = waiting_.begin() + static_cast<std::ptrdiff_t>(options_.most_jobs_per_commit);
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

/// A job that fails leaves the others of its transaction alone, unless its failure took the transaction with it: then
/// it throws.
std::optional<Failure> CommitThread::run_in_savepoint(const Job& job) {
    frame_->save.run();
    std::optional<Failure> failure;
    try {
        job.work(*rows_);
    } catch (const SqliteError& error) {
        if (!database_->in_transaction()) {
            throw;
        }
        failure = failure_of(error);
        frame_->undo.run();
    }
    frame_->release.run();
    return failure;
}

/// One durable transaction. A failure that is returned is everybody's: nothing was changed.
std::optional<Failure> CommitThread::transact(std::span<const Job> jobs, std::span<std::optional<Failure>> results) {
    using Clock = std::chrono::steady_clock;
    const auto started = Clock::now();
    Commit report;
    std::optional<Failure> failure;
    try {
        frame_->begin.run();
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            if (jobs.size() == 1) {
                jobs[i].work(*rows_);
                continue;
            }
            results[i] = run_in_savepoint(jobs[i]);
            if (results[i]) {
                report.errors.push_back(code_of(*results[i]));
            }
        }
        frame_->commit.run();
    } catch (const SqliteError& error) {
        roll_back();
        failure = failure_of(error);
        report.errors.push_back(code_of(*failure));
    }
    report.seconds = std::chrono::duration<double>(Clock::now() - started).count();
    on_commit_(std::move(report));
    return failure;
}

void CommitThread::commit(std::vector<Job> jobs) {
    Results results(jobs.size());
    if (auto failure = transact(jobs, results)) {
        if (jobs.size() == 1) {
            results.front() = std::move(failure);
        } else {
            // One may have spoiled it for all: each on its own then.
            for (std::size_t i = 0; i < jobs.size(); ++i) {
                results[i] = transact(std::span(jobs).subspan(i, 1), std::span(results).subspan(i, 1));
            }
        }
    }
    traces_ = traces_ || std::ranges::any_of(jobs, &Job::erases);
    auto finished = std::make_shared<std::pair<std::vector<Job>, Results>>(std::move(jobs), std::move(results));
    deliver_([finished] {
        for (std::size_t i = 0; i < finished->first.size(); ++i) {
            finished->first[i].done(std::move(finished->second[i]));
        }
    });
}

} // namespace usher::store
