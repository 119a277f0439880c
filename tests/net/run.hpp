#pragma once

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>

#include <exception>
#include <utility>

#include "usher/runtime/task.hpp"

namespace usher::testing {

/// Runs the loop until the task and everything it started have ended. A lost wake-up therefore shows as a test that
/// never ends.
inline void run(asio::io_context& io, runtime::Task<void> task) {
    std::exception_ptr failure;
    asio::co_spawn(io, std::move(task), [&failure](std::exception_ptr error) { failure = std::move(error); });
    io.run();
    io.restart();
    if (failure) {
        std::rethrow_exception(failure);
    }
}

} // namespace usher::testing
