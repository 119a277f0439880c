#pragma once

#include <optional>
#include <string>
#include <vector>

#include "usher/card/card.hpp"
#include "usher/card/notice.hpp"
#include "usher/identity/identity.hpp"
#include "usher/runtime/clock.hpp"
#include "usher/secret/secret.hpp"
#include "usher/ticket/reference.hpp"

namespace usher::chat {

/// A way to answer that the platform hands out with a question: Slack's `response_url`, or the place below a link where
/// its card belongs. A bearer secret with an end, opaque to all but the platform's adapter.
struct ReplyHandle {
    secret::Secret url;
    runtime::WallTime expires;
    bool storable = true; ///< May be on disk until the question ends; else it is lost with the process.
    [[nodiscard]] ReplyHandle clone() const { return {url.clone(), expires, storable}; }
};

/// A link in a message, to which the platform lets us attach a card. The URL is as it was written, an access key
/// included: it is never stored or logged.
struct SharedLink {
    std::string url;
    ReplyHandle handle;
};

/// One name under which a platform may deliver the same event again. An event has several; each is remembered for seven
/// days.
struct DedupKey {
    std::string kind; ///< "event_id", "channel_ts", "trigger_id", "action", "matrix_event".
    std::string key;
    std::chrono::seconds lasts = std::chrono::days{7};
    bool shared_by_message = false; ///< Events of the same message may have it in common.
    auto operator<=>(const DedupKey&) const = default;
};

/// How somebody reached Usher. `message`: not at all, but the message may name tickets. `shortcut`: by the menu of a
/// message, about what that message names; the answer is for the asker alone. `link`: not at all, but a message has
/// links to which a card can be attached; the message itself may come as well, before or after.
enum class Source : std::uint8_t { command, mention, direct_message, button, message, shortcut, link };
std::string_view name(Source source);

/// Where a message of ours is, and how it can be changed later.
struct PostedMessage {
    /// `message`: by the platform's message id. `handle`: only through the reply handle that posted it (private
    /// answers). `link`: it is below a link in somebody's message and goes with that; its handle changes it.
    enum class Via : std::uint8_t { message, handle, link };
    Via via = Via::message;
    identity::MessageId id; ///< Of `message` only.
    bool operator==(const PostedMessage&) const = default;
};

/// A press on one of a card's buttons. All it needs is in the button itself, so that any process can serve it.
struct Press {
    enum class Button : std::uint8_t { refresh, all_replies, share, hide, show_list };
    Button button = Button::refresh;
    std::optional<ticket::Reference>
        reference; ///< Absent for what is not about one ticket: `hide` of a list, `show_list`.
    card::View view = card::View::summary;
    PostedMessage on; ///< The card that carries the button.
};

/// What happened to the message that asks. Platforms whose messages cannot change only know `asked`.
enum class Change : std::uint8_t {
    asked,    ///< Somebody asks.
    edited,   ///< An earlier message was changed, and now asks this: its answer changes with it.
    withdrawn ///< An earlier message is gone or asks nothing any more: its answer goes too.
};

/// A platform event in Usher's words. `text` is neutral chat text and lives only in memory: it is never stored or
/// logged.
struct Event {
    Source source = Source::command;
    identity::ConversationId conversation;
    std::optional<identity::ThreadId> thread;
    /// The message that asks, where it is one that can be answered to, edited or deleted.
    std::optional<identity::MessageId> message;
    Change change = Change::asked;
    identity::PersonId person;
    /// Command arguments, or the message without the mention of the bot. Of a shortcut, the message it was used on.
    std::string text;
    std::optional<Press> press; ///< For `Source::button`.
    std::vector<DedupKey> keys;
    std::optional<ReplyHandle> handle;
    std::vector<SharedLink> links;    ///< For `Source::link`; with no `message`, somebody is still writing it.
    std::vector<std::string> aliases; ///< Other names of the conversation that the configuration may use, if known.
    /// When it was asked, where it arrives only now, after an outage; absent: just now.
    std::optional<runtime::WallTime> asked_at;
    /// What this event itself says about outsiders; the platform is asked where it says nothing.
    identity::Outsiders outsiders = identity::Outsiders::unknown;
};

/// What became of an event at the intake.
enum class Receipt : std::uint8_t {
    stored,    ///< On disk: acknowledge.
    duplicate, ///< Seen before: acknowledge, nothing will happen twice.
    ignored,   ///< Names nothing for us: acknowledge, nothing was written.
    failed     ///< Could not be written: do not acknowledge as done.
};

/// How far a platform's stream of events has been taken in (Matrix's sync token), by a name of the adapter's. No
/// secret.
struct Checkpoint {
    std::string name;
    std::string value;
};

/// Where adapters hand their events over. Loop thread only.
class Intake {
public:
    virtual ~Intake() = default;
    /// Returns after the commit. The platform may acknowledge only then.
    virtual runtime::Task<Receipt> accept(Event event) = 0;
    /// Writes all of them and the checkpoint in one transaction. False: nothing was written, come again with the same.
    /// `events` outlives the call.
    virtual runtime::Task<bool> accept_all(const std::vector<Event>& events, Checkpoint checkpoint) = 0;
};

} // namespace usher::chat
