#pragma once

#include "sandbox/ids.hpp"
#include "sandbox/workspace.hpp"

namespace usher::sandbox {

/// A message as the Web API and events show it. `metadata` only where it was asked for.
Json to_slack_json(const Message& message, const Workspace& workspace, bool metadata);

/// Gives blocks and attachments what Slack gives them: block ids, action ids, attachment ids and fallbacks.
void complete_blocks(Json& blocks, Ids& ids);
void complete_attachments(Json& attachments, Ids& ids);

} // namespace usher::sandbox
