#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "keliweb/bodies.hpp"

namespace usher::keliweb::tests {
namespace {

using ticket::Reply;
using ticket::Ticket;

std::string joined(const Ticket& ticket, const std::function<std::string(const Reply&)>& part) {
    std::string line;
    for (const auto& reply : ticket.replies) {
        line += (line.empty() ? "" : " | ") + part(reply);
    }
    return line;
}

/// Ids in order; the opening post has a star.
std::string posts(const Ticket& ticket) {
    return joined(ticket, [](const Reply& it) { return (it.id.empty() ? "-" : it.id) + (it.opening ? "*" : ""); });
}
std::string messages(const Ticket& ticket) {
    return joined(ticket, [](const Reply& it) { return it.message.raw + (it.opening ? "*" : ""); });
}
std::string authors(const Ticket& ticket) {
    return joined(ticket, [](const Reply& it) {
        return std::string(it.role == ticket::Role::staff ? "staff " : "client ") + it.author.raw;
    });
}
std::string reply_times(const Ticket& ticket) {
    return joined(ticket, [](const Reply& it) { return it.id + " " + utc(it.at); });
}
std::string attachments(const Ticket& ticket) {
    return joined(ticket, [](const Reply& it) {
        std::string line = it.attachments_removed ? "removed:" : "kept:";
        for (const auto& attachment : it.attachments) {
            line += " [" + attachment.name + "]";
        }
        return line;
    });
}
std::string notes(const Ticket& ticket) {
    return std::to_string(ticket.note_count);
}
std::string numbers(const Ticket& ticket) {
    return ticket.number + " " + ticket.id;
}
std::string scalars(const Ticket& ticket) {
    return "number " + ticket.number + ", id " + ticket.id + ", department " + ticket.department_id + " " +
           ticket.department.raw + ", owner " + ticket.owner + ", client " + ticket.client.raw + ", email " +
           ticket.email + ", cc " + std::to_string(ticket.cc.size()) + ", status " + ticket.status + ", priority " +
           ticket.priority + ", subject " + ticket.subject.raw +
           (ticket.opened_by_staff ? ", by staff" : ", by client");
}
std::string service(const Ticket& ticket) {
    if (!ticket.service) {
        return "none";
    }
    return (ticket.service->kind == ticket::Service::Kind::domain ? "domain " : "service ") + ticket.service->id;
}
std::string copies(const Ticket& ticket) {
    std::string line;
    for (const auto& address : ticket.cc) {
        line += "<" + address + ">";
    }
    return line;
}
std::string subject(const Ticket& ticket) {
    return ticket.subject.raw;
}
std::string dates(const Ticket& ticket) {
    return utc(ticket.opened) + ", " + utc(ticket.last_reply);
}

struct Shape {
    const char* body;
    std::string (*part)(const Ticket&);
    const char* expected;
};

void check_all(const std::vector<Shape>& shapes) {
    for (const auto& shape : shapes) {
        CAPTURE(shape.body);
        CHECK_EQ(shape.part(ticket_in(body(shape.body))), shape.expected);
    }
}

TEST_CASE("the vendor's own example is read in full") {
    const auto ticket = ticket_in(body("vendor-example"));

    CHECK_EQ(scalars(ticket), "number 516757, id 1, department 1 Sample Support Department, owner 1, client Cynthia "
                              "Reilly, email testuser@whmcs.com, cc 0, status Closed, priority Medium, subject This is "
                              "a sample ticket, by client");
    CHECK_EQ(dates(ticket), "2016-01-01 05:26:29, 2016-01-01 05:30:16");
    CHECK_EQ(posts(ticket), "0* | 1 | 2");
    CHECK_EQ(authors(ticket), "client Cynthia Reilly | staff Demo Admin | client Cynthia Reilly");
    CHECK_EQ(ticket.replies.at(1).message.raw,
             "Hello, \r\n\r\nThis is the first ticket reply by an admin user!\r\n\r\nThanks\r\n\r\nDemo Admin");
    CHECK_EQ(ticket.reply_count(), 2);
    CHECK_EQ(ticket.note_count, 1);
}

TEST_CASE("every container that replies came in is understood") {
    check_all({
        {"replies-object", posts, "0* | 1 | 2"},
        {"replies-empty-inner", posts, ""},
        {"replies-empty-array", posts, ""},
        {"replies-empty-object", posts, ""},
        {"replies-null", posts, ""},
        {"replies-text", posts, ""},
        {"replies-missing", posts, ""},
        {"replies-inner-null", posts, ""},
        {"replies-bare-array", posts, "0* | 1 | 2"},
        {"replies-numeric-keys", posts, "0* | 1 | 2"},
        {"replies-numeric-keys-outer", posts, "0* | 1 | 2"},
        {"replies-single-object", posts, "0*"},
        {"replies-with-junk", posts, "0* | 1"},
    });
}

TEST_CASE("posts come out oldest first with the opening post in front") {
    check_all({
        {"replies-descending", posts, "0* | 1 | 2"},
        {"replies-descending-undated", posts, "0* | 5 | 9"},
        {"replies-descending-without-ids", messages, "A* | B | C | D"},
        {"replies-numeric-keys-undated", messages, "A* | B | C"},
        {"replies-shuffled", posts, "0* | 1 | 2 | 3"},
        {"replies-same-second", posts, "0* | 9 | 10 | 11"},
        {"replies-one-undated", posts, "0* | 1 | 2"},
        {"replyid-missing", messages, "Message 0* | Message 1 | Message 2"},
        {"replyid-never-zero", posts, "4* | 5"},
        {"replyid-integers", posts, "0* | 1 | 2"},
        {"opening-dated-last", posts, "0* | 1 | 2"},
    });
}

TEST_CASE("notes are counted in every container and not read") {
    check_all({
        {"replies-object", notes, "0"},
        {"notes-array", notes, "0"},
        {"notes-missing", notes, "0"},
        {"nulls-everywhere", notes, "0"},
        {"notes-three", notes, "3"},
        {"notes-single-object", notes, "1"},
        {"notes-numeric-keys", notes, "2"},
    });
    const auto ticket = ticket_in(body("notes-three"));
    CHECK_EQ(messages(ticket).find("NOTE-CANARY"), std::string::npos);
    CHECK(ticket.notes.empty());
}

TEST_CASE("who asks for notes gets them as staff's posts, oldest first, and none passes for the opening one") {
    const auto notes_in = [](const char* name) {
        const auto fetched = read_ticket(body(name), Options{}, some_time, nullptr, desk::Notes::read);
        return std::get<desk::Found>(fetched).ticket;
    };
    const auto three = notes_in("notes-three");
    REQUIRE_EQ(three.notes.size(), 3);
    CHECK_EQ(three.note_count, 3);
    CHECK_EQ(three.notes[0].author.raw, "Piero");
    CHECK_EQ(three.notes[0].message.raw, "NOTE-CANARY one");
    CHECK_EQ(utc(three.notes[0].at), "2026-03-02 08:30:00");
    CHECK_EQ(three.notes[1].message.raw, "NOTE-CANARY two");
    CHECK(three.notes[2].attachments.empty());
    for (const auto& note : three.notes) {
        CHECK(note.role == ticket::Role::staff);
        CHECK_FALSE(note.opening);
        CHECK_NE(note.author.raw, three.client.raw);
    }
    CHECK_EQ(three.replies.size(), 3);

    CHECK_EQ(notes_in("notes-single-object").notes.size(), 1);
    CHECK_EQ(notes_in("notes-numeric-keys").notes.size(), 2);
    CHECK(notes_in("notes-missing").notes.empty());
    CHECK(notes_in("nulls-everywhere").notes.empty());
}

TEST_CASE("attachments are named as the uploader named them") {
    check_all({
        {"attachment-storage-names", attachments, "kept: [screen shot.png] [2024_report.pdf] [plain.txt]"},
        {"attachments-list", attachments, "removed: [log.txt] [trace.txt]"},
        {"attachments-none-documented", attachments, "kept:"},
        {"attachments-empty-array", attachments, "kept:"},
        {"attachments-empty-text", attachments, "kept: [left.png]"},
        {"attachments-texts", attachments, "kept: [a.png] [b.png]"},
        {"attachments-numeric-keys", attachments, "kept: [a.png] [b.png]"},
        {"attachments-single-object", attachments, "kept: [only.png]"},
        {"scalars-as-numbers", attachments, "removed:"},
    });
}

TEST_CASE("scalars are read from any JSON type") {
    const std::string rest = ", client Ada Bruni, email ada@example.org, cc 0, status ";
    CHECK_EQ(scalars(ticket_in(body("scalars-as-numbers"))), "number 303303, id 77, department 2 Hosting, owner 40" +
                                                                 rest +
                                                                 "Open, priority , subject Mail is slow, by client");
    CHECK_EQ(scalars(ticket_in(body("scalars-as-floats"))), "number 303303, id 77, department 2.5 Hosting, owner 40" +
                                                                rest +
                                                                "Open, priority High, subject Mail is slow, by client");
    CHECK_EQ(scalars(ticket_in(body("scalars-as-booleans"))), "number 303303, id 77, department 2 Hosting, owner 40" +
                                                                  rest +
                                                                  "1, priority High, subject Mail is slow, by client");
    CHECK_EQ(
        scalars(ticket_in(body("nulls-everywhere"))),
        "number 303303, id 77, department  , owner , client , email , cc 0, status , priority , subject , by client");
    CHECK_EQ(
        scalars(ticket_in(body("containers-for-scalars"))),
        "number 303303, id 77, department 2 Hosting, owner 40, client Ada Bruni, email ada@example.org, cc 0, status , "
        "priority High, subject , by client");
}

TEST_CASE("number and id have their fallback names, and the number is kept as written") {
    check_all({
        {"ticketnum-instead-of-tid", numbers, "303303 77"},
        {"id-instead-of-ticketid", numbers, "303303 77"},
        {"number-with-letters", numbers, "CFB-250177 77"},
        {"number-with-leading-zeros", numbers, "000123 77"},
        {"result-missing", numbers, "303303 77"},
        {"result-missing-status-error", numbers, "303303 77"},
        {"unknown-keys", numbers, "303303 77"},
        {"byte-order-mark", numbers, "303303 77"},
        {"text-with-nul", numbers, "303303 "},
    });
}

TEST_CASE("who wrote a post is found whatever the desk leaves empty, and staff never gets the client's name") {
    check_all({
        {"requestors", authors,
         "client Ada Bruni | staff Piero Sala | client Lia Neri | staff  | client Guest name | staff Night shift | "
         "client "
         "Ada Bruni"},
        {"scalars-as-booleans", authors, "client Ada Bruni"},
        {"scalars-as-numbers", authors, "client Ada Bruni"},
    });
}

TEST_CASE("a ticket opened by an admin says so") {
    CHECK(ticket_in(body("opened-by-staff")).opened_by_staff);
    CHECK_FALSE(ticket_in(body("replies-object")).opened_by_staff);
}

TEST_CASE("the service is taken only from S and D followed by digits") {
    check_all({
        {"service-12", service, "service 12"},
        {"domain-34", service, "domain 34"},
        {"service-nonsense", service, "none"},
        {"replies-object", service, "none"},
    });
}

TEST_CASE("copies are split by commas and semicolons") {
    check_all({{"copies-to", copies, "<a@example.org><b@example.org><c@example.org>"}});
}

TEST_CASE("a date that makes no sense is no date, and never spoils the ticket") {
    check_all({
        {"dates-odd", dates, "-, -"},
        {"dates-odd", reply_times, "0 2026-03-01 23:00:00 | 1 2026-03-02 08:15:00 | 2 - | 3 - | 4 -"},
        {"nulls-everywhere", dates, "-, -"},
    });
}

TEST_CASE("the doubled hour of October is the earlier one and the missing one of March is the change") {
    check_all({
        {"dates-october", reply_times, "0 2026-10-24 23:59:59 | 1 2026-10-25 00:30:00 | 2 2026-10-25 02:00:00"},
        {"dates-march", reply_times, "0 2026-03-29 00:59:59 | 1 2026-03-29 01:00:00 | 2 2026-03-29 01:00:00"},
    });
}

TEST_CASE("of a key that comes twice the last one counts") {
    check_all({
        {"duplicate-keys", numbers, "303303 77"},
        {"duplicate-keys", subject, "second"},
        {"duplicate-keys", messages, "kept*"},
        {"duplicate-keys", notes, "0"},
    });
}

TEST_CASE("text that is not UTF-8 is mended and the rest still shown") {
    check_all({
        {"text-not-utf8", subject, "perch\xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD \xC3\xA8 \xEF\xBF\xBD\xEF\xBF\xBD"},
        {"text-not-utf8", messages, "gi\xEF\xBF\xBD*"},
        {"text-lone-surrogates", subject, "a \xEF\xBF\xBD b \xEF\xBF\xBD c \xF0\x9F\x98\x80 \\ud83d"},
        {"text-with-nul", subject, "ab"},
        {"text-with-nul", messages, "xy*"},
    });
}

TEST_CASE("entities stay as the desk stores them") {
    check_all({
        {"text-entities", subject, "l&#039;ordine &amp; &quot;altro&quot;"},
        {"text-entities", messages, "l&#039;ordine &amp;lt;b&amp;gt;\r\n\xE2\x80\xA8*"},
    });
}

TEST_CASE("the access key is nowhere in a ticket") {
    const auto ticket = ticket_in(body("unknown-keys"));
    const auto everything = scalars(ticket) + posts(ticket) + messages(ticket) + authors(ticket) + attachments(ticket) +
                            copies(ticket) + service(ticket);
    CHECK_EQ(everything.find("Zk9xQw2r"), std::string::npos);
}

} // namespace
} // namespace usher::keliweb::tests
