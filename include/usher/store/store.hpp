#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "usher/chat/platform.hpp"

namespace usher::store {

using runtime::Task;
using runtime::WallTime;

using ItemId = std::int64_t;
using AnswerId = std::int64_t;

/// What an item of the inbox asks for, parsed: never the text of a message.
struct Ask {
    enum class Verb : std::uint8_t {
        show,
        help,
        not_understood,
        foreign_link,
        why,
        rate_limited,
        withdraw,
        unfurl,
        unfurl_list,
        unfurl_revision,
        share,           ///< A private answer is to be shown to the conversation.
        hide,            ///< A card that nobody asked for is to go, and not to come back for its message.
        show_list,       ///< The tickets of a message that names too many to list unasked.
        link_preview,    ///< Somebody is writing a message with a link; nothing of its ticket is shown yet.
        settings,        ///< What holds in the conversation, and why.
        change_settings, ///< `change`.
        settings_unclear ///< About settings, but nothing that can be set.
    };
    Verb verb = Verb::help;
    std::optional<ticket::Reference> reference; ///< For `show`.
    /// For `unfurl_list` and `unfurl_revision`: what the message names.
    std::vector<ticket::TicketNumber> tickets;
    card::View view = card::View::summary;
    bool link_discloses_key = false;
    std::vector<card::WhyLine> why; ///< For `why`: the candidates as written, at most 20.
    /// The card that a press is on: renewed in place by Refresh, taken away by Hide, explained by the list.
    std::optional<chat::PostedMessage> refreshes;
    std::optional<policy::SettingChange> change; ///< For `change_settings`.
    bool awaits_link = false;    ///< For `unfurl` and `unfurl_list`: a link names it, which may get the card itself.
    bool private_answer = false; ///< The answer is for the asker alone, whatever the conversation says.
};
std::string_view name(Ask::Verb verb);

/// An acknowledged question.
struct Item {
    ItemId id = 0;
    identity::DeskId desk;
    chat::Source source = chat::Source::command;
    identity::ConversationId conversation;
    std::optional<identity::ThreadId> thread;
    std::optional<identity::MessageId> message; ///< The message that asks.
    bool revises = false;                       ///< That message was edited: its earlier answer is to show this now.
    identity::PersonId person;
    identity::Outsiders outsiders = identity::Outsiders::unknown;
    Ask ask;
    std::optional<chat::ReplyHandle> handle; ///< Erased in the store when the item ends or after its expiry.
    WallTime received_at;

    /// A copy, reply handle included.
    [[nodiscard]] Item clone() const;
};

/// How an item ended. Each item ends in exactly one.
enum class Outcome : std::uint8_t {
    shown, ///< A card.
    not_found,
    refused,       ///< By policy or by the desk.
    unreadable,    ///< Too large, or the desk could not encode it.
    misconfigured, ///< The desk rejects our credentials.
    gave_up,       ///< The desk did not answer in time.
    told,          ///< Help, a correction, an explanation, a rate limit.
    withdrawn,     ///< The question was deleted, and its answers with it.
    overtaken,     ///< The question was edited or deleted before it was answered, or answered in another way.
    hidden,        ///< A card was taken away because somebody did not want it.
    changed,       ///< A setting.
    undeliverable  ///< The platform would not take the answer.
};
std::string_view name(Outcome outcome);

/// Describes what a message of ours shows, without its text: enough to make it again.
struct Shows {
    std::string kind; ///< "card", "card_with_notes", or the name of a notice.
    std::optional<ticket::Reference> reference;
    card::View view = card::View::summary;
    card::Level level = card::Level::none;
};

/// The one message that answers an item: the row of the outbox.
struct Answer {
    /// `intent`: about to be posted, may or may not exist. `sent`: exists, `posted` says where. `dead`: will never
    /// exist. `hidden`: somebody did not want it; it is not to come back.
    enum class State : std::uint8_t { intent, sent, dead, hidden };
    AnswerId id = 0;
    ItemId item = 0;
    State state = State::intent;
    chat::Destination to;
    Shows shows;
    std::string marker;
    std::optional<chat::PostedMessage> posted;
    WallTime intent_at;
    bool unasked = false;                      ///< Nobody asked for it: a message only named its ticket.
    std::vector<ticket::TicketNumber> tickets; ///< Of a list: those that the message names.
};

/// An answer that stands in a conversation, and what it answers.
struct Standing {
    Item item;
    Answer answer;
};

/// Settings of a conversation that were changed in chat.
struct StoredSettings {
    identity::ConversationId conversation;
    policy::ChatSettings settings;
};

/// An item that had not ended when the process stopped, and its answer so far.
struct Unfinished {
    Item item;
    std::optional<Answer> answer;
};

/// Why the store could not do it. Nothing was changed.
struct Failure {
    enum class Kind : std::uint8_t { full, io, corrupt, stopped };
    Kind kind = Kind::io;
    std::string reason; ///< For the log: no stored value in it.
};
template <class T>
using Result = std::expected<T, Failure>;

struct Stored {
    ItemId id = 0;
};
struct Duplicate {};
/// Takes back a message that never asked anything: nothing was written.
struct Unneeded {};
using Accepted = std::variant<Stored, Duplicate, Unneeded>;

/// An item on its way in, with the names under which it may come again.
struct Arrival {
    Item item;
    std::vector<chat::DedupKey> keys;
};

/// The port to durable memory. Each call is one durable transaction: when it returns without a failure, a power cut
/// does not undo it. Called from the loop thread; suspends, never blocks it.
class Store {
public:
    virtual ~Store() = default;

