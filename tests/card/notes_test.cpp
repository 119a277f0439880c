#include <doctest/doctest.h>

#include <string>

#include "testing/contains.hpp"
#include "testing/tickets.hpp"
#include "usher/card/card.hpp"
#include "usher/card/terminal.hpp"
#include "usher/card/words.hpp"

namespace {

using namespace usher;
using namespace usher::card;
using namespace usher::testing;

Options with_notes(Level level = Level::full, View view = View::summary) {
    Options options;
    options.level = level;
    options.view = view;
    options.notes = true;
    options.now = at(2026, 11, 24, 14, 32);
    return options;
}

ticket::Ticket a_ticket_with_notes(int count) {
    auto made = a_ticket().with_reply("The client's words").with_staff_reply("The staff's words");
    for (int i = 1; i <= count; ++i) {
        made.with_note(a_reply("Note " + std::to_string(i)).by_staff("Piero").posted(at(2026, 11, 24, 8, i)));
    }
    return made.build();
}

std::vector<std::string> notes_of(const Card& card) {
    std::vector<std::string> texts;
    for (const auto& post : card.replies) {
        if (post.note) {
            texts.push_back(text::plain(post.body));
        }
    }
    return texts;
}

TEST_CASE("internal notes stand on a card only at the full level, and only where they are wanted") {
    const auto ticket = a_ticket_with_notes(1);
    CHECK(notes_of(build(ticket, with_notes())) == std::vector<std::string>{"Note 1"});

    CHECK(notes_of(build(ticket, with_notes(Level::internal))).empty());
    CHECK(notes_of(build(ticket, with_notes(Level::minimal))).empty());
    auto without = with_notes();
    without.notes = false;
    CHECK(notes_of(build(ticket, without)).empty());
}

TEST_CASE("a summary has the latest two notes, the full view all, and the last reply none") {
    const auto ticket = a_ticket_with_notes(3);
    const auto summary = build(ticket, with_notes());
    CHECK(notes_of(summary) == std::vector<std::string>{"Note 2", "Note 3"});
    CHECK(summary.earlier_notes == 1);
    CHECK(notes_of(build(ticket, with_notes(Level::full, View::full))).size() == 3);
    CHECK(notes_of(build(ticket, with_notes(Level::full, View::last))).empty());
}

TEST_CASE("a note says that it is one, after the replies, and is no reply") {
    const auto card = build(a_ticket_with_notes(1), with_notes());
    REQUIRE(card.replies.size() == 3);
    CHECK(card.replies.back().note);
    CHECK(card.reply_count == 2);
    CHECK(count_replies(card.replies) == 2);
    CHECK(latest_reply(card)->author == "Demo Admin");
    CHECK(role_word(card.replies.back(), Language::it) == "Nota interna");
    CHECK(contains(to_terminal(card), "Piero \xC2\xB7 Internal note"));
}

TEST_CASE("secrets in notes are removed as everywhere") {
    auto ticket = a_ticket_with_notes(0);
    ticket.notes.push_back(a_reply("root password: hunter2secret").by_staff("Piero").build());
    const auto card = build(ticket, with_notes());
    CHECK_FALSE(contains(to_terminal(card), "hunter2secret"));
    CHECK(card.redactions == 1);
}

} // namespace
