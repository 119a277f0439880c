#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace usher::matrix {

/// The content that an `m.room.message` shows: of an edit its `m.new_content`, else the content itself. Null if there
/// is none.
const nlohmann::json* shown_content(const nlohmann::json& event);

/// The plain text of a message's content, as commands are read from it: `body` without the quotation that older clients
/// put in front of a reply. Nothing if it is no text (`m.text`, `m.emote`). Source:
/// https://spec.matrix.org/v1.19/client-server-api/#fallbacks-for-rich-replies
std::optional<std::string> plain_text(const nlohmann::json& content);

/// The neutral chat text of an event: what people see of it, so the HTML where there is any, or else the plain text.
/// A bot's notice says something, too; a file, whatever its name, says nothing. Nothing if it is no message.
std::optional<std::string> neutral_text_of_event(const nlohmann::json& event);

} // namespace usher::matrix
