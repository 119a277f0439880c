#pragma once

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

/// Identifiers of Slack are short words of letters and digits; anything else is not believed.
bool is_slack_id(std::string_view id);
/// `1610241741.000200`
bool is_timestamp(std::string_view ts);
/// The payload's `response_url` if it may be used.
std::optional<chat::ReplyHandle> reply_handle(const nlohmann::json& payload, const Reading& reading);

} // namespace usher::slack
