#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/steady_timer.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <list>
#include <string>

#include "usher/runtime/task.hpp"

namespace usher::runtime {

/// The one owner of long-running coroutines: nothing in Usher is `asio::detached`, which would swallow exceptions.
///
/// Loop thread only. An exception that leaves a coroutine (other than a cancellation) is passed to `on_failure`
/// together with the task's name. Whoever spawns must call `stop()` and await `drained()` before the group dies.
class TaskGroup {
public:
    using OnFailure = std::function<void(const std::string& name, std::exception_ptr)>;
    TaskGroup(asio::any_io_executor executor, OnFailure on_failure);
    ~TaskGroup();
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    void spawn(std::string name, Task<void> task);
    /// Asks every coroutine to end at its next suspension. New ones may still be spawned.
    void cancel();
    /// Waits until none is running.
    Task<void> drained();
    [[nodiscard]] std::size_t size() const { return running_.size(); }
    [[nodiscard]] asio::any_io_executor executor() const { return executor_; }

private:
    struct Running {
        std::string name;
        asio::cancellation_signal signal;
    };
    asio::any_io_executor executor_;
    OnFailure on_failure_;
    std::list<Running> running_;
    asio::steady_timer idle_;
};

} // namespace usher::runtime
