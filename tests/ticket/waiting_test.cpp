#include <doctest/doctest.h>

#include "testing/tickets.hpp"
#include "usher/ticket/ticket.hpp"

namespace {

using namespace usher::ticket;
using namespace usher::testing;

const auto monday = at(2026, 11, 23, 9, 0);
const auto tuesday = at(2026, 11, 24, 9, 0);

TEST_CASE("a reply by staff puts the client's turn, since that reply") {
    const auto ticket = a_ticket().with(a_reply("Please try again.").by_staff().posted(tuesday)).build();

    CHECK(waiting(ticket) == Waiting{.on = WaitingOn::client, .since = tuesday});
}

TEST_CASE("a reply by the client puts our turn, since that reply") {
    const auto ticket = a_ticket()
                            .with(a_reply("Please try again.").by_staff().posted(monday))
                            .with(a_reply("Still broken.").by("").posted(tuesday))
                            .build();

    CHECK(waiting(ticket) == Waiting{.on = WaitingOn::us, .since = tuesday});
}

TEST_CASE("nobody has to act on a closed ticket, whoever wrote last") {
    for (const auto* status : {"Closed", "closed", "CLOSED", "Chiuso", "chiusa", "Chiusi"}) {
        CAPTURE(status);
        const auto ticket = a_ticket().status(status).with_reply("Thanks!").build();

        CHECK(waiting(ticket) == Waiting{.on = WaitingOn::nobody, .since = std::nullopt});
    }
}

TEST_CASE("the last post decides even where the status says otherwise") {
    CHECK(waiting(a_ticket().status("Answered").with_reply("No!").build()).on == WaitingOn::us);
    CHECK(waiting(a_ticket().status("Customer-Reply").with_staff_reply("Done.").build()).on == WaitingOn::client);
    CHECK(waiting(a_ticket().status("Escalated").with_staff_reply("Done.").build()).on == WaitingOn::client);
}

TEST_CASE("a ticket that only was opened waits on us since then") {
    CHECK(waiting(a_ticket().opened(monday).with_opening("Help").build()) ==
          Waiting{.on = WaitingOn::us, .since = monday});
    CHECK(waiting(a_ticket().opened(monday).build()) == Waiting{.on = WaitingOn::us, .since = monday});
}

TEST_CASE("a ticket that staff opened waits on the client") {
    const auto by_ticket = a_ticket().opened(monday).opened_by_staff().with_opening("We moved your site.").build();
    const auto by_post =
        a_ticket().opened(monday).with(a_reply("We moved your site.").opening().by_staff().posted(monday)).build();
    const auto without_post = a_ticket().opened(monday).opened_by_staff().build();

    for (const auto& ticket : {by_ticket, by_post, without_post}) {
        CHECK(waiting(ticket) == Waiting{.on = WaitingOn::client, .since = monday});
    }
}

TEST_CASE("once there is a reply, who opened the ticket does not matter") {
    const auto ticket =
        a_ticket().opened_by_staff().with_opening("We moved your site.").with_reply("Thank you").build();

    CHECK(waiting(ticket).on == WaitingOn::us);
}

TEST_CASE("an opening post that the desk lists last is not the last word") {
    const auto ticket = a_ticket().with_staff_reply("Done.").with(a_reply("Help").opening()).build();

    CHECK(waiting(ticket).on == WaitingOn::client);
}

TEST_CASE("a post without a date waits since the ticket's last reply, else since its opening, else nobody knows") {
    auto builder = a_ticket().with(a_reply("?").by(""));

    CHECK(waiting(builder.opened(monday).last_reply(tuesday).build()).since == tuesday);
    CHECK(waiting(builder.opened(monday).last_reply(std::nullopt).build()).since == monday);
    CHECK(waiting(builder.opened(std::nullopt).last_reply(std::nullopt).build()).since == std::nullopt);
}

TEST_CASE("the opening post is no reply") {
    CHECK(a_ticket().build().reply_count() == 0);
    CHECK(a_ticket().with_opening("Help").build().reply_count() == 0);
    CHECK(the_sample_ticket().build().reply_count() == 2);
}

} // namespace