    /// Writes the item and all its keys, or nothing if any key was seen within its window. `item.id` is ignored.
    virtual Task<Result<Accepted>> accept(Item item, std::vector<chat::DedupKey> keys) = 0;
    /// The same for several, in order, together with a platform's checkpoint: all or nothing.
    virtual Task<Result<std::vector<Accepted>>> accept_all(std::vector<Arrival> arrivals,
                                                           chat::Checkpoint checkpoint) = 0;
    /// What `accept_all` last wrote under that name.
    virtual Task<Result<std::optional<std::string>>> load_checkpoint(std::string name) = 0;
    /// The answers that were posted for a message, oldest first; `dead` ones were taken away since.
    virtual Task<Result<std::vector<Answer>>> answers_to(identity::ConversationId conversation,
                                                         identity::MessageId question) = 0;
    /// The answer that was posted as this message, if it is known still.
    virtual Task<Result<std::optional<Standing>>> answer_at(identity::ConversationId conversation,
                                                            chat::PostedMessage posted) = 0;
    /// The answers that show something of a ticket where they stand and can still be changed, oldest first; in one
    /// conversation, or in all.
    virtual Task<Result<std::vector<Standing>>> standing(std::optional<identity::ConversationId> conversation) = 0;
    /// Forgets that name of an event, so that it may come again.
    virtual Task<Result<void>> forget_key(Item item, chat::DedupKey key) = 0;
    /// Records that an answer is no longer there; one that was hidden stays hidden.
    virtual Task<Result<void>> record_retracted(AnswerId answer) = 0;
    /// Records that an answer is not to be there, before it is taken away.
    virtual Task<Result<void>> record_hidden(AnswerId answer) = 0;
    /// Write-ahead: records that this message is about to be posted. `answer.id` is ignored.
    virtual Task<Result<AnswerId>> intend(Answer answer) = 0;
    /// Records that the message exists and what it shows now; with `outcome`, ends the item in the same transaction.
    /// One that was hidden stays hidden.
    virtual Task<Result<void>> record_sent(AnswerId answer, chat::PostedMessage posted, Shows shows,
                                           std::optional<Outcome> outcome) = 0;
    /// Records that the answer will never be posted, or that none is needed, and ends the item. Idempotent: the first
    /// outcome stays.
    virtual Task<Result<void>> finish(ItemId item, Outcome outcome) = 0;
    /// Everything that was acknowledged and has not ended, oldest first.
    virtual Task<Result<std::vector<Unfinished>>> unfinished() = 0;

    /// What was set in chat, for every conversation.
    virtual Task<Result<std::vector<StoredSettings>>> load_settings() = 0;
    /// Replaces all that was set for a conversation.
    virtual Task<Result<void>> save_settings(StoredSettings settings) = 0;

    /// A small secret that must survive a restart (rotated tokens), by name.
    virtual Task<Result<std::optional<secret::Secret>>> load_secret(std::string name) = 0;
    virtual Task<Result<void>> save_secret(std::string name, secret::Secret value) = 0;

    /// Drops keys and ended items older than seven days, and expired reply handles.
    virtual Task<Result<void>> prune(WallTime now) = 0;
    /// Whether a durable write works now: for readiness.
    virtual Task<Result<void>> probe() = 0;
};

} // namespace usher::store
