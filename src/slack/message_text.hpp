#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace usher::slack {

/// The neutral chat text of a message event: what its `rich_text` blocks say, where it has any, or else its `text`. Of
/// a changed message what it says now. Attachments, files and their comments say nothing. Nothing if it is no message.
/// Linear, for any JSON; nothing is followed deeper than rich text goes. Source:
/// https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
std::optional<std::string> neutral_text_of_event(const nlohmann::json& event, std::string_view own_user = {});

} // namespace usher::slack
