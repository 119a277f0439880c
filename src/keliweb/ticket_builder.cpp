#include "keliweb/ticket_builder.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "keliweb/ascii.hpp"
#include "keliweb/reply_order.hpp"

namespace usher::keliweb {

namespace {

using ticket::DeskText;

/// The first that is not blank.
std::string_view first_of(std::initializer_list<std::string_view> texts) {
    for (const auto text : texts) {
        if (!trimmed(text).empty()) {
            return text;
        }
    }
    return {};
}

std::string kept(std::string_view text) {
    return std::string(trimmed(text));
}

/// PHP's idea of "no": some versions write 0 where others write nothing.
bool is_set(std::string_view text) {
    text = trimmed(text);
    return !text.empty() && text != "0" && !equals_ignoring_case(text, "false");
}

bool is_operator(std::string_view requestor_type) {
    return equals_ignoring_case(trimmed(requestor_type), "operator");
}

/// `123456_name.png` is stored noise and then the name.
std::string without_storage_prefix(std::string_view name) {
    const auto digits = name.find_first_not_of("0123456789");
    const bool prefixed =
        digits != std::string_view::npos && digits > 0 && name[digits] == '_' && digits + 1 < name.size();
    return std::string(prefixed ? name.substr(digits + 1) : name);
}

/// Calls `use` with every non-blank part of a list like `a, b; c`.
template <class Use>
void each_part(std::string_view list, std::string_view separators, Use use) {
    while (!list.empty()) {
        const auto end = list.find_first_of(separators);
        if (const auto part = trimmed(list.substr(0, end)); !part.empty()) {
            use(part);
        }
        list = end == std::string_view::npos ? std::string_view{} : list.substr(end + 1);
    }
}

std::vector<ticket::Attachment> attachments_of(const RawReply& raw) {
    std::vector<ticket::Attachment> attachments;
    for (const auto& name : raw.attachments) {
        if (auto file = kept(name); !file.empty()) {
            attachments.push_back({std::move(file)});
        }
    }
    if (attachments.empty()) {
        each_part(raw.attachment, "|",
                  [&](std::string_view part) { attachments.push_back({without_storage_prefix(part)}); });
    }
    return attachments;
}

ticket::Reply build_reply(RawReply raw, std::string_view client, const DeskTime& time) {
    ticket::Reply reply;
    const bool staff = is_set(raw.admin) || is_operator(raw.requestor_type);
    reply.role = staff ? ticket::Role::staff : ticket::Role::client;
    // A nameless operator must not get the client's name.
    const auto admin = is_set(raw.admin) ? std::string_view(raw.admin) : std::string_view{};
    reply.author = DeskText{kept(first_of({raw.requestor_name, raw.name, admin, staff ? std::string_view{} : client}))};
    reply.id = kept(raw.replyid);
    reply.at = time.read(raw.date);
    reply.attachments = attachments_of(raw);
    reply.attachments_removed = is_set(raw.attachments_removed);
    reply.message = DeskText{std::move(raw.message)};
    return reply;
}

/// `S12` or `D34`.
std::optional<ticket::Service> read_service(std::string_view text) {
    text = trimmed(text);
    if (text.size() < 2 || !all_digits(text.substr(1))) {
        return std::nullopt;
    }
    const auto letter = lower(text.front());
    if (letter != 's' && letter != 'd') {
        return std::nullopt;
    }
    const auto kind = letter == 's' ? ticket::Service::Kind::service : ticket::Service::Kind::domain;
    return ticket::Service{.kind = kind, .id = std::string(text.substr(1))};
}

} // namespace

ticket::Ticket build_ticket(RawTicket raw, const DeskTime& time) {
    ticket::Ticket ticket;
    // An operator who opened a ticket for a client is its requestor, not its client.
    const bool by_client = !is_operator(raw.requestor_type);
    const auto requestor = by_client ? std::string_view(raw.requestor_name) : std::string_view{};
    const auto requestor_email = by_client ? std::string_view(raw.requestor_email) : std::string_view{};
    ticket.number = kept(first_of({raw.tid, raw.ticketnum}));
    ticket.id = kept(first_of({raw.ticketid, raw.id}));
    ticket.subject = DeskText{std::move(raw.subject)};
    ticket.status = kept(raw.status);
    ticket.priority = kept(raw.priority);
    ticket.department_id = kept(raw.deptid);
    ticket.department = DeskText{kept(raw.deptname)};
    ticket.owner = kept(raw.userid);
    ticket.client = DeskText{kept(first_of({raw.name, raw.owner_name, requestor}))};
    ticket.email = kept(first_of({raw.email, requestor_email}));
    each_part(raw.cc, ",;", [&](std::string_view part) { ticket.cc.emplace_back(part); });
    ticket.opened = time.read(raw.date);
    ticket.last_reply = time.read(raw.lastreply);
    ticket.opened_by_staff = is_set(raw.admin);
    ticket.service = read_service(raw.service);
    ticket.note_count = raw.note_count;
    ticket.replies.reserve(raw.replies.size());
    for (auto& reply : raw.replies) {
        ticket.replies.push_back(build_reply(std::move(reply), ticket.client.raw, time));
    }
    put_in_order(ticket.replies);
    for (auto& note : raw.notes) {
        note.requestor_type = "operator"; // Only staff writes notes.
        ticket.notes.push_back(build_reply(std::move(note), {}, time));
    }
    put_oldest_first(ticket.notes);
    return ticket;
}

} // namespace usher::keliweb
