#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace usher::sandbox {

/// The sandbox keeps what it is given (blocks, metadata, tickets) as JSON: it is what both sides of it speak.
using Json = nlohmann::json;

/// Nothing if the text is no JSON or nested deeper than 64 levels (dumping recurses).
std::optional<Json> parse_json(std::string_view text);
/// Compact; bytes that are not UTF-8 become U+FFFD.
std::string dump(const Json& value);

/// The member, unless it is absent or null or `object` is none.
const Json* member(const Json& object, std::string_view key);
/// The member as a string; empty if it is absent or of another type.
std::string text_of(const Json& object, std::string_view key);
/// A number, or a string of digits.
std::optional<std::int64_t> integer_of(const Json& object, std::string_view key);
/// true, "true", 1 and "1".
bool flag_of(const Json& object, std::string_view key);

/// Code points of UTF-8 text.
std::size_t count_characters(std::string_view utf8);
/// The first `max` code points.
std::string_view first_characters(std::string_view utf8, std::size_t max);

} // namespace usher::sandbox
