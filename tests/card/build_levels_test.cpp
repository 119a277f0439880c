#include <string>

#include <doctest/doctest.h>

#include "app/card_json.hpp"
#include "testing/contains.hpp"
#include "testing/tickets.hpp"
#include "usher/card/card.hpp"
#include "usher/card/terminal.hpp"
#include "usher/text/rich_text.hpp"

namespace {

using namespace usher;
using namespace usher::card;
using namespace usher::testing;

Options at_level(Level level) {
    Options options;
    options.level = level;
    options.now = at(2026, 11, 24, 14, 32);
    return options;
}

ticket::Ticket a_full_ticket() {
    return a_ticket()
        .id("987")
        .priority("High")
        .client("Cynthia Reilly", "cynthia@client.example")
        .cc({"boss@client.example"})
        .service(ticket::Service::Kind::service, "12")
        .opened_by_staff()
        .with_opening("The opening words")
        .with(a_reply("The client's words")
                  .by("Cynthia Reilly")
                  .posted(at(2026, 11, 24, 9, 0))
                  .with_attachment("shot.png"))
        .with_staff_reply("The staff's words")
        .build();
}

TEST_CASE("the minimal level holds number, subject, status, department, who must answer and ages") {
    const auto card = build(a_full_ticket(), at_level(Level::minimal));

    CHECK(card.number == "516757");
    CHECK(card.subject == "This is a sample ticket");
    CHECK(card.status.text == "Open");
    CHECK(card.department == "Sample Support Department");
    CHECK(card.waiting.on == ticket::WaitingOn::client);
    CHECK(card.waiting.since == at(2026, 11, 24, 10, 0));
    CHECK(card.opened == at(2026, 11, 24, 8, 0));
    CHECK(card.last_reply == at(2026, 11, 24, 10, 0));
}

TEST_CASE("the minimal level holds nothing else") {
    auto card = build(a_full_ticket(), at_level(Level::minimal));

    CHECK(card.id.empty());
    CHECK(card.priority.empty());
    CHECK(card.priority_raw.empty());
    CHECK(card.client.empty());
    CHECK_FALSE(card.service);
    CHECK_FALSE(card.opened_by_staff);
    CHECK_FALSE(card.reply_count);
    CHECK(card.replies.empty());
    CHECK(card.earlier_replies == 0);
    CHECK(card.email.empty());
    CHECK(card.cc.empty());
}

TEST_CASE("no face of a card shows what its level withholds, in any view") {
    for (const auto view : {View::summary, View::full, View::last}) {
        CAPTURE(name(view));
        auto options = at_level(Level::minimal);
        options.view = view;
        const auto minimal = build(a_full_ticket(), options);
        options.level = Level::internal;
        const auto internal = build(a_full_ticket(), options);

        for (const auto& face : {to_terminal(minimal), app::to_json(minimal)}) {
            for (const auto* secret :
                 {"Cynthia", "client.example", "words", "shot.png", "High", "12\"", "987", "Demo Admin"}) {
                CAPTURE(secret);
                CHECK_FALSE(contains(face, secret));
            }
        }
        for (const auto& face : {to_terminal(internal), app::to_json(internal)}) {
            for (const auto* secret : {"Reilly", "cynthia@", "boss@"}) {
                CAPTURE(secret);
                CHECK_FALSE(contains(face, secret));
            }
        }
    }
}

TEST_CASE("the internal level adds the first word of the client's name, replies and what they are about") {
    const auto card = build(a_full_ticket(), at_level(Level::internal));

    CHECK(card.id == "987");
    CHECK(card.priority == "High");
    CHECK(card.client == "Cynthia");
    CHECK(card.service == ticket::Service{.kind = ticket::Service::Kind::service, .id = "12"});
    CHECK(card.opened_by_staff);
    CHECK(card.reply_count == 2);
    REQUIRE(card.replies.size() == 2);
    CHECK(card.replies[0].author == "Cynthia");
    CHECK(card.replies[0].attachments == std::vector<std::string>{"shot.png"});
    CHECK(card.replies[1].author == "Demo Admin");
    CHECK(card.email.empty());
    CHECK(card.cc.empty());
}

TEST_CASE("the full level adds whole names, the e-mail address and copies") {
    const auto card = build(a_full_ticket(), at_level(Level::full));

    CHECK(card.client == "Cynthia Reilly");
    CHECK(card.replies[0].author == "Cynthia Reilly");
    CHECK(card.email == "cynthia@client.example");
    CHECK(card.cc == std::vector<std::string>{"boss@client.example"});
}

TEST_CASE("a card of level none holds nothing of the ticket") {
    auto options = at_level(Level::none);
    Card empty;
    empty.level = Level::none;
    empty.time_zone = options.time_zone;
    empty.as_of = options.now;

    CHECK(build(a_full_ticket(), options) == empty);
}

TEST_CASE("a colleague of the client appears by the first word of the name, too") {
    const auto ticket = a_ticket().with(a_reply("Hello").by("Paul van Dyke")).build();

    CHECK(build(ticket, at_level(Level::internal)).replies[0].author == "Paul");
    CHECK(build(ticket, at_level(Level::full)).replies[0].author == "Paul van Dyke");
}

TEST_CASE("an e-mail address in place of a name is withheld below the full level") {
    const auto ticket =
        a_ticket().client("cynthia@client.example", "cynthia@client.example").with_reply("Hello").build();

    const auto internal = build(ticket, at_level(Level::internal));

    CHECK(internal.client.empty());
    CHECK(internal.replies[0].author == "Client");
    CHECK(build(ticket, at_level(Level::full)).replies[0].author == "cynthia@client.example");
}

TEST_CASE("a reply without an author is the client's, or is named by its role") {
    auto builder = a_ticket().with(a_reply("Hello").by("")).with(a_reply("Hi").by_staff(""));

    const auto named = build(builder.build(), at_level(Level::internal));
    const auto nameless = build(builder.client("", "").build(), at_level(Level::internal));

    CHECK(named.replies[0].author == "Cynthia");
    CHECK(named.replies[1].author == "Staff");
    CHECK(nameless.replies[0].author == "Client");
}

TEST_CASE("the link is built from the template at every level") {
    auto options = at_level(Level::minimal);
    options.ticket_link = "https://desk.example/viewticket.php?tid={number}";

    CHECK(build(a_full_ticket(), options).link == "https://desk.example/viewticket.php?tid=516757");
}

TEST_CASE("entities in one-line fields are decoded exactly once") {
    const auto ticket = a_ticket()
                            .subject("l&#039;ordine &amp;lt;b&amp;gt; &amp; altro")
                            .department("1", "Domini &amp; Mail")
                            .client("D&#039;Angelo Mario", "")
                            .build();

    const auto card = build(ticket, at_level(Level::full));

    CHECK(card.subject == "l'ordine &lt;b&gt; & altro");
    CHECK(card.department == "Domini & Mail");
    CHECK(card.client == "D'Angelo Mario");
}

TEST_CASE("secrets are removed at every level, in the reader's language, and counted") {
    auto ticket = a_ticket().subject("Password: hunter2secret").with_reply("My password: Tr0ub4dor&amp;3").build();
    auto options = at_level(Level::full);
    options.language = Language::it;

    const auto card = build(ticket, options);

    CHECK(contains(card.subject, "[rimosso]"));
    CHECK_FALSE(contains(card.subject, "hunter2"));
    CHECK(contains(text::plain(card.replies[0].body), "[rimosso]"));
    CHECK_FALSE(contains(app::to_json(card), "Tr0ub4dor"));
    CHECK(card.redactions == 2);
    CHECK(build(ticket, at_level(Level::minimal)).redactions == 1);
}

TEST_CASE("a ticket number of card-number length is shown, since it is what was asked for") {
    CHECK(build(a_ticket().number("4111111111111111").build(), at_level(Level::minimal)).number == "4111111111111111");
}

TEST_CASE("a ticket with nothing in it still makes a card") {
    const auto card = build(ticket::Ticket{}, at_level(Level::full));

    CHECK(card.subject == "(no subject)");
    CHECK(card.status.text == "\u2014");
    CHECK(card.replies.empty());
    CHECK(card.reply_count == 0);
    CHECK(card.waiting == ticket::Waiting{.on = ticket::WaitingOn::us, .since = std::nullopt});
    CHECK_FALSE(to_terminal(card).empty());
    CHECK_FALSE(app::to_json(card).empty());
}

TEST_CASE("any bytes in any field make a card of clean text") {
    using namespace std::string_literals;
    const auto noise = "\xFF\x1B[31m\xC3\x28\x00\xE2\x80\xAE<script>&#0;&#xD800;\n"s;
    auto ticket = a_ticket()
                      .number(noise)
                      .id(noise)
                      .subject(noise)
                      .status(noise)
                      .priority(noise)
                      .department(noise, noise)
                      .client(noise, noise)
                      .cc({noise})
                      .service(ticket::Service::Kind::domain, noise)
                      .with(a_reply(noise).by(noise).with_attachment(noise))
                      .opened(ticket::Time::min())
                      .last_reply(ticket::Time::max())
                      .build();
    ticket.replies[0].at = ticket::Time::max();
    auto options = at_level(Level::full);
    options.now = ticket::Time::min();
    options.ticket_link = "https://desk.example/?tid={number}";
    options.time_zone = noise;

    const auto card = build(ticket, options);

    for (const auto* field :
         {&card.number, &card.id, &card.subject, &card.status.text, &card.priority, &card.department, &card.client,
          &card.email, &card.cc[0], &card.replies[0].author, &card.replies[0].attachments[0], &card.service->id}) {
        CAPTURE(*field);
        CHECK_FALSE(contains(*field, "\x1B"));
        CHECK_FALSE(contains(*field, "\n"));
        CHECK_FALSE(contains(*field, "\xFF"));
        CHECK_FALSE(contains(*field, "\u202E"));
    }
    CHECK_FALSE(card.opened);
    CHECK_FALSE(card.last_reply);
    CHECK_FALSE(card.replies[0].at);
    CHECK_FALSE(card.waiting.since);
    CHECK_FALSE(to_terminal(card).empty());
    CHECK_FALSE(app::to_json(card).empty());
}

} // namespace
