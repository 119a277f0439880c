#include "net/curl_stream.hpp"

#include <asio/post.hpp>

#include <utility>

#include "usher/runtime/asio_names.hpp"

namespace usher::net {

namespace {

ByteStream::Progress progress(CURLcode code, std::size_t bytes) {
    if (code == CURLE_AGAIN) {
        return {ByteStream::State::blocked, 0};
    }
    if (code != CURLE_OK || bytes == 0) {
        return {ByteStream::State::ended, 0};
    }
    return {ByteStream::State::moved, bytes};
}

} // namespace

ByteStream::Progress CurlStream::read(std::span<char> into) {
    if (!usable()) {
        return {State::ended, 0};
    }
    std::size_t bytes = 0;
    const auto code = curl_easy_recv(transfer_->handle(), into.data(), into.size(), &bytes);
    return progress(code, bytes);
}

ByteStream::Progress CurlStream::write(std::string_view bytes) {
    if (!usable()) {
        return {State::ended, 0};
    }
    std::size_t written = 0;
    const auto code = curl_easy_send(transfer_->handle(), bytes.data(), bytes.size(), &written);
    return progress(code, written);
}

runtime::Task<void> CurlStream::readable() {
    if (auto* descriptor = usable() ? transfer_->descriptor() : nullptr) {
        co_await descriptor->async_wait(asio::posix::stream_descriptor::wait_read, runtime::as_tuple);
    }
}

void CurlStream::when_writable(std::move_only_function<void()> callback) {
    if (auto* descriptor = usable() ? transfer_->descriptor() : nullptr) {
        descriptor->async_wait(asio::posix::stream_descriptor::wait_write,
                               [callback = std::move(callback)](std::error_code) mutable { callback(); });
    } else {
        asio::post(executor_, std::move(callback));
    }
}

} // namespace usher::net
