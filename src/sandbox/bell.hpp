#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/steady_timer.hpp>
#include <asio/system_error.hpp>

#include "usher/runtime/asio_names.hpp"
#include "usher/runtime/task.hpp"

namespace usher::sandbox {

/// Wakes the one coroutine that waits for it. A ring while nobody waits is kept for the next wait.
class Bell {
public:
    explicit Bell(const asio::any_io_executor& executor) : timer_(executor, asio::steady_timer::time_point::max()) {}

    void ring() {
        rung_ = true;
        timer_.cancel();
    }
    /// Throws `operation_aborted` if the coroutine is cancelled.
    runtime::Task<void> wait() {
        while (!rung_) {
            const auto [error] = co_await timer_.async_wait(runtime::as_tuple);
            if (!rung_ && error) {
                throw asio::system_error(error);
            }
        }
        rung_ = false;
    }

private:
    asio::steady_timer timer_;
    bool rung_ = false;
};

} // namespace usher::sandbox
