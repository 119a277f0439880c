#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/steady_timer.hpp>

#include <deque>
#include <optional>
#include <string>
#include <thread>

#include "usher/runtime/task.hpp"

namespace usher::app {

/// Lines of standard input, whatever it is (a terminal, a pipe or a file, which the loop cannot watch): read by a
/// thread of its own and handed to the loop. Loop thread only. `stop` before the end.
class LineReader {
public:
    explicit LineReader(const asio::any_io_executor& executor);
    ~LineReader();
    LineReader(const LineReader&) = delete;
    LineReader& operator=(const LineReader&) = delete;

    void start();
    /// Instead of `start`: no line will ever come, but the end does not either, until `stop`.
    void silence() {}
    void stop();
    /// The next line without its line end; nothing at the end of input or after `stop`.
    runtime::Task<std::optional<std::string>> next();

    static constexpr std::size_t max_line = 64U << 10U;

private:
    void read(int wake);
    void hand_over(std::string line);

    asio::any_io_executor executor_;
    asio::steady_timer arrived_;
    std::deque<std::string> lines_;
    bool ended_ = false;
    int wake_ = -1;
    std::thread thread_;
};

} // namespace usher::app
