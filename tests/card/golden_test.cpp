#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "app/card_json.hpp"
#include "testing/golden.hpp"
#include "testing/tickets.hpp"
#include "usher/card/card.hpp"
#include "usher/card/terminal.hpp"

namespace {

using namespace usher;
using namespace usher::card;
using namespace usher::testing;

struct Sample {
    const char* name;
    ticket::Ticket ticket;
};

TicketBuilder a_long_thread() {
    auto builder = a_ticket()
                       .number("250177")
                       .subject("Migration of 14 sites")
                       .opened(at(2026, 11, 2, 8, 0))
                       .with_opening("Please move all of our sites.");
    for (int i = 1; i <= 6; ++i) {
        builder.with_reply("Site " + std::to_string(2 * i - 1) + " is next.");
        builder.with_staff_reply("Site " + std::to_string(2 * i) + " is done.");
    }
    return builder;
}

std::string long_prose() {
    std::string prose;
    for (int i = 1; i <= 60; ++i) {
        prose += "Sentence " + std::to_string(i) + " of a very long story about a server. ";
    }
    return prose;
}

std::vector<Sample> samples() {
    return {
        {"documented", the_sample_ticket().build()},
        {"only_opened",
         a_ticket()
             .number("CFB-250178")
             .status("Open")
             .priority("High")
             .subject("Il sito non risponde: errore 500 &amp; pagina bianca")
             .department("2", "Supporto Tecnico")
             .client("D&#039;Angelo Mario", "mario@cliente.example")
             .with_opening("Buongiorno,\r\ndall&#039;ultimo aggiornamento il sito non risponde.\r\n\r\nGrazie")
             .build()},
        {"opened_by_staff", a_ticket()
                                .number("007001")
                                .opened_by_staff()
                                .service(ticket::Service::Kind::service, "12")
                                .subject("Planned maintenance of your server")
                                .with(a_reply("We restart your server tonight.")
                                          .opening()
                                          .by_staff("Anna Bianchi")
                                          .posted(at(2026, 11, 24, 8, 0)))
                                .build()},
        {"long_thread", a_long_thread().build()},
        {"long_message",
         a_ticket().number("300300").status("Customer-Reply").with_opening("Hello").with_reply(long_prose()).build()},
        {"quoted_mail_en",
         a_ticket()
             .number("300301")
             .status("Customer-Reply")
             .subject("Re: [Ticket ID: 300301] Mail is slow")
             .with_opening("Mail is slow.")
             .with_staff_reply("Is it still slow?")
             .with_reply(
                 "Yes, since Monday.\r\n\r\nOn Mon, 23 Nov 2026 at 10:00, Demo Admin <support@desk.example> wrote:\r\n"
                 "> Is it still slow?\r\n> \r\n> Demo Admin\r\n")
             .build()},
        {"quoted_mail_it",
         a_ticket()
             .number("300302")
             .status("Risposta cliente")
             .subject("R: [Ticket ID: 300302] Posta lenta")
             .with_opening("La posta \u00E8 lenta.")
             .with_reply("Ora funziona, grazie mille.\r\n\r\nIl giorno lun 23 nov 2026 alle ore 10:00 Demo Admin "
                         "<support@desk.example> ha scritto:\r\n> \u00C8 ancora lenta?\r\n")
             .build()},
        {"secrets",
         a_ticket()
             .number("300303")
             .status("Customer-Reply")
             .subject("FTP password: Tr0ub4dor3x")
             .with_opening("My login: cynthia\r\npassword: Tr0ub4dor&amp;3\r\nIBAN IT60X0542811101000000123456\r\n"
                           "Card 4111 1111 1111 1111")
             .with_reply("https://desk.example/viewticket.php?tid=300303&amp;c=KPqH7yG3")
             .build()},
        {"attachments", a_ticket()
                            .number("300304")
                            .status("Answered")
                            .with(a_reply("See the screen shots.")
                                      .opening()
                                      .by("Cynthia Reilly")
                                      .posted(at(2026, 11, 24, 8, 0))
                                      .with_attachment("schermata 1.png"))
                            .with(a_reply("Thanks, seen.")
                                      .by_staff()
                                      .posted(at(2026, 11, 24, 14, 2))
                                      .with_removed_attachment("debug.log"))
                            .build()},
        {"nothing_known", ticket::Ticket{}},
        {"hostile",
         a_ticket()
             .number("300305")
             .status("Escalated <!channel>")
             .priority("\x1B[31mUrgent")
             .subject("<script>alert(1)</script> @room <!here> \u202Egnp.exe")
             .department("9", "R&amp;D &lt;b&gt;")
             .client("<@U0123> Mallory", "mallory@evil.example")
             .cc({"one@client.example", "two@client.example"})
             .service(ticket::Service::Kind::domain, "34")
             .with_opening("<!channel> @room <@U0123> [click](javascript:alert(1)) <img src=x onerror=alert(1)>")
             .with_reply("*bold* _it_ ~no~ `code` https://evil.example/&quot;&gt;x")
             .build()},
        {"rich_text",
         a_ticket()
             .number("300306")
             .status("In Progress")
             .with_opening("Hello")
             .with_staff_reply("Please do **this**:\r\n\r\n1. Open the [panel](https://panel.example/)\r\n2. Choose "
                               "*Mail*\r\n\r\n- one\r\n- two\r\n\r\n```\r\n$ ls  -l\r\n$ df -h\r\n```\r\n\r\n> as you "
                               "wrote\r\n\r\nThen it works.")
             .with_reply("<p>Done,<br>thanks &amp; bye</p><ul><li>first</li><li>second</li></ul>")
             .build()},
        {"clock_ahead",
         a_ticket().number("300307").opened(at(2026, 11, 24, 15, 0)).with_opening("From the future").build()},
    };
}

/// All faces of a ticket on one page; what is the same for several options is printed once, under all of their names.
std::string faces_of(const ticket::Ticket& ticket, const std::function<std::string(const Card&)>& render) {
    std::vector<std::pair<std::string, std::string>> faces;
    for (const auto language : {Language::en, Language::it}) {
        for (const auto level : {Level::minimal, Level::internal, Level::full}) {
            for (const auto view : {View::summary, View::full, View::last}) {
                const Options options{.level = level,
                                      .view = view,
                                      .language = language,
                                      .replies = 2,
                                      .ticket_link = "https://desk.example/viewticket.php?tid={number}",
                                      .time_zone = "Europe/Rome",
                                      .now = at(2026, 11, 24, 14, 32)};
                const auto label = std::string(policy::code(language)) + " " + std::string(policy::name(level)) + " " +
                                   std::string(name(view));
                auto face = render(build(ticket, options));
                const auto same = std::ranges::find(faces, face, &std::pair<std::string, std::string>::second);
                if (same != faces.end()) {
                    same->first += ", " + label;
                } else {
                    faces.emplace_back(label, std::move(face));
                }
            }
        }
    }
    std::string page;
    for (const auto& [labels, face] : faces) {
        page += "======== " + labels + "\n" + face;
    }
    return page;
}

TEST_CASE("every ticket looks in a terminal like its golden file") {
    for (const auto& sample : samples()) {
        check_golden("terminal/" + std::string(sample.name) + ".txt", faces_of(sample.ticket, to_terminal));
    }
}

TEST_CASE("every ticket is told as JSON like its golden file") {
    for (const auto& sample : samples()) {
        check_golden("json/" + std::string(sample.name) + ".txt",
                     faces_of(sample.ticket, [](const Card& card) { return app::to_json(card) + "\n"; }));
    }
}

} // namespace
