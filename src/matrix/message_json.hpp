#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "usher/chat/platform.hpp"

namespace usher::matrix {

/// Matrix has no buttons: these reactions, which the sender puts under a card, stand for them.
inline constexpr const char* refresh_reaction = "🔄";
inline constexpr const char* all_replies_reaction = "📜";
inline constexpr const char* hide_reaction = "🙈";

struct MessageOptions {
    bool legend = true; ///< The line at a card's end that says what its reactions do.
};

/// `render_message` before it is written out, for those who still add to it.
nlohmann::json render_json(const chat::Content& content, const MessageOptions& options);
/// The event content that replaces the message `event_id` by `content`. Relations of `content` itself are left out: a
/// message keeps those it was posted with. Source: https://spec.matrix.org/v1.19/client-server-api/#event-replacements
nlohmann::json as_edit(nlohmann::json content, std::string event_id);

} // namespace usher::matrix
