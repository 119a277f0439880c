#pragma once

#include <string>
#include <utility>
#include <vector>

#include "usher/ticket/ticket.hpp"

namespace usher::testing {

/// A moment written by hand: `at(2026, 11, 24, 14, 32)`, in UTC.
inline ticket::Time at(int year, unsigned month, unsigned day, int hour = 0, int minute = 0, int second = 0) {
    using namespace std::chrono;
    return sys_days{year_month_day{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}}} +
           hours{hour} + minutes{minute} + seconds{second};
}

/// One post, a client's unless said otherwise: `a_reply("It works now.").by("Cynthia Reilly").posted(at(…))`.
class ReplyBuilder {
public:
    explicit ReplyBuilder(std::string message) { reply_.message.raw = std::move(message); }

    ReplyBuilder& id(std::string id) {
        reply_.id = std::move(id);
        return *this;
    }
    ReplyBuilder& by(std::string client) {
        reply_.role = ticket::Role::client;
        reply_.author.raw = std::move(client);
        return *this;
    }
    ReplyBuilder& by_staff(std::string name = "Demo Admin") {
        reply_.role = ticket::Role::staff;
        reply_.author.raw = std::move(name);
        return *this;
    }
    ReplyBuilder& posted(ticket::Time when) {
        reply_.at = when;
        return *this;
    }
    ReplyBuilder& opening() {
        reply_.opening = true;
        reply_.id = "0";
        return *this;
    }
    ReplyBuilder& with_attachment(std::string name) {
        reply_.attachments.push_back({.name = std::move(name)});
        return *this;
    }
    ReplyBuilder& with_removed_attachment(std::string name) {
        reply_.attachments_removed = true;
        return with_attachment(std::move(name));
    }
    [[nodiscard]] ticket::Reply build() const { return reply_; }

private:
    ticket::Reply reply_;
};

inline ReplyBuilder a_reply(std::string message) {
    return ReplyBuilder(std::move(message));
}

/// A ticket like the one in the desk's own documentation, open and without any reply until told otherwise:
/// `a_ticket().closed().with_reply("…").with_staff_reply("…").build()`.
class TicketBuilder {
public:
    TicketBuilder() {
        ticket_.number = "516757";
        ticket_.id = "1";
        ticket_.subject.raw = "This is a sample ticket";
        ticket_.status = "Open";
        ticket_.priority = "Medium";
        ticket_.department_id = "1";
        ticket_.department.raw = "Sample Support Department";
        ticket_.owner = "1";
        ticket_.client.raw = "Cynthia Reilly";
        ticket_.email = "cynthia@client.example";
        ticket_.opened = at(2026, 11, 24, 8, 0);
        ticket_.last_reply = ticket_.opened;
    }

    TicketBuilder& number(std::string number) {
        ticket_.number = std::move(number);
        return *this;
    }
    TicketBuilder& id(std::string id) {
        ticket_.id = std::move(id);
        return *this;
    }
    TicketBuilder& subject(std::string raw) {
        ticket_.subject.raw = std::move(raw);
        return *this;
    }
    TicketBuilder& status(std::string word) {
        ticket_.status = std::move(word);
        return *this;
    }
    TicketBuilder& closed() { return status("Closed"); }
    TicketBuilder& priority(std::string word) {
        ticket_.priority = std::move(word);
        return *this;
    }
    TicketBuilder& department(std::string id, std::string raw) {
        ticket_.department_id = std::move(id);
        ticket_.department.raw = std::move(raw);
        return *this;
    }
    TicketBuilder& owner(std::string userid) {
        ticket_.owner = std::move(userid);
        return *this;
    }
    TicketBuilder& client(std::string name, std::string email) {
        ticket_.client.raw = std::move(name);
        ticket_.email = std::move(email);
        return *this;
    }
    TicketBuilder& cc(std::vector<std::string> addresses) {
        ticket_.cc = std::move(addresses);
        return *this;
    }
    TicketBuilder& opened(std::optional<ticket::Time> when) {
        ticket_.opened = when;
        return *this;
    }
    TicketBuilder& last_reply(std::optional<ticket::Time> when) {
        ticket_.last_reply = when;
        return *this;
    }
    TicketBuilder& opened_by_staff() {
        ticket_.opened_by_staff = true;
        return *this;
    }
    TicketBuilder& service(ticket::Service::Kind kind, std::string id) {
        ticket_.service = ticket::Service{.kind = kind, .id = std::move(id)};
        return *this;
    }
    TicketBuilder& notes(std::size_t count) {
        ticket_.note_count = count;
        return *this;
    }
    TicketBuilder& with_note(const ReplyBuilder& note) {
        ticket_.notes.push_back(note.build());
        ticket_.note_count = ticket_.notes.size();
        return *this;
    }
    /// The post that opened the ticket, by the client at the time of opening.
    TicketBuilder& with_opening(std::string message) {
        auto post = a_reply(std::move(message)).opening().by(ticket_.client.raw);
        return with(ticket_.opened ? post.posted(*ticket_.opened) : post);
    }
    TicketBuilder& with_reply(std::string message) {
        return with(a_reply(std::move(message)).by(ticket_.client.raw).posted(next_time()));
    }
    TicketBuilder& with_staff_reply(std::string message) {
        return with(a_reply(std::move(message)).by_staff().posted(next_time()));
    }
    TicketBuilder& with(const ReplyBuilder& reply) {
        ticket_.replies.push_back(reply.build());
        if (ticket_.replies.back().at) {
            ticket_.last_reply = ticket_.replies.back().at;
        }
        return *this;
    }
    [[nodiscard]] ticket::Ticket build() const { return ticket_; }

private:
    /// An hour after the last thing that happened.
    [[nodiscard]] ticket::Time next_time() const {
        return ticket_.last_reply.value_or(at(2026, 11, 24, 8, 0)) + std::chrono::hours{1};
    }
    ticket::Ticket ticket_;
};

inline TicketBuilder a_ticket() {
    return {};
}

/// The desk's documented example: closed, an opening post and two replies, the first by staff.
inline TicketBuilder the_sample_ticket() {
    return a_ticket()
        .closed()
        .client("Cynthia Reilly", "testuser@whmcs.com")
        .opened(at(2016, 1, 1, 5, 26, 29))
        .with_opening("Hey, \r\n\r\nThis is the first ticket message!\r\n\r\nThanks\r\n\r\nCynthia")
        .with(a_reply("Hello, \r\n\r\nThis is the first ticket reply by an admin user!\r\n\r\nThanks\r\n\r\nDemo Admin")
                  .id("1")
                  .by_staff("Demo Admin")
                  .posted(at(2016, 1, 1, 5, 27, 1)))
        .with(a_reply("Hey, \r\n\r\nThis is a second reply!\r\n\r\nThanks\r\n\r\nCynthia")
                  .id("2")
                  .by("Cynthia Reilly")
                  .posted(at(2016, 1, 1, 5, 30, 16)));
}

} // namespace usher::testing
