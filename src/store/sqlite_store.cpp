#include "usher/store/sqlite_store.hpp"

#include <asio/async_result.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>

#include <functional>
#include <type_traits>
#include <utility>

#include "store/commit_thread.hpp"
#include "store/rows.hpp"

namespace usher::store {

class SqliteStore::Worker {
public:
    Worker(const std::string& path, CommitThread::OnCommit on_commit, CommitThread::Deliver deliver)
        : thread_(path, {}, std::move(on_commit), std::move(deliver)) {}
    CommitThread& thread() { return thread_; }

private:
    CommitThread thread_;
};

SqliteStore::SqliteStore(asio::any_io_executor executor, const std::string& path, identity::DeskId desk,
                         runtime::Clock& clock, ops::Metrics& metrics)
    : executor_(std::move(executor)), desk_(std::move(desk)), clock_(clock), metrics_(metrics) {
    // What is posted may run after this object is gone: it holds nothing of it.
    auto on_commit = [loop = executor_, &count = metrics_](CommitThread::Commit commit) {
        asio::post(loop, [&count, commit = std::move(commit)] {
            count.observe("usher_db_commit_seconds", commit.seconds);
            for (const auto& code : commit.errors) {
                count.add("usher_db_errors_total", {{"code", code}});
            }
        });
    };
    auto deliver = [loop = executor_](std::function<void()> completions) { asio::post(loop, std::move(completions)); };
    worker_ = std::make_unique<Worker>(path, std::move(on_commit), std::move(deliver));
}

SqliteStore::~SqliteStore() {
    close();
}

void SqliteStore::close() {
    worker_->thread().stop();
}

/// Runs `work` on the database thread, inside the next commit, and resumes the caller on the loop when that is durable.
template <class T, class Work>
Task<Result<T>> SqliteStore::submit(Traces traces, Work work) {
    auto initiate = [this, traces, work = std::move(work)](auto handler) mutable {
        using Handler = decltype(handler);
        struct State {
            Handler handler;
            Result<T> result;
            asio::executor_work_guard<asio::any_io_executor>
                guard; // The loop must not end while we are on the other thread.
        };
        auto state = std::make_shared<State>(State{std::move(handler), Result<T>{}, asio::make_work_guard(executor_)});
        CommitThread::Job job;
        job.erases = traces == Traces::erased;
        job.work = [state, work = std::move(work)](Rows& rows) mutable {
            if constexpr (std::is_void_v<T>) {
                work(rows);
            } else {
                state->result = work(rows);
            }
        };
        job.done = [state](std::optional<Failure> failure) {
            if (failure) {
                state->result = std::unexpected(std::move(*failure));
            }
            auto result = std::move(state->result);
            auto handler_to_call = std::move(state->handler);
            state->guard.reset();
            std::move(handler_to_call)(std::move(result));
        };
        worker_->thread().add(std::move(job));
    };
    co_return co_await asio::async_initiate<decltype(asio::use_awaitable), void(Result<T>)>(std::move(initiate),
                                                                                            asio::use_awaitable);
}

Task<Result<Accepted>> SqliteStore::accept(Item item, std::vector<chat::DedupKey> keys) {
    auto shared = std::make_shared<Item>(std::move(item));
    auto work = [shared, keys = std::move(keys)](Rows& rows) { return rows.accept(*shared, keys); };
    co_return co_await submit<Accepted>(Traces::none, std::move(work));
}

Task<Result<std::vector<Accepted>>> SqliteStore::accept_all(std::vector<Arrival> arrivals,
                                                            chat::Checkpoint checkpoint) {
    auto shared = std::make_shared<std::vector<Arrival>>(std::move(arrivals));
    auto work = [shared, checkpoint = std::move(checkpoint), desk = desk_](Rows& rows) {
        std::vector<Accepted> accepted;
        accepted.reserve(shared->size());
        for (const auto& arrival : *shared) {
            accepted.push_back(rows.accept(arrival.item, arrival.keys));
        }
        rows.save_checkpoint(desk, checkpoint);
        return accepted;
    };
    co_return co_await submit<std::vector<Accepted>>(Traces::none, std::move(work));
}

Task<Result<std::optional<std::string>>> SqliteStore::load_checkpoint(std::string name) {
    auto work = [desk = desk_, name = std::move(name)](Rows& rows) { return rows.load_checkpoint(desk, name); };
    co_return co_await submit<std::optional<std::string>>(Traces::none, std::move(work));
}

Task<Result<std::vector<Answer>>> SqliteStore::answers_to(identity::ConversationId conversation,
                                                          identity::MessageId question) {
    auto work = [conversation = std::move(conversation), question = std::move(question)](Rows& rows) {
        return rows.answers_to(conversation, question);
    };
    co_return co_await submit<std::vector<Answer>>(Traces::none, std::move(work));
}

Task<Result<std::optional<Standing>>> SqliteStore::answer_at(identity::ConversationId conversation,
                                                             chat::PostedMessage posted) {
    auto work = [conversation = std::move(conversation), posted = std::move(posted)](Rows& rows) {
        return rows.answer_at(conversation, posted);
    };
    co_return co_await submit<std::optional<Standing>>(Traces::none, std::move(work));
}

Task<Result<std::vector<Standing>>> SqliteStore::standing(std::optional<identity::ConversationId> conversation) {
    auto work = [desk = desk_, conversation = std::move(conversation)](Rows& rows) {
        return rows.standing(desk, conversation);
    };
    co_return co_await submit<std::vector<Standing>>(Traces::none, std::move(work));
}

Task<Result<void>> SqliteStore::forget_key(Item item, chat::DedupKey key) {
    auto shared = std::make_shared<Item>(std::move(item));
    auto work = [shared, key = std::move(key)](Rows& rows) { rows.forget_key(*shared, key); };
    co_return co_await submit<void>(Traces::none, std::move(work));
}

Task<Result<void>> SqliteStore::record_retracted(AnswerId answer) {
    auto work = [answer](Rows& rows) { rows.record_state(answer, Answer::State::dead); };
    co_return co_await submit<void>(Traces::none, std::move(work));
}

Task<Result<void>> SqliteStore::record_hidden(AnswerId answer) {
    auto work = [answer](Rows& rows) { rows.record_state(answer, Answer::State::hidden); };
    co_return co_await submit<void>(Traces::none, std::move(work));
}

Task<Result<AnswerId>> SqliteStore::intend(Answer answer) {
    auto work = [answer = std::move(answer)](Rows& rows) { return rows.intend(answer); };
    co_return co_await submit<AnswerId>(Traces::none, std::move(work));
}

Task<Result<void>> SqliteStore::record_sent(AnswerId answer, chat::PostedMessage posted, Shows shows,
                                            std::optional<Outcome> outcome) {
    auto work = [answer, posted = std::move(posted), shows = std::move(shows), outcome,
                 now = clock_.now()](Rows& rows) { rows.record_sent(answer, posted, shows, outcome, now); };
    co_return co_await submit<void>(outcome ? Traces::erased : Traces::none, std::move(work));
}

Task<Result<void>> SqliteStore::finish(ItemId item, Outcome outcome) {
    auto work = [item, outcome, now = clock_.now()](Rows& rows) { rows.finish(item, outcome, now); };
    co_return co_await submit<void>(Traces::erased, std::move(work));
}

Task<Result<std::vector<Unfinished>>> SqliteStore::unfinished() {
    auto work = [desk = desk_](Rows& rows) { return rows.unfinished(desk); };
    co_return co_await submit<std::vector<Unfinished>>(Traces::none, std::move(work));
}

Task<Result<std::vector<StoredSettings>>> SqliteStore::load_settings() {
    auto work = [desk = desk_](Rows& rows) { return rows.load_settings(desk); };
    co_return co_await submit<std::vector<StoredSettings>>(Traces::none, std::move(work));
}

Task<Result<void>> SqliteStore::save_settings(StoredSettings settings) {
    auto work = [desk = desk_, settings = std::move(settings)](Rows& rows) { rows.save_settings(desk, settings); };
    co_return co_await submit<void>(Traces::none, std::move(work));
}

Task<Result<std::optional<secret::Secret>>> SqliteStore::load_secret(std::string name) {
    auto work = [desk = desk_, name = std::move(name)](Rows& rows) { return rows.load_secret(desk, name); };
    co_return co_await submit<std::optional<secret::Secret>>(Traces::none, std::move(work));
}

Task<Result<void>> SqliteStore::save_secret(std::string name, secret::Secret value) {
    auto shared = std::make_shared<secret::Secret>(std::move(value));
    auto work = [desk = desk_, name = std::move(name), shared](Rows& rows) { rows.save_secret(desk, name, *shared); };
    co_return co_await submit<void>(Traces::erased, std::move(work));
}

Task<Result<void>> SqliteStore::prune(WallTime now) {
    auto work = [now](Rows& rows) { rows.prune(now); };
    co_return co_await submit<void>(Traces::erased, std::move(work));
}

Task<Result<void>> SqliteStore::probe() {
    auto work = [now = clock_.now()](Rows& rows) { rows.probe(now); };
    co_return co_await submit<void>(Traces::none, std::move(work));
}

} // namespace usher::store
