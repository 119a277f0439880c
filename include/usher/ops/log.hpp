#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace usher::ops {

enum class LogLevel : std::uint8_t { debug, info, warning, error };
enum class LogFormat : std::uint8_t { json, text };

/// One member of a log line. Values are stable codes, ids and numbers: never chat text, ticket text or a secret.
struct Field {
    std::string_view key;
    std::variant<std::string_view, std::int64_t, double, bool> value;

    Field(std::string_view k, std::string_view v) : key(k), value(v) {}
    Field(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
    Field(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
    Field(std::string_view k, bool v) : key(k), value(v) {}
    template <std::integral T>
        requires(!std::same_as<T, bool>)
    Field(std::string_view k, T v) : key(k), value(static_cast<std::int64_t>(v)) {}
    Field(std::string_view k, double v) : key(k), value(v) {}
};

/// Chooses the format and the least level, once, at start. Lines go to standard error. Before the call: text, info.
void set_up_log(LogFormat format, LogLevel least);

/// Writes one line: `event` is a stable name (`slack_connected`), `message` a sentence for a person. Control characters
/// are escaped, values that look like tokens or URLs with secrets are masked as a last net. Any thread.
void log(LogLevel level, std::string_view event, std::string_view message, std::initializer_list<Field> fields = {});

inline void log_info(std::string_view event, std::string_view message, std::initializer_list<Field> fields = {}) {
    log(LogLevel::info, event, message, fields);
}
inline void log_warning(std::string_view event, std::string_view message, std::initializer_list<Field> fields = {}) {
    log(LogLevel::warning, event, message, fields);
}
inline void log_error(std::string_view event, std::string_view message, std::initializer_list<Field> fields = {}) {
    log(LogLevel::error, event, message, fields);
}

/// Receives every line instead of standard error while it lives: for tests that an operator's line is written.
class LogCapture {
public:
    LogCapture();
    ~LogCapture();
    LogCapture(const LogCapture&) = delete;
    LogCapture& operator=(const LogCapture&) = delete;
    [[nodiscard]] std::string text() const;
    [[nodiscard]] bool contains(std::string_view needle) const;
};

} // namespace usher::ops
