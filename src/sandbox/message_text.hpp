#pragma once

#include <string>
#include <string_view>

#include "sandbox/directory.hpp"
#include "sandbox/workspace.hpp"

namespace usher::sandbox {

/// A message as plain text, the way it reads in Slack: blocks and attachments laid out line by line, buttons as
/// `[Refresh]`.
std::string message_text(const Message& message, const Directory& directory);

/// The same of one attachment.
std::string attachment_text(const Json& attachment, const Directory& directory);

/// mrkdwn as plain text: links by their label, dates by their fallback, mentions by name, entities decoded, marks of
/// bold and italic dropped.
std::string mrkdwn_text(std::string_view mrkdwn, const Directory& directory);

} // namespace usher::sandbox
