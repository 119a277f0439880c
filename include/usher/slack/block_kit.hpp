#pragma once

#include <string>

#include "usher/chat/platform.hpp"

namespace usher::slack {

/// The body of `chat.postMessage` without the channel (text, attachments or blocks, unfurl switches), as compact JSON.
/// Respects Block Kit's limits for any card by cutting text. Source: https://docs.slack.dev/reference/block-kit
std::string render_message(const chat::Content& content);

} // namespace usher::slack
