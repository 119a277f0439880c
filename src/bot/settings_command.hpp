#pragma once

#include <optional>
#include <string_view>

#include "usher/store/store.hpp"

namespace usher::bot {

/// `channel` (what holds here), `channel level minimal`, `channel unfurl off`, `channel reset` …, in English or
/// Italian; nothing if the words are about something else.
std::optional<store::Ask> parse_settings_command(std::string_view text);

} // namespace usher::bot
