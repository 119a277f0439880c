#include "sandbox/feed.hpp"

#include <utility>

#include "sandbox/message_json.hpp"
#include "sandbox/payloads.hpp"

namespace usher::sandbox {

Feed::Feed(Workspace& workspace, Hub& hub, Links& links, Ids& ids, runtime::Clock& clock)
    : workspace_(workspace), hub_(hub), links_(links), ids_(ids), clock_(clock),
      subscription_(workspace.subscribe([this](const Change& change) { tell(change); })) {}

void Feed::tell(const Change& change) {
    const auto& message = *change.message;
    const auto* channel = workspace_.directory().channel(message.channel);
    if (message.ephemeral() || channel == nullptr) {
        return;
    }
    if (message.links == LinkOrder::first) {
        tell_of_links(change, *channel);
    }
    if (channel->has_bot()) {
        tell_member(change, *channel);
    }
    if (message.links == LinkOrder::last) {
        tell_of_links(change, *channel);
    }
}

void Feed::tell_member(const Change& change, const Channel& channel) {
    switch (change.kind) {
    case Change::Kind::posted:
        return posted(*change.message, channel);
    case Change::Kind::changed:
        return changed(*change.message, *change.before, channel);
    case Change::Kind::deleted:
        return deleted(*change.message, channel);
    }
}

void Feed::tell_of_links(const Change& change, const Channel& channel) {
    if (change.kind == Change::Kind::posted) {
        links_.posted(*change.message, channel);
    } else if (change.kind == Change::Kind::changed) {
        links_.changed(*change.message, *change.before, channel);
    }
}

void Feed::posted(const Message& message, const Channel& channel) {
    Json event = to_slack_json(message, workspace_, true);
    event["channel"] = channel.id;
    event["event_ts"] = message.ts;
    const auto principal = message.announce_as.empty() ? ids_.event() : message.announce_as;
    const bool mention = !message.by_bot() && channel.kind != ChannelKind::direct &&
                         message.text.contains("<@" + std::string(kBotUser) + ">");
    // A mention arrives twice: two event ids, one ts.
    if (mention) {
        Json second = event;
        second["type"] = "app_mention";
        deliver(std::move(second), channel, principal, message.user);
    }
    event["channel_type"] = channel_type(channel);
    deliver(std::move(event), channel, mention ? ids_.event() : principal, message.user);
}

void Feed::changed(const Message& message, const Message& before, const Channel& channel) {
    const auto ts = workspace_.next_ts();
    Json event = {{"type", "message"},
                  {"subtype", "message_changed"},
                  {"hidden", true},
                  {"channel", channel.id},
                  {"channel_type", channel_type(channel)},
                  {"ts", ts},
                  {"event_ts", ts},
                  {"message", to_slack_json(message, workspace_, true)},
                  {"previous_message", to_slack_json(before, workspace_, true)}};
    deliver(std::move(event), channel, ids_.event(), message.user);
}

void Feed::deleted(const Message& message, const Channel& channel) {
    const auto ts = workspace_.next_ts();
    Json event = {{"type", "message"},
                  {"subtype", "message_deleted"},
                  {"hidden", true},
                  {"channel", channel.id},
                  {"channel_type", channel_type(channel)},
                  {"ts", ts},
                  {"event_ts", ts},
                  {"deleted_ts", message.ts},
                  {"previous_message", to_slack_json(message, workspace_, true)}};
    deliver(std::move(event), channel, ids_.event(), message.user);
}

void Feed::deliver(Json event, const Channel& channel, std::string id, const std::string& person) {
    auto payload = dump(event_payload(std::move(event), channel, id, clock_.now()));
    hub_.deliver({.kind = Outbound::Kind::event,
                  .payload = std::move(payload),
                  .key = std::move(id),
                  .channel = channel.id,
                  .person = person});
}

} // namespace usher::sandbox
