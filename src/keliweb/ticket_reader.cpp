#include "keliweb/ticket_reader.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "keliweb/ascii.hpp"
#include "keliweb/error_text.hpp"
#include "keliweb/raw_ticket.hpp"
#include "keliweb/ticket_builder.hpp"
#include "usher/ops/log.hpp"

namespace usher::keliweb {

namespace {

desk::Unavailable unavailable(std::string reason) {
    return desk::Unavailable{.retry_after = std::nullopt, .reason = std::move(reason)};
}

bool has_number(const RawTicket& raw) {
    return !trimmed(raw.tid).empty() || !trimmed(raw.ticketnum).empty();
}

bool reports_error(const RawTicket& raw) {
    const auto result = trimmed(raw.result);
    if (!result.empty()) {
        return equals_ignoring_case(result, "error");
    }
    // `status` is the ticket's own where there is one, and some wrappers' word for `result` where there is none.
    return !has_number(raw) && equals_ignoring_case(trimmed(raw.status), "error");
}

std::optional<desk::Fetched> reported_error(const RawTicket& raw) {
    if (auto outcome = known_error(raw.message)) {
        return outcome;
    }
    return known_error(raw.error);
}

desk::Fetched fault_outcome(BodyFault fault) {
    switch (fault) {
    case BodyFault::not_json:
        return unavailable("bad_json");
    case BodyFault::too_deep:
        return unavailable("too_deep");
    case BodyFault::not_an_object:
        break;
    }
    return unavailable("bad_shape");
}

/// Nothing if the answer does not say what it is about.
std::optional<bool> is_asked_one(const ticket::Ticket& ticket, const desk::Reference& asked) {
    if (const auto* number = std::get_if<ticket::TicketNumber>(&asked)) {
        return number->same_as(ticket.number);
    }
    if (ticket.id.empty()) {
        return std::nullopt;
    }
    return ticket::TicketId::parse(ticket.id) == std::get<ticket::TicketId>(asked);
}

bool may_be_shown(const ticket::Ticket& ticket, const Options& options) {
    return options.users.empty() || std::ranges::find(options.users, ticket.owner) != options.users.end();
}

} // namespace

desk::Fetched read_ticket_at(std::string_view body, const Options& options, const DeskTime& time, runtime::WallTime now,
                             const desk::Reference* asked, desk::Notes notes) {
    if (body.size() > options.max_body) {
        return desk::Unreadable{desk::Unreadable::Why::too_large};
    }
    auto answer = read_raw_ticket(body, notes);
    if (answer.fault) {
        return fault_outcome(*answer.fault);
    }
    if (reports_error(answer.ticket)) {
        return reported_error(answer.ticket).value_or(unavailable("desk_error"));
    }
    if (!has_number(answer.ticket)) {
        return unavailable("bad_shape");
    }
    auto ticket = build_ticket(std::move(answer.ticket), time);
    if (asked != nullptr) {
        const auto is_asked = is_asked_one(ticket, *asked);
        if (!is_asked) {
            return unavailable("bad_shape");
        }
        if (!*is_asked) {
            ops::log_warning("desk_answered_another_ticket",
                             "The desk answered with another ticket than the one asked for; it is not shown.");
            return desk::NotFound{};
        }
    }
    if (!may_be_shown(ticket, options)) {
        return desk::Refused{};
    }
    return desk::Found{.ticket = std::move(ticket), .fetched_at = now};
}

desk::Fetched read_ticket(std::string_view body, const Options& options, runtime::WallTime now,
                          const desk::Reference* asked, desk::Notes notes) {
    return read_ticket_at(body, options, DeskTime(options.time_zone), now, asked, notes);
}

std::optional<desk::Fetched> read_reported_error(std::string_view body) {
    const auto answer = read_raw_ticket(body, desk::Notes::counted);
    if (answer.fault || !reports_error(answer.ticket)) {
        return std::nullopt;
    }
    return reported_error(answer.ticket);
}

} // namespace usher::keliweb
