#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "slack/hosts.hpp"
#include "usher/chat/event.hpp"

namespace usher::slack {

/// What Slack calls the conversation of a message that is still being written.
inline constexpr std::string_view composer_channel = "COMPOSER";

/// Who we are in the workspace, from `auth.test`.
struct Ourselves {
    std::string team;
    std::string user; ///< The bot's user id, by which people mention it.
    std::string bot;
    std::string name; ///< What people type after `@`.
};

/// The first frame of a good connection.
struct Hello {
    long long connections = 0; ///< Of the whole app, as Slack counts them; 0 if not said.
};

/// Slack is about to close this connection, or refuses it.
struct Disconnect {
    std::string reason;
};

/// Something to acknowledge.
struct Envelope {
    std::string id;
    std::string_view kind; ///< For metrics: command, mention, direct_message, button, shortcut, message, link, other.
    bool accepts_payload = false;
    std::optional<chat::Event> event; ///< Absent: acknowledge, nothing to do.
    std::string_view ignored;         ///< Why there is no event: a stable word.
};

/// No message of the protocol. Counted, never answered by reconnecting.
struct Malformed {
    std::string_view reason;
};

using Frame = std::variant<Hello, Disconnect, Envelope, Malformed>;

/// Reads one text frame of Socket Mode. Pure; any bytes give one of the four. `now` dates the end of a reply handle.
/// Source: https://docs.slack.dev/apis/events-api/using-socket-mode
Frame read_frame(std::string_view text, const Ourselves& self, const HostRule& hosts, runtime::WallTime now);

} // namespace usher::slack
