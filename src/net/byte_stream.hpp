#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include <asio/any_io_executor.hpp>

#include "usher/runtime/task.hpp"

namespace usher::net {

/// A connected stream that never blocks. Its destructor closes it.
class ByteStream {
public:
    enum class State : std::uint8_t { moved, blocked, ended };
    struct Progress {
        State state;
        std::size_t bytes;
    };

    virtual ~ByteStream() = default;
    virtual Progress read(std::span<char> into) = 0;
    /// After `blocked`, the next call must offer the same memory again: TLS has a record of it half written.
    virtual Progress write(std::string_view bytes) = 0;
    /// Returns when `read` is worth a try, the stream was closed, or the waiting coroutine was cancelled.
    virtual runtime::Task<void> readable() = 0;
    /// Calls back when `write` is worth a try, or the stream was closed.
    virtual void when_writable(std::move_only_function<void()> callback) = 0;
    virtual void close() = 0;
    /// Like `close`, but tells the peer with a reset where the stream can.
    virtual void reset() = 0;
    [[nodiscard]] virtual asio::any_io_executor executor() const = 0;
};

} // namespace usher::net
