#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "slack/events.hpp"

namespace usher::slack {

/// What a payload is read with.
struct Reading {
    const Ourselves& self;
    const HostRule& hosts;
    runtime::WallTime now;
};

/// Each fills in kind, event or the reason why there is none.
void read_command(const nlohmann::json& payload, const Reading& reading, Envelope& envelope);
void read_event_callback(const nlohmann::json& payload, const Reading& reading, Envelope& envelope);
void read_interaction(const nlohmann::json& payload, const Reading& reading, Envelope& envelope);

/// The event `link_shared`.
void read_link_shared(const nlohmann::json& payload, const nlohmann::json& event, const Reading& reading,
                      Envelope& envelope);

/// Slack documents 30 minutes for response URLs. One less, so that we never start a post that Slack will refuse. What a
/// link needs has no documented end; nobody looks at it any more by then.
inline constexpr auto handle_life = std::chrono::minutes{29};

/// Identifiers of Slack are short words of letters and digits; anything else is not believed.
bool is_slack_id(std::string_view id);
/// `1610241741.000200`
bool is_timestamp(std::string_view ts);
/// When a message with that timestamp was written.
std::optional<runtime::WallTime> time_of(std::string_view ts);
/// The payload's `response_url` if it may be used.
std::optional<chat::ReplyHandle> reply_handle(const nlohmann::json& payload, const Reading& reading);
/// The handle of a press on a card below a link: it leads to that card, and to the presser alone.
std::optional<chat::ReplyHandle> handle_below_link(const nlohmann::json& payload, const Reading& reading);

} // namespace usher::slack
