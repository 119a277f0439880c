#include "sandbox/message_json.hpp"

#include <algorithm>

namespace usher::sandbox {

namespace {

void add_thread(Json& json, const Message& message, const Workspace& workspace) {
    if (!message.thread_ts.empty()) {
        json["thread_ts"] = message.thread_ts;
        if (const auto* parent = workspace.find(message.channel, message.thread_ts)) {
            json["parent_user_id"] = parent->user;
        }
        return;
    }
    if (message.ephemeral()) {
        return;
    }
    const auto replies = workspace.replies(message.channel, message.ts);
    if (replies.empty()) {
        return;
    }
    std::vector<std::string> users;
    for (const auto* reply : replies) {
        if (std::ranges::find(users, reply->user) == users.end()) {
            users.push_back(reply->user);
        }
    }
    json["thread_ts"] = message.ts;
    json["reply_count"] = replies.size();
    json["reply_users_count"] = users.size();
    json["reply_users"] = users;
    json["latest_reply"] = replies.back()->ts;
    json["is_locked"] = false;
    json["subscribed"] = false;
}

void complete_actions(Json& elements, Ids& ids) {
    if (!elements.is_array()) {
        return;
    }
    for (auto& element : elements) {
        if (element.is_object() && text_of(element, "action_id").empty()) {
            element["action_id"] = ids.block();
        }
    }
}

} // namespace

Json to_slack_json(const Message& message, const Workspace& workspace, bool metadata) {
    Json json = {{"type", "message"}, {"user", message.user}, {"ts", message.ts}, {"text", message.text}};
    if (message.tombstone) {
        json["subtype"] = "tombstone";
        json["hidden"] = true;
    }
    if (message.by_bot()) {
        json["bot_id"] = kBot;
        json["app_id"] = kApp;
        json["team"] = kTeam;
        json["bot_profile"] = {{"id", kBot},      {"app_id", kApp},   {"user_id", kBotUser},
                               {"name", "Usher"}, {"deleted", false}, {"team_id", kTeam}};
    } else if (message.other_bot) {
        json["subtype"] = "bot_message";
        json["bot_id"] = kOtherBot;
        json["team"] = kTeam;
    } else {
        const auto* author = workspace.directory().person(message.user);
        json["team"] = author == nullptr ? std::string(kTeam) : author->team;
    }
    if (!message.client_msg_id.empty()) {
        json["client_msg_id"] = message.client_msg_id;
    }
    if (message.blocks.is_array()) {
        json["blocks"] = message.blocks;
    }
    if (message.attachments.is_array()) {
        json["attachments"] = message.attachments;
    }
    if (metadata && message.metadata.is_object()) {
        json["metadata"] = message.metadata;
    }
    if (!message.edited_ts.empty()) {
        json["edited"] = {{"user", message.edited_by}, {"ts", message.edited_ts}};
    }
    add_thread(json, message, workspace);
    return json;
}

void complete_blocks(Json& blocks, Ids& ids) {
    if (!blocks.is_array()) {
        return;
    }
    for (auto& block : blocks) {
        if (!block.is_object()) {
            continue;
        }
        if (text_of(block, "block_id").empty()) {
            block["block_id"] = ids.block();
        }
        if (block.contains("elements") && text_of(block, "type") == "actions") {
            complete_actions(block["elements"], ids);
        }
        if (block.contains("accessory") && block["accessory"].is_object() &&
            text_of(block["accessory"], "type") != "image" && text_of(block["accessory"], "action_id").empty()) {
            block["accessory"]["action_id"] = ids.block();
        }
    }
}

void complete_attachments(Json& attachments, Ids& ids) {
    if (!attachments.is_array()) {
        return;
    }
    int number = 0;
    for (auto& attachment : attachments) {
        if (!attachment.is_object()) {
            continue;
        }
        attachment["id"] = ++number;
        if (text_of(attachment, "fallback").empty()) {
            attachment["fallback"] = "[no preview available]";
        }
        auto colour = text_of(attachment, "color");
        if (colour.starts_with('#')) {
            attachment["color"] = colour.substr(1);
        }
        if (attachment.contains("blocks")) {
            complete_blocks(attachment["blocks"], ids);
        }
    }
}

} // namespace usher::sandbox
