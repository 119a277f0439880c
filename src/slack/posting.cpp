#include "slack/posting.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "slack/json.hpp"
#include "usher/ops/log.hpp"
#include "usher/slack/block_kit.hpp"

namespace usher::slack {

using nlohmann::json;
using runtime::Task;

namespace {

constexpr std::chrono::minutes handle_memory{10};
constexpr std::string_view expired = "reply_handle_expired";

/// Lays the members of `extra` over the rendered message.
std::string with(const std::string& rendered, const json& extra) {
    auto body = parse_json(rendered).value_or(json::object());
    body.update(extra);
    return dump_json(body);
}

/// The marker as a block id, which comes back when the message is read.
std::string with_block_id(const std::string& rendered, const std::string& marker) {
    auto body = parse_json(rendered).value_or(json::object());
    if (auto& blocks = body["blocks"]; !marker.empty() && blocks.is_array() && !blocks.empty()) {
        blocks.front()["block_id"] = marker;
    }
    return dump_json(body);
}

/// The marker twice, because Slack may drop metadata whose schema it does not know. Only the Web API takes metadata.
std::string with_marker(const std::string& rendered, const std::string& marker) {
    if (marker.empty()) {
        return rendered;
    }
    const json payload = {{"marker", marker}};
    const json metadata = {{"event_type", "usher_answer"}, {"event_payload", payload}};
    return with(with_block_id(rendered, marker), {{"metadata", metadata}});
}

/// The same address with the text alone, in case Slack does not take the blocks. A rich_text block stays, because an
/// edit must not remove the last one.
std::string plain_version(const std::string& body) {
    auto message = parse_json(body).value_or(json::object());
    const auto text = text_member(message, "text");
    json element = {{"type", "text"}, {"text", text.empty() ? std::string(" ") : text}};
    json section = {{"type", "rich_text_section"}, {"elements", json::array({std::move(element)})}};
    message["blocks"] = json::array({{{"type", "rich_text"}, {"elements", json::array({std::move(section)})}}});
    message["attachments"] = json::array();
    message.erase("metadata");
    return dump_json(message);
}

json address(const chat::Destination& to) {
    json extra = {{"channel", to.conversation.native}};
    if (to.thread) {
        extra["thread_ts"] = to.thread->native;
    }
    return extra;
}

/// How the message was built, without a word of it.
void log_shape(const std::string& method, const std::string& error, const std::string& body) {
    const auto message = parse_json(body).value_or(json::object());
    const auto* attachments = member(message, "attachments");
    std::size_t blocks = 0;
    if (attachments != nullptr && attachments->is_array()) {
        for (const auto& attachment : *attachments) {
            const auto* inside = member(attachment, "blocks");
            blocks += inside != nullptr ? inside->size() : 0;
        }
    }
    ops::log_error("slack_message_refused", "Slack does not take a message as it was built; sent as plain text instead",
                   {{"method", method}, {"error", error}, {"blocks", blocks}, {"bytes", body.size()}});
}

} // namespace

bool Posting::usable(const std::optional<chat::ReplyHandle>& handle) const {
    return handle && !handle->url.empty() && handle->expires > clock_.now() &&
           hosts_.allows_response(handle->url.reveal());
}

bool Posting::goes_by_handle(const identity::ConversationId& conversation) {
    const auto found = by_handle_until_.find(conversation);
    if (found == by_handle_until_.end()) {
        return false;
    }
    if (found->second > clock_.steady()) {
        return true;
    }
    by_handle_until_.erase(found);
    return false;
}

void Posting::remember(const identity::ConversationId& conversation) {
    const auto now = clock_.steady();
    if (by_handle_until_.size() >= max_remembered) {
        std::erase_if(by_handle_until_, [&](const auto& entry) { return entry.second <= now; });
    }
    if (by_handle_until_.size() >= max_remembered) {
        by_handle_until_.clear(); // One refused call each, and they are known again.
    }
    by_handle_until_[conversation] = now + handle_memory;
}

Task<chat::PostResult> Posting::post(chat::Outgoing message) {
    auto rendered = render_message(message.content);
    if (message.to.audience == chat::Audience::asker) {
        co_return co_await post_for_asker(std::move(message), std::move(rendered));
    }
    co_return co_await post_for_everyone(std::move(message), std::move(rendered));
}

Task<ApiResult<std::string>> Posting::send(std::string method, std::string body, std::string plain_body) {
    const auto sent = co_await api_.send_message(method, body);
    if (sent || sent.error().kind != ErrorClass::our_bug) {
        co_return sent;
    }
    log_shape(method, sent.error().code, body);
    co_return co_await api_.send_message(method, std::move(plain_body));
}

Task<chat::PostResult> Posting::respond(const chat::ReplyHandle& handle, std::string rendered, std::string extra) {
    auto body = with(rendered, parse_json(extra).value_or(json::object()));
    auto responded = co_await api_.respond(handle.url.clone(), body);
    if (!responded && responded.error().kind == ErrorClass::our_bug) {
        log_shape("response_url", responded.error().code, body);
        responded = co_await api_.respond(handle.url.clone(), plain_version(body));
    }
    if (!responded) {
        co_return to_post_result(responded.error());
    }
    co_return chat::Sent{{chat::PostedMessage::Via::handle, {}}};
}

Task<chat::PostResult> Posting::post_for_everyone(chat::Outgoing message, std::string rendered) {
    json by_handle = {{"response_type", "in_channel"}, {"replace_original", false}};
    if (message.to.thread) {
        by_handle["thread_ts"] = message.to.thread->native;
    }
    const auto extra = dump_json(by_handle);
    rendered = with_block_id(rendered, message.marker);
    if (goes_by_handle(message.to.conversation) && usable(message.handle)) {
        co_return co_await respond(*message.handle, std::move(rendered), extra);
    }
    auto body = with(with_marker(rendered, message.marker), address(message.to));
    auto plain_body = with(with_marker(plain_version(body), message.marker), address(message.to));
    auto sent = co_await send("chat.postMessage", std::move(body), std::move(plain_body));
    if (sent) {
        co_return chat::Sent{{chat::PostedMessage::Via::message, {std::move(*sent)}}};
    }
    if (bot_is_kept_out(sent.error()) && usable(message.handle)) {
        if (sent.error().kind == ErrorClass::target) {
            remember(message.to.conversation);
        }
        ops::log_info("slack_answered_by_handle", "The bot may not write to a conversation; answered by the reply URL",
                      {{"conversation", identity::to_string(message.to.conversation)}, {"error", sent.error().code}});
        co_return co_await respond(*message.handle, std::move(rendered), extra);
    }
    co_return to_post_result(sent.error());
}

Task<chat::PostResult> Posting::post_for_asker(chat::Outgoing message, std::string rendered) {
    if (usable(message.handle)) {
        json extra = {{"response_type", "ephemeral"}, {"replace_original", false}};
        if (message.to.thread) {
            extra["thread_ts"] = message.to.thread->native;
        }
        auto result = co_await respond(*message.handle, rendered, dump_json(extra));
        const auto* rejected = std::get_if<chat::Rejected>(&result);
        if (rejected == nullptr) {
            co_return result;
        }
        ops::log_info("slack_reply_handle_refused", "A reply URL was used up; answered by the Web API",
                      {{"error", rejected->reason}});
    }
    auto to = address(message.to);
    to["user"] = message.to.asker.native;
    auto body = with(rendered, to);
    auto plain_body = plain_version(body);
    const auto sent = co_await send("chat.postEphemeral", std::move(body), std::move(plain_body));
    if (!sent) {
        co_return to_post_result(sent.error());
    }
    // Slack gives a `ts`, but no way to change the message by it.
    co_return chat::Sent{{chat::PostedMessage::Via::handle, {}}};
}

Task<chat::PostResult> Posting::edit(chat::Outgoing message, chat::PostedMessage posted) {
    auto rendered = render_message(message.content);
    // What a new face of the message does not name, Slack keeps of the old one.
    auto whole = parse_json(rendered).value_or(json::object());
    whole.emplace("attachments", json::array());
    rendered = dump_json(whole);
    const bool private_answer = message.to.audience == chat::Audience::asker;
    const json replacing = {{"response_type", private_answer ? "ephemeral" : "in_channel"}, {"replace_original", true}};
    const auto extra = dump_json(replacing);
    if (posted.via == chat::PostedMessage::Via::handle) {
        if (!usable(message.handle)) {
            co_return chat::Rejected{std::string(expired)};
        }
        co_return co_await respond(*message.handle, std::move(rendered), extra);
    }
    const json extra_members = {{"channel", message.to.conversation.native}, {"ts", posted.id.native}};
    auto body = with(with_marker(rendered, message.marker), extra_members);
    auto plain_body = plain_version(body);
    auto sent = co_await send("chat.update", std::move(body), std::move(plain_body));
    if (sent) {
        co_return chat::Sent{std::move(posted)};
    }
    if (bot_is_kept_out(sent.error()) && usable(message.handle)) {
        // The press on a button brings a handle that may replace the very message it stands on.
        auto replaced = co_await respond(*message.handle, std::move(rendered), extra);
        if (std::holds_alternative<chat::Sent>(replaced)) {
            co_return chat::Sent{std::move(posted)};
        }
        co_return replaced;
    }
    co_return to_post_result(sent.error());
}

} // namespace usher::slack
