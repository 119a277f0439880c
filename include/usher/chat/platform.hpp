#pragma once

#include <optional>
#include <string>
#include <variant>

#include "usher/chat/event.hpp"

namespace usher::chat {

/// Who may see a post.
enum class Audience : std::uint8_t { everyone, asker };

/// Where a post goes.
struct Destination {
    identity::ConversationId conversation;
    std::optional<identity::ThreadId> thread;
    Audience audience = Audience::everyone;
    identity::PersonId asker;
    std::optional<identity::MessageId> question; ///< The message that is answered, where the platform shows that.
};

/// What is said: a card or a notice. Rendered by the platform, at the last moment, and never stored.
using Content = std::variant<card::Card, card::Notice>;

/// One message to send or to change.
struct Outgoing {
    Destination to;
    Content content;
    std::string marker; ///< Opaque random id by which a lost post can be found again. No meaning, no personal data.
    std::optional<ReplyHandle> handle;
};

/// The platform has it.
struct Sent {
    PostedMessage message;
};
/// It certainly has not been delivered; trying again later is safe.
struct NotSent {
    std::string reason; ///< Stable code.
    std::optional<runtime::milliseconds> retry_after;
};
/// It may have been delivered: look (`locate`) before trying again.
struct Ambiguous {
    std::string reason;
};
/// The platform will never take it.
struct Rejected {
    std::string reason;
};
using PostResult = std::variant<Sent, NotSent, Ambiguous, Rejected>;

/// What looking for a lost post found.
struct Located {
    PostedMessage message;
};
struct Absent {};
/// The platform does not let us look, or did not answer.
struct CannotTell {
    std::string reason;
    std::optional<runtime::milliseconds> retry_after{}; ///< When the platform said how long to wait.
};
using LocateResult = std::variant<Located, Absent, CannotTell>;

/// The port to a chat system. Loop thread only; every call has its own deadline and never throws for what the other
/// side does. Implementations never retry a post by themselves: only delivery, which knows what is recorded, decides
/// that.
class Platform {
public:
    virtual ~Platform() = default;
    virtual runtime::Task<PostResult> post(Outgoing message) = 0;
    /// Replaces a message of ours. Naturally idempotent, so an ambiguous result may simply be tried again.
    virtual runtime::Task<PostResult> edit(Outgoing message, PostedMessage posted) = 0;
    /// Deletes a message of ours, with every earlier version of it. `Sent` if it is gone, also if it was before.
    virtual runtime::Task<PostResult> retract(Destination where, PostedMessage posted) = 0;
    /// Looks for the post that carries `marker`, made at or after `since`.
    virtual runtime::Task<LocateResult> locate(Destination where, std::string marker, runtime::WallTime since) = 0;
    /// Kind of a conversation and whether outsiders are in it; cached for a short time. Unknown if the platform does
    /// not say.
    virtual runtime::Task<identity::ConversationFacts> describe(identity::ConversationId conversation) = 0;
    /// Whether a message can be shown to one person of a conversation alone.
    [[nodiscard]] virtual bool answers_privately() const = 0;
    /// Whether a message with links of ours may come a second time, as `Source::link`.
    [[nodiscard]] virtual bool attaches_to_links() const = 0;
    /// The command word and the way to mention the bot, for the words of help.
    [[nodiscard]] virtual std::string command_word() const = 0;
    [[nodiscard]] virtual std::string bot_mention() const = 0;
};

} // namespace usher::chat
