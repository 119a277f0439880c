#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sandbox/json.hpp"

namespace usher::sandbox {

/// Why Slack would not take a message.
struct BlockRefusal {
    std::string error; ///< `invalid_blocks`, `msg_blocks_too_long`, `invalid_attachments`, `too_many_attachments`, …
    std::vector<std::string> details; ///< `must be less than 151 characters [json-pointer:/blocks/0/text/text]`
};

/// Checks the blocks and attachments of a message as Slack does: types, members, lengths, counts. Null is no blocks.
/// Sources: https://docs.slack.dev/reference/block-kit, and for the sum over all blocks a measured limit.
std::optional<BlockRefusal> check_message(const Json& blocks, const Json& attachments);

/// Checks one entry of `chat.unfurl`'s `unfurls`: its blocks, none of which may be rich_text, or a legacy attachment.
/// `at`: the JSON pointer to it.
std::optional<BlockRefusal> check_unfurl(const Json& unfurl, const std::string& at);

} // namespace usher::sandbox
