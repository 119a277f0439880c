#include "sandbox/client.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "sandbox/composer.hpp"
#include "sandbox/payloads.hpp"

namespace usher::sandbox {

namespace {

constexpr std::size_t kLongestLine = 12'000;

struct Button {
    Json action;
    std::string block;
    int attachment = 0;
    Json unfurl; ///< The attachment, if it hangs below a link.
};

bool is_it(const Json& element, std::string_view action) {
    return text_of(element, "type") == "button" &&
           (text_of(element, "action_id") == action ||
            (element.contains("text") && text_of(element["text"], "text") == action));
}

std::optional<Button> find_in(const Json& blocks, std::string_view action, int attachment) {
    if (!blocks.is_array()) {
        return std::nullopt;
    }
    for (const auto& block : blocks) {
        const auto id = text_of(block, "block_id");
        if (const auto* elements = member(block, "elements"); elements != nullptr && elements->is_array()) {
            for (const auto& element : *elements) {
                if (is_it(element, action)) {
                    return Button{element, id, attachment, nullptr};
                }
            }
        }
        if (const auto* accessory = member(block, "accessory"); accessory != nullptr && is_it(*accessory, action)) {
            return Button{*accessory, id, attachment, nullptr};
        }
    }
    return std::nullopt;
}

std::optional<Button> find_button(const Message& message, std::string_view action, std::string_view url) {
    if (auto found = message.by_bot() ? find_in(message.blocks, action, 0) : std::nullopt) {
        return found;
    }
    if (message.attachments.is_array()) {
        for (const auto& attachment : message.attachments) {
            const auto* blocks = member(attachment, "blocks");
            const auto number = static_cast<int>(integer_of(attachment, "id").value_or(1));
            const bool unfurl = flag_of(attachment, "is_app_unfurl");
            if (blocks == nullptr || (!message.by_bot() && !unfurl) ||
                (!url.empty() && url != text_of(attachment, "app_unfurl_url"))) {
                continue;
            }
            if (auto found = find_in(*blocks, action, number)) {
                found->unfurl = unfurl ? attachment : Json();
                return found;
            }
        }
    }
    return std::nullopt;
}

} // namespace

std::string Client::check(const Line& line, const Channel** channel, const Person** person) const {
    *channel = parts_.workspace.directory().channel(line.channel);
    *person = parts_.workspace.directory().person(line.person);
    if (*channel == nullptr) {
        return "channel_not_found";
    }
    if (*person == nullptr || (*person)->bot) {
        return "user_not_found";
    }
    if (!(*channel)->has(line.person)) {
        return "not_in_channel";
    }
    if (!line.thread_ts.empty() && parts_.workspace.find(line.channel, line.thread_ts) == nullptr) {
        return "thread_not_found";
    }
    return "";
}

Client::Done Client::say(const Line& line) {
    const Channel* channel = nullptr;
    const Person* person = nullptr;
    if (auto error = check(line, &channel, &person); !error.empty()) {
        return {.error = std::move(error), .key = "", .ts = ""};
    }
    if (line.text.empty()) {
        return {.error = "no_text", .key = "", .ts = ""};
    }
    if (count_characters(line.text) > kLongestLine) {
        return {.error = "msg_too_long", .key = "", .ts = ""};
    }
    const bool command =
        line.text.starts_with('/') && line.text.size() > 1 && line.text[1] != '/' && line.text[1] != ' ';
    return command ? this->command(line, *channel, *person) : message(line, *channel, *person);
}

Client::Done Client::command(const Line& line, const Channel& channel, const Person& person) {
    const auto blank = std::min(line.text.find_first_of(" \n"), line.text.size());
    const auto word = line.text.substr(0, blank);
    if (word != kCommand) {
        tell(channel.id, person.id, line.thread_ts,
             "`" + escape_mrkdwn(word) +
                 "` is not a valid command. In Slack, all messages that start with the \"/\" character are interpreted "
                 "as commands.");
        return {};
    }
    if (!line.thread_ts.empty()) {
        tell(channel.id, person.id, line.thread_ts, word + " is not supported in threads. Sorry!");
        return {};
    }
    const auto start = line.text.find_first_not_of(" \n", blank);
    const auto typed = start == std::string::npos ? std::string{} : line.text.substr(start);
    const auto key = parts_.ids.trigger();
    parts_.questions.asked(key, {.channel = channel.id,
                                 .person = person.id,
                                 .ts = "",
                                 .thread_ts = "",
                                 .original = "",
                                 .numbers = ticket_numbers(typed),
                                 .revision = parts_.workspace.revision()});
    const auto path = parts_.urls.issue({.channel = channel.id,
                                         .person = person.id,
                                         .key = key,
                                         .command = escape_mrkdwn(line.text),
                                         .original = "",
                                         .thread_ts = ""});
    const auto payload = command_payload({.channel = channel,
                                          .person = person,
                                          .command = word,
                                          .text = compose(typed, parts_.workspace.directory(), "").text,
                                          .trigger = key,
                                          .response_url = base_ + path});
    const bool delivered = parts_.hub.deliver({.kind = Outbound::Kind::slash_command,
                                               .payload = dump(payload),
                                               .key = key,
                                               .channel = channel.id,
                                               .person = person.id});
    return {.error = "", .key = delivered ? key : "", .ts = ""};
}

Client::Done Client::message(const Line& line, const Channel& channel, const Person& person) {
    auto composed = compose(line.text, parts_.workspace.directory(), parts_.ids.block());
    const auto key = parts_.ids.event();
    const bool heard = channel.has_bot() && parts_.hub.connected();
    Message draft;
    draft.channel = channel.id;
    draft.user = person.id;
    draft.text = std::move(composed.text);
    draft.blocks = std::move(composed.blocks);
    draft.client_msg_id = parts_.ids.envelope();
    draft.announce_as = key;
    if (!line.thread_ts.empty()) {
        const auto* parent = parts_.workspace.find(channel.id, line.thread_ts);
        draft.thread_ts = parent->thread_ts.empty() ? parent->ts : parent->thread_ts;
    }
    Questions::Question question{.channel = channel.id,
                                 .person = person.id,
                                 .ts = "",
                                 .thread_ts = draft.thread_ts,
                                 .original = "",
                                 .numbers = ticket_numbers(line.text),
                                 .revision = parts_.workspace.revision()};
    draft.links = line.links;
    draft.other_bot = line.other_bot;
    auto ts = parts_.workspace.post(std::move(draft), line.age);
    question.ts = ts;
    auto link_key = parts_.links.key_of(channel.id, ts);
    if (!link_key.empty()) {
        auto about_links = question;
        about_links.numbers.clear();
        about_links.ts.clear();
        about_links.original = ts; // What answers it is a change of the message itself.
        about_links.revision = parts_.workspace.revision();
        parts_.questions.asked(link_key, std::move(about_links));
    }
    parts_.questions.asked(key, std::move(question));
    return {.error = "",
            .key = heard ? key : "",
            .ts = std::move(ts),
            .link_key = parts_.hub.connected() ? std::move(link_key) : ""};
}

Client::Done Client::press(const Line& where, const std::string& ts, std::string_view action, std::string_view url) {
    const Channel* channel = nullptr;
    const Person* person = nullptr;
    if (auto error = check(where, &channel, &person); !error.empty()) {
        return {.error = std::move(error), .key = "", .ts = ""};
    }
    const auto* message = parts_.workspace.find(where.channel, ts);
    if (message == nullptr || (message->ephemeral() && message->ephemeral_to != where.person)) {
        return {.error = "message_not_found", .key = "", .ts = ""};
    }
    auto button = find_button(*message, action, url);
    if (!button) {
        return {.error = "button_not_found", .key = "", .ts = ""};
    }
    const auto key = parts_.ids.trigger();
    parts_.questions.asked(key, {.channel = channel->id,
                                 .person = person->id,
                                 .ts = "",
                                 .thread_ts = "",
                                 .original = ts,
                                 .numbers = {},
                                 .revision = parts_.workspace.revision()});
    const auto path = parts_.urls.issue({.channel = channel->id,
                                         .person = person->id,
                                         .key = key,
                                         .command = "",
                                         .original = message->by_bot() ? ts : "",
                                         .thread_ts = message->thread_ts});
    const auto payload = press_payload({.message = *message,
                                        .channel = *channel,
                                        .person = *person,
                                        .action = std::move(button->action),
                                        .block = button->block,
                                        .attachment = button->attachment,
                                        .unfurl = std::move(button->unfurl),
                                        .trigger = key,
                                        .response_url = base_ + path,
                                        .action_ts = parts_.workspace.next_ts()},
                                       parts_.workspace);
    const bool delivered = parts_.hub.deliver({.kind = Outbound::Kind::interaction,
                                               .payload = dump(payload),
                                               .key = key,
                                               .channel = channel->id,
                                               .person = person->id});
    return {.error = "", .key = delivered ? key : "", .ts = ""};
}

Client::Done Client::shortcut(const Line& where, const std::string& ts) {
    const Channel* channel = nullptr;
    const Person* person = nullptr;
    if (auto error = check(where, &channel, &person); !error.empty()) {
        return {.error = std::move(error), .key = "", .ts = ""};
    }
    const auto* message = parts_.workspace.find(where.channel, ts);
    if (message == nullptr || message->tombstone || message->ephemeral()) {
        return {.error = "message_not_found", .key = "", .ts = ""};
    }
    const auto key = parts_.ids.trigger();
    parts_.questions.asked(key, {.channel = channel->id,
                                 .person = person->id,
                                 .ts = "",
                                 .thread_ts = "",
                                 .original = "",
                                 .numbers = {},
                                 .revision = parts_.workspace.revision()});
    // The message is not the app's: no answer replaces it. Where the answer stands is for the app to say.
    const auto path = parts_.urls.issue(
        {.channel = channel->id, .person = person->id, .key = key, .command = "", .original = "", .thread_ts = ""});
    const auto payload = shortcut_payload({.message = *message,
                                           .channel = *channel,
                                           .person = *person,
                                           .trigger = key,
                                           .response_url = base_ + path,
                                           .action_ts = parts_.workspace.next_ts()},
                                          parts_.workspace);
    const bool delivered = parts_.hub.deliver({.kind = Outbound::Kind::interaction,
                                               .payload = dump(payload),
                                               .key = key,
                                               .channel = channel->id,
                                               .person = person->id});
    return {.error = "", .key = delivered ? key : "", .ts = ""};
}

Client::Done Client::edit(const Line& line, const std::string& ts) {
    const auto* message = parts_.workspace.find(line.channel, ts);
    if (message == nullptr || message->user != line.person || message->tombstone) {
        return {.error = "cant_update_message", .key = "", .ts = ""};
    }
    if (line.text.empty() || count_characters(line.text) > kLongestLine) {
        return {.error = line.text.empty() ? "no_text" : "msg_too_long", .key = "", .ts = ""};
    }
    Message changed = *message;
    auto composed = compose(line.text, parts_.workspace.directory(), parts_.ids.block());
    changed.text = std::move(composed.text);
    changed.blocks = std::move(composed.blocks);
    keep_unfurls(changed.attachments, shared_urls(changed.blocks));
    changed.edited_by = line.person;
    changed.edited_ts = parts_.workspace.next_ts();
    parts_.workspace.change(std::move(changed));
    return {.error = "", .key = "", .ts = ts};
}

Client::Done Client::remove(const Line& line, const std::string& ts) {
    const auto* message = parts_.workspace.find(line.channel, ts);
    // Everybody may put away what only he sees.
    const bool own = message != nullptr && (message->user == line.person || message->ephemeral_to == line.person);
    if (!own || message->tombstone) {
        return {.error = "cant_delete_message", .key = "", .ts = ""};
    }
    parts_.workspace.remove(line.channel, ts);
    return {.error = "", .key = "", .ts = ts};
}

void Client::tell(const std::string& channel, const std::string& person, const std::string& thread_ts,
                  std::string text) {
    Message note;
    note.channel = channel;
    note.user = std::string(kSlackbot);
    note.text = std::move(text);
    note.thread_ts = thread_ts;
    note.ephemeral_to = person;
    parts_.workspace.post(std::move(note));
}

} // namespace usher::sandbox
