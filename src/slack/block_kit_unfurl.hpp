#pragma once

#include <nlohmann/json_fwd.hpp>

#include "usher/chat/platform.hpp"

namespace usher::slack {

/// What hangs below one link, as `chat.unfurl` takes it: blocks without rich_text, the status as a colour, and for a
/// message that is still being written a preview. No address is in it. Respects Block Kit's limits for any card.
/// Source: https://docs.slack.dev/messaging/unfurling-links-in-messages
nlohmann::json render_unfurl(const chat::Content& content, bool composing);

/// The same in one plain line, in case Slack does not take the blocks.
nlohmann::json render_plain_unfurl(const chat::Content& content);

} // namespace usher::slack
