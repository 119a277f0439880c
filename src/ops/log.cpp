#include "usher/ops/log.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <mutex>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ops/scrub.hpp"

namespace usher::ops {

namespace {

struct Style {
    LogFormat format = LogFormat::text;
    LogLevel least = LogLevel::info;
    bool journal = false; ///< systemd stamps the time and reads the level from `<n>`.
    bool colour = false;
};

/// Whether standard error is the journal's own stream and not, say, a pipe that inherited the variable.
/// Source: systemd.exec(5), $JOURNAL_STREAM
bool writes_to_journal() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat facts{};
    return stream != nullptr && ::fstat(STDERR_FILENO, &facts) == 0 &&
           fmt::format("{}:{}", facts.st_dev, facts.st_ino) == stream;
}

std::mutex& guard() {
    static std::mutex mutex;
    return mutex;
}
Style& style() {
    static Style instance;
    return instance;
}
std::string& captured_lines() {
    static std::string lines;
    return lines;
}
/// Where lines go while a LogCapture lives.
std::string*& capture() {
    static std::string* lines = nullptr;
    return lines;
}

std::string_view word(LogLevel level) {
    switch (level) {
    case LogLevel::debug:
        return "debug";
    case LogLevel::info:
        return "info";
    case LogLevel::warning:
        return "warning";
    case LogLevel::error:
        break;
    }
    return "error";
}

int syslog_priority(LogLevel level) {
    switch (level) {
    case LogLevel::debug:
        return 7;
    case LogLevel::info:
        return 6;
    case LogLevel::warning:
        return 4;
    case LogLevel::error:
        break;
    }
    return 3;
}

/// The time of a line is decoration that nothing decides on, so it comes straight from the system, not from the Clock
/// port.
struct Stamp {
    std::tm parts{};
    int milliseconds = 0;
};

Stamp stamp(bool local) {
    const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
    const std::time_t time = seconds.time_since_epoch().count();
    Stamp result;
    result.milliseconds = static_cast<int>((now - seconds).count());
    if (local) {
        ::localtime_r(&time, &result.parts);
    } else {
        ::gmtime_r(&time, &result.parts);
    }
    return result;
}

void append_number(std::string& to, double value) {
    if (std::isfinite(value)) {
        fmt::format_to(std::back_inserter(to), "{}", value);
    } else {
        to.append("null");
    }
}

void append_json_string(std::string& to, std::string_view text) {
    to.push_back('"');
    append_escaped(to, mask(text), true);
    to.push_back('"');
}

struct AppendJson {
    std::string& to;
    void operator()(std::string_view text) const { append_json_string(to, text); }
    void operator()(std::int64_t number) const { fmt::format_to(std::back_inserter(to), "{}", number); }
    void operator()(double number) const { append_number(to, number); }
    void operator()(bool flag) const { to.append(flag ? "true" : "false"); }
};

std::string json_line(LogLevel level, std::string_view event, std::string_view message,
                      std::initializer_list<Field> fields) {
    const auto time = stamp(false);
    std::string line;
    fmt::format_to(std::back_inserter(line),
                   R"({{"ts":"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z","level":"{}","event":)",
                   time.parts.tm_year + 1900, time.parts.tm_mon + 1, time.parts.tm_mday, time.parts.tm_hour,
                   time.parts.tm_min, time.parts.tm_sec, time.milliseconds, word(level));
    append_json_string(line, event);
    line.append(R"(,"message":)");
    append_json_string(line, message);
    for (const auto& field : fields) {
        line.push_back(',');
        append_json_string(line, field.key);
        line.push_back(':');
        std::visit(AppendJson{line}, field.value);
    }
    line.append("}\n");
    return line;
}

struct AppendText {
    std::string& to;
    void operator()(std::string_view text) const {
        const auto masked = mask(text);
        const bool plain = !masked.empty() && masked.find_first_of(" \"=\\") == std::string::npos;
        if (plain) {
            append_escaped(to, masked, false);
            return;
        }
        to.push_back('"');
        append_escaped(to, masked, true);
        to.push_back('"');
    }
    void operator()(std::int64_t number) const { fmt::format_to(std::back_inserter(to), "{}", number); }
    void operator()(double number) const { append_number(to, number); }
    void operator()(bool flag) const { to.append(flag ? "true" : "false"); }
};

std::string_view colour_of(LogLevel level) {
    switch (level) {
    case LogLevel::debug:
        return "\x1b[2m";
    case LogLevel::info:
        return "\x1b[32m";
    case LogLevel::warning:
        return "\x1b[33m";
    case LogLevel::error:
        break;
    }
    return "\x1b[31m";
}

std::string text_line(const Style& look, LogLevel level, std::string_view event, std::string_view message,
                      std::initializer_list<Field> fields) {
    std::string line;
    if (look.journal) {
        fmt::format_to(std::back_inserter(line), "<{}>", syslog_priority(level));
    } else {
        const auto time = stamp(true);
        const std::string_view on = look.colour ? colour_of(level) : "";
        const std::string_view off = look.colour ? "\x1b[0m" : "";
        fmt::format_to(std::back_inserter(line), "{:02}:{:02}:{:02}.{:03} {}{:<7}{} ", time.parts.tm_hour,
                       time.parts.tm_min, time.parts.tm_sec, time.milliseconds, on, word(level), off);
    }
    append_escaped(line, mask(message), false);
    line.append("  [");
    append_escaped(line, mask(event), false);
    for (const auto& field : fields) {
        line.push_back(' ');
        append_escaped(line, mask(field.key), false);
        line.push_back('=');
        std::visit(AppendText{line}, field.value);
    }
    line.append("]\n");
    return line;
}

/// One write per line, so that lines of several threads or processes do not mix. A log that cannot be written is no
/// reason to stop.
void write_all(std::string_view line) {
    while (!line.empty()) {
        const auto count = ::write(STDERR_FILENO, line.data(), line.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return;
        }
        line.remove_prefix(static_cast<std::size_t>(count));
    }
}

} // namespace

void set_up_log(LogFormat format, LogLevel least) {
    const std::scoped_lock lock(guard());
    const bool journal = writes_to_journal();
    style() = {format, least, journal, !journal && ::isatty(STDERR_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr};
}

void log(LogLevel level, std::string_view event, std::string_view message, std::initializer_list<Field> fields) {
    const std::scoped_lock lock(guard());
    auto look = style();
    if (level < look.least) {
        return;
    }
    look.colour = look.colour && capture() == nullptr;
    const auto line = look.format == LogFormat::json ? json_line(level, event, message, fields)
                                                     : text_line(look, level, event, message, fields);
    if (auto* lines = capture(); lines != nullptr) {
        lines->append(line);
    } else {
        write_all(line);
    }
}

LogCapture::LogCapture() {
    const std::scoped_lock lock(guard());
    captured_lines().clear();
    capture() = &captured_lines();
}

LogCapture::~LogCapture() {
    const std::scoped_lock lock(guard());
    capture() = nullptr;
}

std::string LogCapture::text() const {
    const std::scoped_lock lock(guard());
    return captured_lines();
}

bool LogCapture::contains(std::string_view needle) const {
    return text().find(needle) != std::string::npos;
}

} // namespace usher::ops
