#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace usher::net {

/// Deeper JSON is refused unread: copying and writing it would recurse.
inline constexpr std::size_t max_json_depth = 64;
/// The largest text that is parsed unless the caller says otherwise; Slack's largest known envelope has some 130 kB.
inline constexpr std::size_t max_json_bytes = 4U << 20U;

/// Parses untrusted JSON. Nothing if it is none, too large or too deep.
std::optional<nlohmann::json> parse_json(std::string_view text, std::size_t max_bytes = max_json_bytes);
/// The same without a member of the outermost object that nobody reads.
std::optional<nlohmann::json> parse_json_without(std::string_view text, std::string_view member);
/// Compact JSON; bytes that are not UTF-8 become U+FFFD.
std::string dump_json(const nlohmann::json& value);

/// A string member; empty if it is absent or of another type.
std::string text_member(const nlohmann::json& object, const char* key);
/// A member whatever its type; null if absent or if `object` is no object.
const nlohmann::json* member(const nlohmann::json& object, const char* key);
/// A boolean, written as one or as the words "true" and "false" (Slack does both).
std::optional<bool> flag_member(const nlohmann::json& object, const char* key);
/// A whole number that fits.
std::optional<long long> number_member(const nlohmann::json& object, const char* key);

} // namespace usher::net
