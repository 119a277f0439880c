#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace usher::config {

/// "90s", "30m", "2h", "7d"; nothing if it is none of these or over a year.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);
/// Bytes: "64K", "10M", "1G" in powers of 1024, or "0"; nothing if it is none of these or over 1024G.
std::optional<std::uint64_t> parse_size(std::string_view text);

} // namespace usher::config
