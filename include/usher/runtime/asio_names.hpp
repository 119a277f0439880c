#pragma once

// Asio moved `as_tuple` and friends out of `asio::experimental` in 1.24; these names work with every version we build
// against.
#include <asio/version.hpp>
#if ASIO_VERSION < 102400
#include <asio/experimental/as_tuple.hpp>
#else
#include <asio/as_tuple.hpp>
#endif
#include <asio/experimental/awaitable_operators.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

namespace usher::runtime {

#if ASIO_VERSION < 102400
inline constexpr auto as_tuple = asio::experimental::as_tuple(asio::use_awaitable);
#else
inline constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);
#endif

} // namespace usher::runtime
