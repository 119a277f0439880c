#include "slack/posting.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "slack/block_kit_json.hpp"
#include "usher/net/json.hpp"
#include "usher/ops/log.hpp"

namespace usher::slack {

using nlohmann::json;
using runtime::Task;

namespace {

constexpr std::chrono::minutes handle_memory{10};
constexpr std::string_view expired = "reply_handle_expired";
constexpr std::string_view for_everyone = "links_are_for_everyone";

std::optional<LinkPlace> below_link(const chat::Outgoing& message) {
    return message.handle ? link_place(message.handle->url) : std::nullopt;
}

/// What the press on a card below a link brought, for those who do not write below the link.
void use_response_url(chat::Outgoing& message, const LinkPlace& place) {
    message.handle->url = secret::Secret(place.response_url);
}

/// The marker as a block id, which comes back when the message is read.
json with_block_id(json message, const std::string& marker) {
    if (auto& blocks = message["blocks"]; !marker.empty() && blocks.is_array() && !blocks.empty()) {
        blocks.front()["block_id"] = marker;
    }
    return message;
}

/// The marker as metadata too, because Slack may drop metadata whose schema it does not know. Only the Web API takes
/// it.
json with_metadata(json message, const std::string& marker) {
    if (!marker.empty()) {
        const json payload = {{"marker", marker}};
        message["metadata"] = {{"event_type", "usher_answer"}, {"event_payload", payload}};
    }
    return message;
}

/// The same message with the text alone, in case Slack does not take the blocks. A rich_text block stays, because an
/// edit must not remove the last one, and it keeps the marker.
json plain_version(json message) {
    const auto text = net::text_member(message, "text");
    json element = {{"type", "text"}, {"text", text.empty() ? std::string(" ") : text}};
    json section = {{"type", "rich_text_section"}, {"elements", json::array({std::move(element)})}};
    json block = {{"type", "rich_text"}, {"elements", json::array({std::move(section)})}};
    if (const auto* blocks = net::member(message, "blocks");
        blocks != nullptr && blocks->is_array() && !blocks->empty()) {
        if (auto marker = net::text_member(blocks->front(), "block_id"); !marker.empty()) {
            block["block_id"] = std::move(marker);
        }
    }
    message["blocks"] = json::array({std::move(block)});
    message["attachments"] = json::array();
    return message;
}

json address(const chat::Destination& to) {
    json extra = {{"channel", to.conversation.native}};
    if (to.thread) {
        extra["thread_ts"] = to.thread->native;
    }
    return extra;
}

/// How the message was built, without a word of it.
void log_shape(const std::string& method, const std::string& error, const json& message) {
    const auto* attachments = net::member(message, "attachments");
    std::size_t blocks = 0;
    if (attachments != nullptr && attachments->is_array()) {
        for (const auto& attachment : *attachments) {
            const auto* inside = net::member(attachment, "blocks");
            blocks += inside != nullptr ? inside->size() : 0;
        }
    }
    ops::log_error(
        "slack_message_refused", "Slack does not take a message as it was built; sent as plain text instead",
        {{"method", method}, {"error", error}, {"blocks", blocks}, {"bytes", net::dump_json(message).size()}});
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

Task<chat::PostResult> Posting::attach(chat::Outgoing message, LinkPlace place) {
    if (message.to.audience == chat::Audience::asker) {
        co_return chat::Rejected{std::string(for_everyone)};
    }
    if (message.handle->expires <= clock_.now()) {
        co_return chat::Rejected{std::string(expired)};
    }
    co_return co_await attaching_.attach(std::move(place), std::move(message.content));
}

Task<chat::PostResult> Posting::post(chat::Outgoing message) {
    if (auto place = below_link(message)) {
        if (place->response_url.empty()) {
            return attach(std::move(message), std::move(*place));
        }
        use_response_url(message, *place);
    }
    if (message.to.audience == chat::Audience::asker) {
        return post_for_asker(std::move(message));
    }
    return post_for_everyone(std::move(message));
}

Task<ApiResult<std::string>> Posting::send(std::string method, json message) {
    const auto sent = co_await api_.send_message(method, net::dump_json(message));
    if (sent || sent.error().kind != ErrorClass::our_bug) {
        co_return sent;
    }
    log_shape(method, sent.error().code, message);
    co_return co_await api_.send_message(method, net::dump_json(plain_version(std::move(message))));
}

Task<chat::PostResult> Posting::respond(const chat::ReplyHandle& handle, json message) {
    auto responded = co_await api_.respond(handle.url.clone(), net::dump_json(message));
    if (!responded && responded.error().kind == ErrorClass::our_bug) {
        log_shape("response_url", responded.error().code, message);
        responded = co_await api_.respond(handle.url.clone(), net::dump_json(plain_version(std::move(message))));
    }
    if (!responded) {
        co_return to_post_result(responded.error());
    }
    co_return chat::Sent{{chat::PostedMessage::Via::handle, {}}};
}

Task<chat::PostResult> Posting::post_for_everyone(chat::Outgoing message) {
    const auto rendered = with_block_id(render_json(message.content), message.marker);
    auto by_handle = rendered;
    by_handle.update({{"response_type", "in_channel"}, {"replace_original", false}});
    if (message.to.thread) {
        by_handle["thread_ts"] = message.to.thread->native;
    }
    if (goes_by_handle(message.to.conversation) && usable(message.handle)) {
        co_return co_await respond(*message.handle, std::move(by_handle));
    }
    auto body = with_metadata(rendered, message.marker);
    body.update(address(message.to));
    auto sent = co_await send("chat.postMessage", std::move(body));
    if (sent) {
        co_return chat::Sent{{chat::PostedMessage::Via::message, {std::move(*sent)}}};
    }
    if (bot_is_kept_out(sent.error()) && usable(message.handle)) {
        if (sent.error().kind == ErrorClass::target) {
            remember(message.to.conversation);
        }
        ops::log_info("slack_answered_by_handle", "The bot may not write to a conversation; answered by the reply URL",
                      {{"conversation", identity::to_string(message.to.conversation)}, {"error", sent.error().code}});
        co_return co_await respond(*message.handle, std::move(by_handle));
    }
    co_return to_post_result(sent.error());
}

Task<chat::PostResult> Posting::post_for_asker(chat::Outgoing message) {
    auto rendered = render_json(message.content);
    if (usable(message.handle)) {
        auto by_handle = rendered;
        by_handle.update({{"response_type", "ephemeral"}, {"replace_original", false}});
        if (message.to.thread) {
            by_handle["thread_ts"] = message.to.thread->native;
        }
        auto result = co_await respond(*message.handle, std::move(by_handle));
        const auto* rejected = std::get_if<chat::Rejected>(&result);
        if (rejected == nullptr) {
            co_return result;
        }
        ops::log_info("slack_reply_handle_refused", "A reply URL was used up; answered by the Web API",
                      {{"error", rejected->reason}});
    }
    rendered.update(address(message.to));
    rendered["user"] = message.to.asker.native;
    const auto sent = co_await send("chat.postEphemeral", std::move(rendered));
    if (!sent) {
        co_return to_post_result(sent.error());
    }
    // Slack gives a `ts`, but no way to change the message by it.
    co_return chat::Sent{{chat::PostedMessage::Via::handle, {}}};
}

Task<chat::PostResult> Posting::edit(chat::Outgoing message, chat::PostedMessage posted) {
    if (auto place = below_link(message); place && posted.via == chat::PostedMessage::Via::link) {
        if (message.to.audience == chat::Audience::everyone || place->response_url.empty()) {
            return attach(std::move(message), std::move(*place));
        }
        use_response_url(message, *place);
        return post_for_asker(std::move(message));
    }
    return replace(std::move(message), std::move(posted));
}

Task<chat::PostResult> Posting::replace(chat::Outgoing message, chat::PostedMessage posted) {
    auto rendered = render_json(message.content);
    // What a new face of the message does not name, Slack keeps of the old one.
    rendered.emplace("attachments", json::array());
    const bool private_answer = message.to.audience == chat::Audience::asker;
    auto replacement = rendered;
    replacement.update({{"response_type", private_answer ? "ephemeral" : "in_channel"}, {"replace_original", true}});
    if (posted.via != chat::PostedMessage::Via::message) {
        if (!usable(message.handle)) {
            co_return chat::Rejected{std::string(expired)};
        }
        co_return co_await respond(*message.handle, std::move(replacement));
    }
    auto body = with_metadata(with_block_id(std::move(rendered), message.marker), message.marker);
    body.update({{"channel", message.to.conversation.native}, {"ts", posted.id.native}});
    auto sent = co_await send("chat.update", std::move(body));
    if (sent) {
        co_return chat::Sent{std::move(posted)};
    }
    if (bot_is_kept_out(sent.error()) && usable(message.handle)) {
        // The press on a button brings a handle that may replace the very message it stands on.
        auto replaced = co_await respond(*message.handle, std::move(replacement));
        if (std::holds_alternative<chat::Sent>(replaced)) {
            co_return chat::Sent{std::move(posted)};
        }
        co_return replaced;
    }
    co_return to_post_result(sent.error());
}

Task<chat::PostResult> Posting::retract(chat::Destination where, chat::PostedMessage posted) {
    if (posted.via != chat::PostedMessage::Via::message) {
        co_return chat::Rejected{std::string(expired)};
    }
    const json body = {{"channel", where.conversation.native}, {"ts", posted.id.native}};
    const auto deleted = co_await api_.send_message("chat.delete", net::dump_json(body));
    if (deleted || deleted.error().code == "message_not_found") {
        co_return chat::Sent{std::move(posted)};
    }
    co_return to_post_result(deleted.error());
}

} // namespace usher::slack
