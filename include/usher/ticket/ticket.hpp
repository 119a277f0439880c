#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace usher::ticket {

/// A moment, as told by the desk, already converted from the desk's own time zone.
using Time = std::chrono::sys_seconds;

/// Text exactly as the desk stores it: entity-encoded, possibly HTML or Markdown, never safe to show.
/// `text::read_desk_text` and `text::read_desk_line` are the only ways to something that can be shown.
struct DeskText {
    std::string raw;
    bool operator==(const DeskText&) const = default;
};

enum class Role : std::uint8_t { client, staff };

struct Attachment {
    std::string name; ///< As the uploader named it, without the desk's storage prefix.
    bool operator==(const Attachment&) const = default;
};

/// One post in a ticket's conversation, the opening post included.
struct Reply {
    std::string id;       ///< Desk id; "0" or empty for the opening post of some versions.
    bool opening = false; ///< The post that opened the ticket.
    Role role = Role::client;
    DeskText author;        ///< Who wrote it; empty if the desk does not say.
    std::optional<Time> at; ///< Absent if the desk's date made no sense.
    DeskText message;
    std::vector<Attachment> attachments;
    bool attachments_removed = false; ///< The desk has deleted the files; only the names are left.
};

/// What the ticket is about, if the client said so ("Service 12", "Domain 34").
struct Service {
    enum class Kind : std::uint8_t { service, domain };
    Kind kind = Kind::service;
    std::string id;
    bool operator==(const Service&) const = default;
};

/// A ticket as the desk returned it, reduced to what a card may show. It has no access key, no flag, no rating and no
/// contact: what is not here cannot leak.
struct Ticket {
    std::string number; ///< `tid` as the desk writes it.
    std::string id;     ///< Internal id; empty if the desk did not send one.
    DeskText subject;
    std::string status;          ///< Raw desk word, for example "Customer-Reply".
    std::string priority;        ///< Raw desk word; empty if none.
    std::string department_id;   ///< Empty if unknown.
    DeskText department;         ///< Empty if unknown.
    std::string owner;           ///< Desk `userid`; "0" or empty if not a client.
    DeskText client;             ///< Name of the client.
    std::string email;           ///< Address of the client (level `full` only).
    std::vector<std::string> cc; ///< Further addresses (level `full` only).
    std::optional<Time> opened;
    std::optional<Time> last_reply;
    bool opened_by_staff = false;
    std::optional<Service> service;
    std::vector<Reply> replies; ///< Oldest first, the opening post included (first, if the desk sent it).
    std::size_t note_count = 0; ///< Internal notes.
    std::vector<Reply> notes;   ///< Their texts, oldest first; empty unless they were asked for.

    /// Replies without the opening post.
    [[nodiscard]] std::size_t reply_count() const;
};

/// Who has to act next.
enum class WaitingOn : std::uint8_t { us, client, nobody };

struct Waiting {
    WaitingOn on = WaitingOn::nobody;
    std::optional<Time> since; ///< When the last post was made; absent if nobody has to act or the desk gave no date.
    bool operator==(const Waiting&) const = default;
};

/// Closed: nobody. Otherwise the last post decides: by staff, the client has to act; by the client, we have to.
Waiting waiting(const Ticket& ticket);

/// What a desk's free status word means. Compared without case, blanks and punctuation; English and Italian words are
/// known.
enum class StatusClass : std::uint8_t { open, answered, customer_reply, on_hold, in_progress, closed, other };
StatusClass status_class(std::string_view status);

} // namespace usher::ticket
