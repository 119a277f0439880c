#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace usher::testing {

/// A child process of a test, killed and reaped with this object. Its standard output and error are read through pipes.
class Process {
public:
    struct Options {
        std::string input;                                            ///< All of standard input.
        std::vector<std::pair<std::string, std::string>> environment; ///< Added to ours.
        std::string folder;                                           ///< Working folder; empty: ours.
    };
    explicit Process(const std::vector<std::string>& command) : Process(command, Options{}) {}
    Process(const std::vector<std::string>& command, Options options);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// The first line of standard output that begins with `prefix`; throws if the process ends or the time runs out
    /// before.
    std::string wait_for_line(std::string_view prefix, std::chrono::seconds limit = std::chrono::seconds{30});
    /// Waits for the end; the exit code, or 128 + signal. Throws if it does not end.
    int wait(std::chrono::seconds limit = std::chrono::seconds{60});
    void signal(int number) const;
    /// Takes what the process has written by now into `output` and `errors`.
    void read_output();

    [[nodiscard]] const std::string& output() const { return output_; }
    [[nodiscard]] const std::string& errors() const { return errors_; }
    [[nodiscard]] pid_t id() const { return id_; }

private:
    bool pump(std::chrono::steady_clock::time_point until);

    pid_t id_ = -1;
    int in_ = -1;
    int out_ = -1;
    int err_ = -1;
    std::string pending_input_;
    std::string output_;
    std::string errors_;
    std::size_t seen_ = 0;
    std::optional<int> exit_;
};

/// The usher binary that these tests are for.
std::string usher_binary();

/// A folder of a test's own, gone with this object.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }
    void write(std::string_view name, std::string_view text) const;
    [[nodiscard]] std::string read(std::string_view name) const;

private:
    std::string path_;
};

/// A blocking HTTP exchange with a loopback server; status 0 if there was none.
struct HttpAnswer {
    int status = 0;
    std::string body;
};
HttpAnswer http_get(const std::string& url);
HttpAnswer http_post(const std::string& url, const std::string& json);

/// Asks again until `condition` holds; throws with `what` if it does not within `limit`.
template <class Condition>
void eventually(std::string_view what, Condition condition, std::chrono::seconds limit = std::chrono::seconds{30});

/// One short turn of waiting between two looks at a condition.
void breathe();

template <class Condition>
void eventually(std::string_view what, Condition condition, std::chrono::seconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= end) {
            throw std::runtime_error("did not happen: " + std::string(what));
        }
        breathe();
    }
}

} // namespace usher::testing
