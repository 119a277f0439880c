#pragma once

#include <asio/ip/tcp.hpp>

#include "net/byte_stream.hpp"

namespace usher::net {

/// An accepted TCP connection.
class SocketStream final : public ByteStream {
public:
    /// The socket must be non-blocking.
    explicit SocketStream(asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}

    Progress read(std::span<char> into) override;
    Progress write(std::string_view bytes) override;
    runtime::Task<void> readable() override;
    void when_writable(std::move_only_function<void()> callback) override;
    void close() override;
    void reset() override;
    [[nodiscard]] asio::any_io_executor executor() const override { return executor_; }

private:
    asio::ip::tcp::socket socket_;
    asio::any_io_executor executor_ = socket_.get_executor();
};

} // namespace usher::net
