#include "testing/process.hpp"

#include <curl/curl.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

namespace usher::testing {

namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
    std::array<int, 2> ends{-1, -1};
    Pipe() {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            throw std::runtime_error("pipe2 failed");
        }
    }
};

void take(int& descriptor, std::string& into) {
    std::array<char, 8192> chunk{};
    const auto count = ::read(descriptor, chunk.data(), chunk.size());
    if (count > 0) {
        into.append(chunk.data(), static_cast<std::size_t>(count));
    } else if (count == 0 || (errno != EINTR && errno != EAGAIN)) {
        ::close(descriptor);
        descriptor = -1;
    }
}

} // namespace

Process::Process(const std::vector<std::string>& command, Options options) : pending_input_(std::move(options.input)) {
    Pipe in;
    Pipe out;
    Pipe err;
    id_ = ::fork();
    if (id_ < 0) {
        throw std::runtime_error("fork failed");
    }
    if (id_ == 0) {
        ::dup2(in.ends[0], STDIN_FILENO);
        ::dup2(out.ends[1], STDOUT_FILENO);
        ::dup2(err.ends[1], STDERR_FILENO);
        if (!options.folder.empty() && ::chdir(options.folder.c_str()) != 0) {
            ::_exit(126);
        }
        for (const auto& [name, value] : options.environment) {
            ::setenv(name.c_str(), value.c_str(), 1);
        }
        std::vector<char*> arguments;
        for (const auto& argument : command) {
            arguments.push_back(const_cast<char*>(argument.c_str()));
        }
        arguments.push_back(nullptr);
        ::execvp(arguments[0], arguments.data());
        ::_exit(127);
    }
    ::close(in.ends[0]);
    ::close(out.ends[1]);
    ::close(err.ends[1]);
    in_ = in.ends[1];
    out_ = out.ends[0];
    err_ = err.ends[0];
    ::fcntl(in_, F_SETFL, O_NONBLOCK);
    if (pending_input_.empty()) {
        ::close(in_);
        in_ = -1;
    }
}

Process::~Process() {
    if (!exit_) {
        ::kill(id_, SIGKILL);
        ::waitpid(id_, nullptr, 0);
    }
    for (const int descriptor : {in_, out_, err_}) {
        if (descriptor >= 0) {
            ::close(descriptor);
        }
    }
}

bool Process::pump(Clock::time_point until) {
    std::array<pollfd, 3> watched{{{out_, POLLIN, 0}, {err_, POLLIN, 0}, {in_, POLLOUT, 0}}};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    if (out_ < 0 && err_ < 0) {
        return false;
    }
    ::poll(watched.data(), watched.size(), static_cast<int>(std::max<long>(0, std::min<long>(left, 200))));
    if (out_ >= 0 && watched[0].revents != 0) {
        take(out_, output_);
    }
    if (err_ >= 0 && watched[1].revents != 0) {
        take(err_, errors_);
    }
    if (in_ >= 0 && watched[2].revents != 0) {
        const auto count = ::write(in_, pending_input_.data(), pending_input_.size());
        if (count > 0) {
            pending_input_.erase(0, static_cast<std::size_t>(count));
        }
        if (pending_input_.empty() || (count < 0 && errno != EAGAIN && errno != EINTR)) {
            ::close(in_);
            in_ = -1;
        }
    }
    return true;
}

void Process::read_output() {
    pump(Clock::now());
}

std::string Process::wait_for_line(std::string_view prefix, std::chrono::seconds limit) {
    const auto until = Clock::now() + limit;
    for (;;) {
        for (auto end = output_.find('\n', seen_); end != std::string::npos; end = output_.find('\n', seen_)) {
            const auto line = output_.substr(seen_, end - seen_);
            seen_ = end + 1;
            if (line.starts_with(prefix)) {
                return line;
            }
        }
        if (Clock::now() >= until || !pump(until)) {
            throw std::runtime_error("no line that begins with \"" + std::string(prefix) +
                                     "\"; standard error: " + errors_);
        }
    }
}

int Process::wait(std::chrono::seconds limit) {
    const auto until = Clock::now() + limit;
    while (!exit_) {
        const bool open = pump(until);
        int status = 0;
        // Once both pipes are closed the end is near: block on it, unless the time is up.
        const auto done = ::waitpid(id_, &status, WNOHANG);
        if (done == id_) {
            exit_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            while (pump(Clock::now())) {
            }
        } else if (Clock::now() >= until) {
            throw std::runtime_error("the process did not end; standard error: " + errors_);
        } else if (!open) {
            breathe();
        }
    }
    return *exit_;
}

void Process::signal(int number) const {
    if (!exit_) {
        ::kill(id_, number);
    }
}

std::string usher_binary() {
    return USHER_BINARY;
}

Folder::Folder() {
    path_ = (std::filesystem::temp_directory_path() / "usher-test-XXXXXX").string();
    if (::mkdtemp(path_.data()) == nullptr) {
        throw std::runtime_error("mkdtemp failed");
    }
}

Folder::~Folder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
}

void Folder::write(std::string_view name, std::string_view text) const {
    std::ofstream(file(name), std::ios::binary) << text;
}

std::string Folder::read(std::string_view name) const {
    std::ifstream stream(file(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

namespace {

std::size_t append(char* data, std::size_t size, std::size_t count, void* target) {
    static_cast<std::string*>(target)->append(data, size * count);
    return size * count;
}

HttpAnswer transfer(const std::string& url, const std::string* body) {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(), &curl_easy_cleanup);
    HttpAnswer answer;
    curl_slist* headers = nullptr;
    curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &append);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &answer.body);
    if (body != nullptr) {
        headers = curl_slist_append(headers, "Content-Type: application/json");
        curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body->size()));
        curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, body->c_str());
    }
    if (curl_easy_perform(handle.get()) == CURLE_OK) {
        long status = 0;
        curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
        answer.status = static_cast<int>(status);
    }
    curl_slist_free_all(headers);
    return answer;
}

} // namespace

HttpAnswer http_get(const std::string& url) {
    return transfer(url, nullptr);
}
HttpAnswer http_post(const std::string& url, const std::string& json) {
    return transfer(url, &json);
}

void breathe() {
    ::poll(nullptr, 0, 5);
}

} // namespace usher::testing
