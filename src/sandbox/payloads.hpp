#pragma once

#include <string>

#include "sandbox/ids.hpp"
#include "sandbox/workspace.hpp"
#include "usher/runtime/clock.hpp"

namespace usher::sandbox {

/// The payloads of Socket Mode envelopes, in Slack's shapes.
/// Sources: https://docs.slack.dev/interactivity/implementing-slash-commands, https://docs.slack.dev/apis/events-api,
/// https://docs.slack.dev/reference/interaction-payloads/block_actions-payload,
/// https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload

struct CommandCall {
    const Channel& channel;
    const Person& person;
    std::string command;
    std::string text;
    std::string trigger;
    std::string response_url;
};
Json command_payload(const CommandCall& call);

struct ButtonPress {
    const Message& message;
    const Channel& channel;
    const Person& person;
    Json action;        ///< The button as it stands in the block.
    std::string block;  ///< Its block's id.
    int attachment = 0; ///< The attachment that holds it; 0: none.
    Json unfurl;        ///< That attachment, if it hangs below a link.
    std::string trigger;
    std::string response_url;
    std::string action_ts;
};
Json press_payload(const ButtonPress& press, const Workspace& workspace);

/// The shortcut in the menu of a message.
struct ShortcutUse {
    const Message& message;
    const Channel& channel;
    const Person& person;
    std::string trigger;
    std::string response_url;
    std::string action_ts;
};
Json shortcut_payload(const ShortcutUse& use, const Workspace& workspace);

/// The wrapper around an event.
Json event_payload(Json event, const Channel& channel, const std::string& event_id, runtime::WallTime now);

} // namespace usher::sandbox
