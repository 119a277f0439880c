#pragma once

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>

#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "usher/runtime/asio_names.hpp"
#include "usher/store/store.hpp"

namespace usher::store::tests {

inline constexpr WallTime monday_nine{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + std::chrono::hours{9}};
inline const identity::DeskId keliweb{"keliweb"};

/// A question as intake makes it; change what the test is about.
class QuestionBuilder {
public:
    QuestionBuilder() {
        item_.desk = keliweb;
        item_.conversation = {identity::Platform::slack, "T01", "C01"};
        item_.person = {identity::Platform::slack, "T01", "U01"};
        item_.ask.verb = Ask::Verb::show;
        item_.ask.reference = ticket::parse_reference("516757");
        item_.received_at = monday_nine;
    }
    QuestionBuilder& in(std::string tenant, std::string conversation) {
        item_.conversation = {identity::Platform::slack, std::move(tenant), std::move(conversation)};
        return *this;
    }
    QuestionBuilder& for_desk(std::string desk) {
        item_.desk = {std::move(desk)};
        return *this;
    }
    QuestionBuilder& at(WallTime time) {
        item_.received_at = time;
        return *this;
    }
    QuestionBuilder& with_handle(std::string url, WallTime expires) {
        item_.handle = chat::ReplyHandle{secret::Secret(std::move(url)), expires};
        return *this;
    }
    QuestionBuilder& asking(Ask ask) {
        item_.ask = std::move(ask);
        return *this;
    }
    [[nodiscard]] Item build() const { return item_.clone(); }

private:
    Item item_;
};
inline QuestionBuilder a_question() {
    return {};
}

inline Answer an_answer(ItemId item, std::string marker = "m1") {
    Answer answer;
    answer.item = item;
    answer.to.conversation = {identity::Platform::slack, "T01", "C01"};
    answer.to.asker = {identity::Platform::slack, "T01", "U01"};
    answer.shows = {"looking_up", ticket::parse_reference("516757"), card::View::summary, card::Level::internal};
    answer.marker = std::move(marker);
    answer.intent_at = monday_nine + std::chrono::seconds{1};
    return answer;
}
inline Shows a_card() {
    return {"card", ticket::parse_reference("516757"), card::View::full, card::Level::minimal};
}
inline chat::PostedMessage posted_as(std::string id) {
    return {chat::PostedMessage::Via::message, {std::move(id)}};
}

/// Starts every task, runs the loop until nothing is left to do, and returns what they gave, in the order of the tasks.
template <class T>
std::vector<T> run_all(asio::io_context& loop, std::vector<runtime::Task<T>> tasks) {
    std::vector<std::optional<T>> results(tasks.size());
    std::exception_ptr failure;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        asio::co_spawn(loop, std::move(tasks[i]), [&, i](std::exception_ptr problem, T value) {
            failure = problem ? std::move(problem) : failure;
            results[i] = std::move(value);
        });
    }
    loop.restart();
    loop.run();
    if (failure) {
        std::rethrow_exception(failure);
    }
    std::vector<T> values;
    for (auto& result : results) {
        values.push_back(std::move(result).value());
    }
    return values;
}

template <class T>
T run(asio::io_context& loop, runtime::Task<T> task) {
    std::vector<runtime::Task<T>> tasks;
    tasks.push_back(std::move(task));
    return std::move(run_all(loop, std::move(tasks)).front());
}

/// Stores a question and returns its id; throws if it was a duplicate or failed.
inline ItemId store_question(asio::io_context& loop, Store& store, Item item, std::vector<chat::DedupKey> keys = {}) {
    return std::get<Stored>(run(loop, store.accept(std::move(item), std::move(keys))).value()).id;
}

inline bool is_duplicate(const Result<Accepted>& result) {
    return std::holds_alternative<Duplicate>(result.value());
}

} // namespace usher::store::tests
