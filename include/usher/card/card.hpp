#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "usher/policy/policy.hpp"
#include "usher/text/rich_text.hpp"
#include "usher/ticket/ticket.hpp"

namespace usher::card {

using policy::Language;
using policy::Level;
using ticket::Time;

/// Which face of a ticket is asked for: the summary with the latest replies, every reply, or the last reply whole.
enum class View : std::uint8_t { summary, full, last };
std::string_view name(View view);
std::optional<View> parse_view(std::string_view word); ///< "card", "full", "last".

/// What a card is built with besides the ticket.
struct Options {
    Level level = Level::internal;
    View view = View::summary;
    Language language = Language::en;
    bool notes = false;                    ///< Internal notes too, at `full`; what is shown says that it is one.
    int replies = 2;                       ///< Latest replies on a summary; 0 to 10.
    std::string ticket_link;               ///< Template with `{number}`; empty: no link.
    std::string time_zone = "Europe/Rome"; ///< Where a reader's own zone is unknown.
    Time now;                              ///< "As of", and what ages are measured against.
};

/// A status as shown: the desk's own word, and the accent colour that goes with what it means.
struct Status {
    std::string text;   ///< In the reader's language if known, else the desk's word; "—" if the desk sent none.
    std::string raw;    ///< The desk's word.
    std::string colour; ///< `#rrggbb`, readable on light and dark.
    ticket::StatusClass meaning = ticket::StatusClass::other;
    bool operator==(const Status&) const = default;
};

/// What a reader can do with what stands there, besides asking for it anew. Buttons, or reactions.
struct Offers {
    bool hide = false;  ///< Take it away: nobody asked for it.
    bool share = false; ///< Show to the conversation what was answered in private.
    bool list = false;  ///< See the tickets that were only counted.
    bool operator==(const Offers&) const = default;
};

struct CardReply {
    std::string author; ///< What the level allows: a client's first name at `internal`, the whole name at `full`.
    ticket::Role role = ticket::Role::client;
    bool opening = false;
    bool note = false; ///< An internal note of the staff, which the client never sees.
    std::optional<Time> at;
    text::RichText body;
    std::vector<std::string> attachments;
    bool attachments_removed = false;
    bool operator==(const CardReply&) const = default;
};

/// The platform-neutral summary of a ticket. It holds only what its level allows: a renderer cannot show more than is
/// here.
struct Card {
    Level level = Level::internal;
    View view = View::summary;
    Language language = Language::en;
    std::string time_zone;
    Time as_of;

    std::string number;
    std::string id; ///< From `internal` on.
    std::string subject;
    std::string link; ///< https URL without any access key; empty if none is configured.
    Status status;
    std::string priority; ///< In the reader's language if known; empty if none. From `internal` on, like its raw word.
    std::string priority_raw; ///< The desk's word.
    std::string department;
    std::optional<Time> opened;
    std::optional<Time> last_reply;
    ticket::Waiting waiting;

    // From `internal` on.
    std::string client; ///< First name at `internal`, whole name at `full`; empty at `minimal`.
    std::optional<ticket::Service> service;
    bool opened_by_staff = false;
    std::optional<std::size_t> reply_count;
    std::vector<CardReply> replies;  ///< Oldest first; after them, at `full`, notes that may be shown.
    std::size_t earlier_replies = 0; ///< Replies that the view left out; the opening post does not count.
    std::size_t earlier_notes = 0;   ///< Notes that the view left out.
    std::size_t redactions = 0;      ///< In all that is shown.

    // At `full` only.
    std::string email;
    std::vector<std::string> cc;

    Offers offers;

    bool operator==(const Card&) const = default;
};

/// How many of the posts are replies, and no notes.
std::size_t count_replies(std::span<const CardReply> posts);
/// The last one that is no note; null if there is none.
const CardReply* latest_reply(const Card& card);

/// Reduces a ticket to what `options` allow. Pure, never throws for any ticket.
Card build(const ticket::Ticket& ticket, const Options& options);

} // namespace usher::card
