#pragma once

#include <string>
#include <string_view>

#include "sandbox/directory.hpp"
#include "sandbox/json.hpp"

namespace usher::sandbox {

/// What a person typed, as Slack passes it on.
struct Composed {
    std::string text; ///< mrkdwn: `&<>` escaped, `<@U…>`, `<#C…|name>`, `<https://…>`.
    Json blocks;      ///< One rich_text block.
};

/// Turns a typed line into wire text, as Slack's composer does: `@name`, `#channel` and links become tokens;
/// back-ticks, `>` and line breaks are kept as formatting. Tokens typed as such (`<@U…>`) are taken for what they are.
/// `block_id` names the block.
Composed compose(std::string_view typed, const Directory& directory, std::string block_id);

/// `&`, `<` and `>` as entities, and back.
std::string escape_mrkdwn(std::string_view text);
std::string unescape_mrkdwn(std::string_view text);

} // namespace usher::sandbox
