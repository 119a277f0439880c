#include "usher/runtime/task_group.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/co_spawn.hpp>

#include <utility>

#include "usher/runtime/asio_names.hpp"
#include "usher/runtime/cancellation.hpp"

namespace usher::runtime {

TaskGroup::TaskGroup(asio::any_io_executor executor, OnFailure on_failure)
    : executor_(std::move(executor)), on_failure_(std::move(on_failure)), idle_(executor_) {
    idle_.expires_at(asio::steady_timer::time_point::max());
}

TaskGroup::~TaskGroup() = default;

void TaskGroup::spawn(std::string name, Task<void> task) {
    const auto entry = running_.emplace(running_.end());
    entry->name = std::move(name);
    auto on_end = [this, entry](std::exception_ptr error) {
        const std::string ended = std::move(entry->name);
        running_.erase(entry);
        if (running_.empty()) {
            idle_.cancel();
        }
        if (error && !is_cancellation(error)) {
            on_failure_(ended, std::move(error));
        }
    };
    asio::co_spawn(executor_, std::move(task), asio::bind_cancellation_slot(entry->signal.slot(), std::move(on_end)));
}

void TaskGroup::cancel() {
    // Emitting may end a task at once and so remove it from the list: step first, then emit.
    for (auto next = running_.begin(); next != running_.end();) {
        auto& current = *next++;
        current.signal.emit(asio::cancellation_type::terminal);
    }
}

Task<void> TaskGroup::drained() {
    while (!running_.empty()) {
        co_await idle_.async_wait(as_tuple);
    }
}

} // namespace usher::runtime
