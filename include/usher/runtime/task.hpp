#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>

namespace usher::runtime {

/// What every function that waits returns. Runs on the one loop thread, starts when awaited, and is cancelled by its
/// owner through Asio's cancellation slots. Pass parameters by value: a reference may die while the coroutine sleeps.
template <class T>
using Task = asio::awaitable<T>;

} // namespace usher::runtime
