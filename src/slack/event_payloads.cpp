#include "slack/event_payloads.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "slack/buttons.hpp"
#include "slack/message_text.hpp"
#include "slack/payload_parts.hpp"
#include "usher/net/json.hpp"
#include "usher/slack/slack.hpp"
#include "usher/slack/wire_text.hpp"

namespace usher::slack {

using nlohmann::json;

namespace {

/// Slack cuts messages at 40,000 characters; what is longer than any question need not be read.
constexpr std::size_t longest_text = 40'000;

std::string neutral(const json& object, const Reading& reading) {
    const auto wire = net::text_member(object, "text");
    return to_neutral_text(std::string_view(wire).substr(0, longest_text), reading.self.user);
}

/// Who mentions us gets an `app_mention` as well, and that is what is answered.
bool mentions_us(const json& message, const Reading& reading) {
    return net::text_member(message, "text").find("<@" + reading.self.user) != std::string::npos;
}

/// An allow list: changed and deleted messages, joins, and whatever Slack invents next are no questions.
bool is_new_message(const json& message) {
    static constexpr std::array<std::string_view, 3> kept{"file_share", "thread_broadcast", "me_message"};
    const auto subtype = net::text_member(message, "subtype");
    return (subtype.empty() || std::ranges::find(kept, subtype) != kept.end()) &&
           !net::flag_member(message, "hidden").value_or(false) && net::member(message, "edited") == nullptr;
}

void read_message(const json& payload, const json& message, chat::Source source, const Reading& reading,
                  Envelope& envelope) {
    if (!is_new_message(message)) {
        envelope.ignored = "not_a_new_message";
        return;
    }
    if (written_by_a_bot(message, reading)) {
        envelope.ignored = "by_a_bot";
        return;
    }
    auto channel = net::text_member(message, "channel");
    auto user = net::text_member(message, "user");
    auto ts = net::text_member(message, "ts");
    if (!is_slack_id(channel) || !is_slack_id(user) || !is_timestamp(ts)) {
        envelope.ignored = "incomplete";
        return;
    }
    chat::Event event;
    event.source = source;
    event.person = person_of(reading, author_team(message), std::move(user));
    add_key(event, "event_id", net::text_member(payload, "event_id"));
    add_key(event, "channel_ts", channel + '/' + ts);
    add_key(event, "client_msg_id", net::text_member(message, "client_msg_id"));
    event.conversation = conversation_of(reading, std::move(channel));
    event.message = identity::MessageId{ts};
    event.asked_at = time_of(ts);
    auto thread = net::text_member(message, "thread_ts");
    // A message that others have replied to carries its own timestamp, and stands in the conversation.
    if (is_timestamp(thread) && thread != ts) {
        event.thread = identity::ThreadId{std::move(thread)};
    }
    // What asks the bot is read as it was typed; in what is said to others, only what people see as text counts.
    const auto seen =
        source == chat::Source::message ? neutral_text_of_event(message, reading.self.user) : std::nullopt;
    event.text = seen ? *seen : neutral(message, reading);
    if (const auto shared = net::flag_member(payload, "is_ext_shared_channel")) {
        event.outsiders = *shared ? identity::Outsiders::present : identity::Outsiders::absent;
    }
    if (event.person.tenant != reading.self.team) {
        event.outsiders = identity::Outsiders::present;
    }
    envelope.event = std::move(event);
}

/// How a changed message asks now: where it stands and what it says decide, as for a new one.
chat::Source source_of_edit(const json& event, const json& message, const Reading& reading) {
    if (net::text_member(event, "channel_type") == "im") {
        return chat::Source::direct_message;
    }
    return mentions_us(message, reading) ? chat::Source::mention : chat::Source::message;
}

void read_deletion(const json& payload, const json& event, std::string ts, const Reading& reading, Envelope& envelope) {
    envelope.kind = "message";
    auto channel = net::text_member(event, "channel");
    if (!is_slack_id(channel) || !is_timestamp(ts)) {
        envelope.ignored = "incomplete";
        return;
    }
    chat::Event withdrawn;
    withdrawn.source = chat::Source::message;
    withdrawn.change = chat::Change::withdrawn;
    add_key(withdrawn, "event_id", net::text_member(payload, "event_id"));
    add_key(withdrawn, "deletion", channel + '/' + ts);
    withdrawn.conversation = conversation_of(reading, std::move(channel));
    withdrawn.message = identity::MessageId{std::move(ts)};
    withdrawn.person = {identity::Platform::slack, reading.self.team, {}};
    envelope.event = std::move(withdrawn);
}

/// `message_changed`: people's edits, and also what Slack adds by itself (previews of links), which changes no text.
void read_edit(const json& payload, const json& event, const Reading& reading, Envelope& envelope) {
    const auto& message = object_member(event, "message");
    const auto& before = object_member(event, "previous_message");
    envelope.kind = "message";
    if (net::text_member(message, "subtype") == "tombstone") {
        // What is left of a deleted message that has a thread below it.
        read_deletion(payload, event, net::text_member(message, "ts"), reading, envelope);
        return;
    }
    if (net::text_member(message, "text") == net::text_member(before, "text")) {
        envelope.ignored = "same_text";
        return;
    }
    auto edited = message;
    if (!edited.is_object()) {
        envelope.ignored = "incomplete";
        return;
    }
    edited.erase("edited");
    edited["channel"] = net::text_member(event, "channel");
    read_message(payload, edited, source_of_edit(event, message, reading), reading, envelope);
    if (!envelope.event) {
        return;
    }
    envelope.event->change = chat::Change::edited;
    envelope.event->asked_at.reset(); // The edit is new, however old the message.
    // The key of the message itself belongs to its first version.
    std::erase_if(envelope.event->keys, [](const auto& key) { return key.kind != "event_id"; });
    add_key(*envelope.event, "edit", net::text_member(event, "channel") + '/' + net::text_member(event, "ts"));
}

std::string action_key(const json& payload, const json& action, const std::string& user) {
    auto on = net::text_member(object_member(payload, "container"), "message_ts");
    if (on.empty()) {
        on = net::text_member(object_member(payload, "view"), "id");
    }
    const auto id = net::text_member(action, "action_id");
    // Pressed again at once, it is not shared again.
    const auto when = id == share_action ? std::string() : net::text_member(action, "action_ts");
    return user + '/' + on + '/' + id + '/' + when;
}

const json* our_action(const json& payload) {
    const auto* actions = net::member(payload, "actions");
    if (actions == nullptr || !actions->is_array()) {
        return nullptr;
    }
    const auto ours = std::ranges::find_if(
        *actions, [](const json& action) { return net::text_member(action, "action_id").starts_with("usher_"); });
    return ours == actions->end() ? nullptr : &*ours;
}

std::optional<chat::Press::Button> button_of(std::string_view action) {
    using Entry = std::pair<std::string_view, chat::Press::Button>;
    static constexpr std::array entries{
        Entry{refresh_action, chat::Press::Button::refresh},
        Entry{all_replies_action, chat::Press::Button::all_replies}, Entry{share_action, chat::Press::Button::share},
        Entry{hide_action, chat::Press::Button::hide}, Entry{list_action, chat::Press::Button::show_list}};
    const auto found = std::ranges::find(entries, action, &Entry::first);
    return found == entries.end() ? std::nullopt : std::optional(found->second);
}

/// The message that carries the button.
chat::PostedMessage pressed_message(const json& payload) {
    using Via = chat::PostedMessage::Via;
    const auto& container = object_member(payload, "container");
    // Below a link of somebody's message, which is not ours: only its handle reaches the card.
    if (net::flag_member(container, "is_app_unfurl").value_or(false) ||
        net::flag_member(object_member(payload, "app_unfurl"), "is_app_unfurl").value_or(false)) {
        return {Via::link, {}};
    }
    auto ts = net::text_member(container, "message_ts");
    const bool private_answer = net::flag_member(container, "is_ephemeral").value_or(false);
    return !private_answer && is_timestamp(ts) ? chat::PostedMessage{Via::message, {std::move(ts)}}
                                               : chat::PostedMessage{Via::handle, {}};
}

std::optional<chat::Press> read_press(const json& action, const json& payload) {
    const auto button = button_of(net::text_member(action, "action_id"));
    if (!button) {
        return std::nullopt;
    }
    chat::Press press{*button, std::nullopt, card::View::summary, pressed_message(payload)};
    if (*button == chat::Press::Button::hide || *button == chat::Press::Button::show_list) {
        return press.on.id.native.empty() ? std::nullopt : std::optional(std::move(press));
    }
    auto value = parse_button_value(net::text_member(action, "value"));
    if (!value) {
        return std::nullopt;
    }
    press.reference = std::move(value->reference);
    press.view = value->view;
    return press;
}

/// Source: https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
void read_shortcut(const json& payload, const Reading& reading, Envelope& envelope) {
    envelope.kind = "shortcut";
    if (net::text_member(payload, "callback_id") != show_ticket_shortcut) {
        envelope.ignored = "unknown_shortcut";
        return;
    }
    const auto& user = object_member(payload, "user");
    const auto& message = object_member(payload, "message");
    auto channel = net::text_member(object_member(payload, "channel"), "id");
    auto asker = net::text_member(user, "id");
    if (!is_slack_id(channel) || !is_slack_id(asker) || message.empty()) {
        envelope.ignored = "incomplete";
        return;
    }
    chat::Event event;
    event.source = chat::Source::shortcut;
    event.conversation = conversation_of(reading, std::move(channel));
    // The documented payload has the team only beside the user.
    auto team = net::text_member(user, "team_id");
    team = team.empty() ? net::text_member(object_member(payload, "team"), "id") : team;
    event.person = person_of(reading, team, std::move(asker));
    // No question of the message's own: what becomes of it later changes nothing.
    event.text = neutral_text_of_event(message, reading.self.user).value_or(std::string());
    event.handle = reply_handle(payload, reading);
    add_key(event, "trigger_id", net::text_member(payload, "trigger_id"));
    auto ts = net::text_member(message, "ts");
    ts = ts.empty() ? net::text_member(payload, "message_ts") : ts;
    auto thread = net::text_member(message, "thread_ts");
    // A message that others have replied to carries its own timestamp here, and stands in the conversation.
    if (is_timestamp(thread) && thread != ts) {
        event.thread = identity::ThreadId{std::move(thread)};
    }
    if (event.person.tenant != reading.self.team) {
        event.outsiders = identity::Outsiders::present;
    }
    envelope.event = std::move(event);
}

} // namespace

void read_command(const json& payload, const Reading& reading, Envelope& envelope) {
    envelope.kind = "command";
    auto channel = net::text_member(payload, "channel_id");
    auto user = net::text_member(payload, "user_id");
    if (!is_slack_id(channel) || !is_slack_id(user)) {
        envelope.ignored = "incomplete";
        return;
    }
    chat::Event event;
    event.source = chat::Source::command;
    event.conversation = conversation_of(reading, std::move(channel));
    event.person = person_of(reading, net::text_member(payload, "team_id"), std::move(user));
    event.text = neutral(payload, reading);
    event.handle = reply_handle(payload, reading);
    add_key(event, "trigger_id", net::text_member(payload, "trigger_id"));
    if (event.person.tenant != reading.self.team) {
        event.outsiders = identity::Outsiders::present;
    }
    envelope.event = std::move(event);
}

void read_event_callback(const json& payload, const Reading& reading, Envelope& envelope) {
    const auto* event = net::member(payload, "event");
    if (event == nullptr || !event->is_object()) {
        // `app_rate_limited` comes without an inner event.
        envelope.ignored = net::text_member(payload, "type") == "app_rate_limited" ? "app_rate_limited" : "no_event";
        return;
    }
    const auto type = net::text_member(*event, "type");
    if (type == "link_shared") {
        read_link_shared(payload, *event, reading, envelope);
    } else if (type == "app_mention") {
        envelope.kind = "mention";
        read_message(payload, *event, chat::Source::mention, reading, envelope);
    } else if (type == "message" && net::text_member(*event, "subtype") == "message_changed") {
        read_edit(payload, *event, reading, envelope);
    } else if (type == "message" && net::text_member(*event, "subtype") == "message_deleted") {
        read_deletion(payload, *event, net::text_member(*event, "deleted_ts"), reading, envelope);
    } else if (type == "message" && net::text_member(*event, "channel_type") == "im") {
        envelope.kind = "direct_message";
        read_message(payload, *event, chat::Source::direct_message, reading, envelope);
    } else if (type == "message" && !mentions_us(*event, reading)) {
        envelope.kind = "message";
        read_message(payload, *event, chat::Source::message, reading, envelope);
    } else {
        envelope.kind = type == "message" ? "message" : "other";
        envelope.ignored = "not_for_us";
    }
}

void read_interaction(const json& payload, const Reading& reading, Envelope& envelope) {
    if (net::text_member(payload, "type") == "message_action") {
        read_shortcut(payload, reading, envelope);
        return;
    }
    if (net::text_member(payload, "type") != "block_actions") {
        envelope.ignored = "unknown_interaction";
        return;
    }
    envelope.kind = "button";
    const auto* action = our_action(payload);
    if (action == nullptr || net::text_member(*action, "action_id") == open_action) {
        envelope.ignored = "no_action";
        return;
    }
    const auto& container = object_member(payload, "container");
    const auto& author = object_member(payload, "user");
    const auto& message = object_member(payload, "message");
    const auto& place = object_member(payload, "channel");
    auto channel = net::text_member(place, "id");
    if (channel.empty()) {
        channel = net::text_member(container, "channel_id");
    }
    auto user = net::text_member(author, "id");
    auto press = read_press(*action, payload);
    if (!is_slack_id(channel) || !is_slack_id(user) || !press) {
        envelope.ignored = "incomplete";
        return;
    }
    chat::Event event;
    event.source = chat::Source::button;
    add_key(event, "action", action_key(payload, *action, user));
    if (press->button == chat::Press::Button::share && !event.keys.empty()) {
        event.keys.back().lasts = std::chrono::minutes{1}; // An impatient press, not a second try.
    }
    event.conversation = conversation_of(reading, std::move(channel));
    // Below a link the documented payload has the team only beside the user.
    auto team = net::text_member(author, "team_id");
    team = team.empty() ? net::text_member(object_member(payload, "team"), "id") : team;
    event.person = person_of(reading, team, std::move(user));
    event.press = std::move(press);
    event.handle = event.press->on.via == chat::PostedMessage::Via::link ? handle_below_link(payload, reading)
                                                                         : reply_handle(payload, reading);
    auto thread = net::text_member(message, "thread_ts");
    if (!is_timestamp(thread)) {
        thread = net::text_member(container, "thread_ts");
    }
    if (is_timestamp(thread)) {
        event.thread = identity::ThreadId{std::move(thread)};
    }
    if (event.person.tenant != reading.self.team) {
        event.outsiders = identity::Outsiders::present;
    }
    envelope.event = std::move(event);
}

} // namespace usher::slack
