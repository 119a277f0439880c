#include "app/line_reader.hpp"

#include <asio/post.hpp>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include "usher/runtime/asio_names.hpp"

namespace usher::app {

LineReader::LineReader(const asio::any_io_executor& executor) : executor_(executor), arrived_(executor) {
    arrived_.expires_at(asio::steady_timer::time_point::max());
}

LineReader::~LineReader() {
    stop();
}

void LineReader::start() {
    wake_ = ::eventfd(0, EFD_CLOEXEC);
    thread_ = std::thread([this, wake = wake_] { read(wake); });
}

void LineReader::stop() {
    ended_ = true;
    arrived_.cancel();
    if (thread_.joinable()) {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof(one));
        thread_.join();
        ::close(wake_);
    }
}

void LineReader::hand_over(std::string line) {
    if (!line.empty() && line.back() == '\r') {
        line.pop_back();
    }
    asio::post(executor_, [this, line = std::move(line)]() mutable {
        lines_.push_back(std::move(line));
        arrived_.cancel();
    });
}

void LineReader::read(int wake) {
    std::string pending;
    std::array<char, 4096> chunk{};
    for (;;) {
        std::array<pollfd, 2> watched{{{STDIN_FILENO, POLLIN, 0}, {wake, POLLIN, 0}}};
        if (::poll(watched.data(), watched.size(), -1) < 0) {
            if (errno == EINTR) {
                continue;
            }
            break;
        }
        if (watched[1].revents != 0) {
            return;
        }
        const auto count = ::read(STDIN_FILENO, chunk.data(), chunk.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            break;
        }
        for (const char byte : std::string_view(chunk.data(), static_cast<std::size_t>(count))) {
            if (byte == '\n') {
                hand_over(std::move(pending));
                pending.clear();
            } else if (pending.size() < max_line) {
                pending.push_back(byte);
            }
        }
    }
    if (!pending.empty()) {
        hand_over(std::move(pending));
    }
    asio::post(executor_, [this] {
        ended_ = true;
        arrived_.cancel();
    });
}

runtime::Task<std::optional<std::string>> LineReader::next() {
    while (lines_.empty() && !ended_) {
        co_await arrived_.async_wait(runtime::as_tuple);
    }
    if (lines_.empty()) {
        co_return std::nullopt;
    }
    auto line = std::move(lines_.front());
    lines_.pop_front();
    co_return line;
}

} // namespace usher::app
