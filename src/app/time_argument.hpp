#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace usher::app {

using ArgumentTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// RFC 3339, UTC (`Z`) or with an offset.
std::optional<ArgumentTime> parse_time(const std::string& text);
/// The same, or a span before `now`: "24h", "7d".
std::optional<ArgumentTime> parse_time_or_span(const std::string& text, ArgumentTime now);

} // namespace usher::app
