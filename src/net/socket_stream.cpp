#include "net/socket_stream.hpp"

#include <asio/buffer.hpp>

#include <utility>

#include "usher/runtime/asio_names.hpp"

namespace usher::net {

namespace {

ByteStream::Progress progress(std::error_code error, std::size_t bytes) {
    if (error == asio::error::would_block || error == asio::error::try_again) {
        return {ByteStream::State::blocked, 0};
    }
    if (error || bytes == 0) {
        return {ByteStream::State::ended, 0};
    }
    return {ByteStream::State::moved, bytes};
}

} // namespace

ByteStream::Progress SocketStream::read(std::span<char> into) {
    std::error_code error;
    const auto bytes = socket_.read_some(asio::buffer(into.data(), into.size()), error);
    return progress(error, bytes);
}

ByteStream::Progress SocketStream::write(std::string_view bytes) {
    std::error_code error;
    const auto written = socket_.write_some(asio::buffer(bytes), error);
    return progress(error, written);
}

runtime::Task<void> SocketStream::readable() {
    co_await socket_.async_wait(asio::ip::tcp::socket::wait_read, runtime::as_tuple);
}

void SocketStream::when_writable(std::move_only_function<void()> callback) {
    socket_.async_wait(asio::ip::tcp::socket::wait_write,
                       [callback = std::move(callback)](std::error_code) mutable { callback(); });
}

void SocketStream::close() {
    std::error_code ignored;
    socket_.close(ignored);
}

void SocketStream::reset() {
    std::error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    socket_.close(ignored);
}

} // namespace usher::net
