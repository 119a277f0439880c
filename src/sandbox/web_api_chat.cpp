#include <utility>

#include "sandbox/api_answers.hpp"
#include "sandbox/block_kit.hpp"
#include "sandbox/message_json.hpp"
#include "sandbox/web_api.hpp"

// The chat.* methods.
namespace usher::sandbox {

namespace {

constexpr std::size_t kLongestPost = 40'000;  // Longer texts are cut.
constexpr std::size_t kLongestUpdate = 4'000; // Longer ones are refused.
constexpr std::size_t kLargestMetadata = 8'000;

bool empty_list(const Json& value) {
    return value.is_null() || (value.is_array() && value.empty());
}

std::string metadata_error(const Json& metadata) {
    if (metadata.is_null()) {
        return "";
    }
    const auto* payload = member(metadata, "event_payload");
    if (metadata.is_discarded() || text_of(metadata, "event_type").empty() || payload == nullptr ||
        !payload->is_object()) {
        return "invalid_metadata_format";
    }
    return dump(metadata).size() > kLargestMetadata ? "metadata_too_large" : "";
}

bool only_rich_text(const Json& blocks) {
    if (empty_list(blocks)) {
        return false;
    }
    for (const auto& block : blocks) {
        if (text_of(block, "type") != "rich_text") {
            return false;
        }
    }
    return true;
}

bool some_rich_text(const Json& blocks) {
    for (const auto& block : blocks) {
        if (text_of(block, "type") == "rich_text") {
            return true;
        }
    }
    return false;
}

} // namespace

Json WebApi::take_content(const Json& arguments, Message& draft) const {
    draft.text = text_of(arguments, "text");
    draft.blocks = structured(arguments, "blocks");
    draft.attachments = structured(arguments, "attachments");
    draft.metadata = structured(arguments, "metadata");
    if (draft.blocks.is_discarded() || !(draft.blocks.is_null() || draft.blocks.is_array())) {
        return api_error("invalid_blocks_format");
    }
    if (draft.attachments.is_discarded()) {
        return api_error("invalid_attachments");
    }
    if (draft.metadata.is_object() && draft.metadata.empty()) {
        draft.metadata = nullptr;
    }
    if (const auto error = metadata_error(draft.metadata); !error.empty()) {
        return api_error(error);
    }
    if (const auto refusal = check_message(draft.blocks, draft.attachments)) {
        return refusal_answer(*refusal);
    }
    complete_blocks(draft.blocks, parts_.ids);
    complete_attachments(draft.attachments, parts_.ids);
    return {};
}

Json WebApi::post_message(const Json& arguments) {
    const auto id = text_of(arguments, "channel");
    if (id.empty()) {
        return missing_argument("channel");
    }
    std::string error;
    const auto* channel = reachable(id, error);
    if (channel == nullptr) {
        return api_error(error);
    }
    Message draft;
    if (auto refused = take_content(arguments, draft); !refused.is_null()) {
        return refused;
    }
    if (draft.text.empty() && empty_list(draft.blocks) && empty_list(draft.attachments)) {
        return api_error("no_text");
    }
    draft.text = std::string(first_characters(draft.text, kLongestPost));
    draft.channel = channel->id;
    draft.user = std::string(kBotUser);
    if (const auto thread = text_of(arguments, "thread_ts"); !thread.empty()) {
        if (!is_ts(thread)) {
            return api_error("invalid_thread_ts");
        }
        const auto* parent = parts_.workspace.find(channel->id, thread);
        draft.thread_ts = parent != nullptr && !parent->thread_ts.empty() ? parent->thread_ts : thread;
    }
    const auto ts = parts_.workspace.post(std::move(draft));
    return {{"ok", true},
            {"channel", channel->id},
            {"ts", ts},
            {"message", to_slack_json(*parts_.workspace.find(channel->id, ts), parts_.workspace, true)}};
}

Json WebApi::post_ephemeral(const Json& arguments) {
    std::string error;
    const auto* channel = reachable(text_of(arguments, "channel"), error);
    if (channel == nullptr) {
        return api_error(error);
    }
    const auto user = text_of(arguments, "user");
    if (!channel->has(user)) {
        return api_error("user_not_in_channel");
    }
    Message draft;
    if (auto refused = take_content(arguments, draft); !refused.is_null()) {
        return refused;
    }
    if (draft.text.empty() && empty_list(draft.blocks) && empty_list(draft.attachments)) {
        return api_error("no_text");
    }
    draft.channel = channel->id;
    draft.user = std::string(kBotUser);
    draft.ephemeral_to = user;
    draft.thread_ts = text_of(arguments, "thread_ts");
    return {{"ok", true}, {"message_ts", parts_.workspace.post(std::move(draft))}};
}

Json WebApi::update(const Json& arguments) {
    std::string error;
    const auto* channel = reachable(text_of(arguments, "channel"), error);
    if (channel == nullptr) {
        return api_error(error);
    }
    const auto* message = parts_.workspace.find(channel->id, text_of(arguments, "ts"));
    if (message == nullptr || message->ephemeral() || message->tombstone) {
        return api_error("message_not_found");
    }
    if (!message->by_bot()) {
        return api_error("cant_update_message");
    }
    Message draft;
    if (auto refused = take_content(arguments, draft); !refused.is_null()) {
        return refused;
    }
    const bool has_text = member(arguments, "text") != nullptr;
    const bool has_blocks = member(arguments, "blocks") != nullptr;
    const bool has_attachments = member(arguments, "attachments") != nullptr;
    if (!has_text && !has_blocks && !has_attachments) {
        return api_error("no_text");
    }
    if (count_characters(draft.text) > kLongestUpdate) {
        return api_error("msg_too_long");
    }
    if (only_rich_text(message->blocks) && has_blocks && !some_rich_text(draft.blocks)) {
        return api_error("block_mismatch");
    }
    // Text without blocks removes them; attachments and metadata stay unless they are given.
    Message changed = *message;
    changed.text = has_text ? draft.text : message->text;
    if (has_text || has_blocks) {
        changed.blocks = std::move(draft.blocks);
    }
    if (has_attachments) {
        changed.attachments = std::move(draft.attachments);
    }
    if (member(arguments, "metadata") != nullptr) {
        changed.metadata = std::move(draft.metadata);
    }
    changed.edited_by = std::string(kBotUser);
    changed.edited_ts = parts_.workspace.next_ts();
    const auto ts = changed.ts;
    const auto text = changed.text;
    parts_.workspace.change(std::move(changed));
    return {{"ok", true},
            {"channel", channel->id},
            {"ts", ts},
            {"text", text},
            {"message", to_slack_json(*parts_.workspace.find(channel->id, ts), parts_.workspace, true)}};
}

Json WebApi::remove(const Json& arguments) {
    std::string error;
    const auto* channel = reachable(text_of(arguments, "channel"), error);
    if (channel == nullptr) {
        return api_error(error);
    }
    const auto ts = text_of(arguments, "ts");
    const auto* message = parts_.workspace.find(channel->id, ts);
    if (message == nullptr || message->ephemeral() || message->tombstone) {
        return api_error("message_not_found");
    }
    if (!message->by_bot()) {
        return api_error("cant_delete_message");
    }
    parts_.workspace.remove(channel->id, ts);
    return {{"ok", true}, {"channel", channel->id}, {"ts", ts}};
}

} // namespace usher::sandbox
