#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "usher/desk/desk.hpp"

namespace usher::keliweb {

/// A post as the answer has it: every scalar as text, whatever its JSON type. Fields that are not here are never kept.
struct RawReply {
    std::optional<std::uint64_t> position; ///< Its key, if the list came as an object with numbers for keys.
    std::string replyid;
    std::string date;
    std::string admin;
    std::string name;
    std::string requestor_name;
    std::string requestor_type;
    std::string message;
    std::string attachment;
    std::string attachments_removed;
    std::vector<std::string> attachments;
};

/// The answer to get-ticket: a ticket, an error, or neither.
struct RawTicket {
    std::string result;
    std::string error; ///< From `error`, if that is a text.
    std::string message;
    std::string tid;
    std::string ticketnum;
    std::string ticketid;
    std::string id;
    std::string deptid;
    std::string deptname;
    std::string userid;
    std::string name;
    std::string owner_name;
    std::string requestor_name;
    std::string requestor_type;
    std::string email;
    std::string requestor_email;
    std::string cc;
    std::string date;
    std::string lastreply;
    std::string subject;
    std::string status;
    std::string priority;
    std::string admin;
    std::string service;
    std::vector<RawReply> replies; ///< In the order of the answer.
    std::size_t note_count = 0;
    std::vector<RawReply> notes; ///< Empty unless they were asked for.
};

enum class BodyFault : std::uint8_t { not_json, not_an_object, too_deep };

/// A raw ticket, or why there is none.
struct RawAnswer {
    RawTicket ticket;
    std::optional<BodyFault> fault;
};

/// Reads a body in one pass, keeping only what `RawTicket` has. Broken text inside is mended; never throws.
RawAnswer read_raw_ticket(std::string_view body, desk::Notes notes);

} // namespace usher::keliweb
