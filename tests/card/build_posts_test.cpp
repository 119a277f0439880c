#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "testing/contains.hpp"
#include "testing/tickets.hpp"
#include "usher/card/card.hpp"
#include "usher/text/rich_text.hpp"

namespace {

using namespace usher;
using namespace usher::card;
using namespace usher::testing;

Card a_card(const ticket::Ticket& ticket, View view, int replies = 2) {
    Options options;
    options.level = Level::internal;
    options.view = view;
    options.replies = replies;
    options.now = at(2026, 11, 24, 14, 32);
    return build(ticket, options);
}

std::string first_words(const Card& card) {
    std::string result;
    for (const auto& reply : card.replies) {
        const auto body = text::plain(reply.body);
        result += (result.empty() ? "" : "|") + body.substr(0, body.find('\n'));
    }
    return result;
}

ticket::Ticket with_replies(int count) {
    auto builder = a_ticket().with_opening("opening");
    for (int i = 1; i <= count; ++i) {
        builder.with_reply("reply " + std::to_string(i));
    }
    return builder.build();
}

std::string words(std::size_t characters) {
    std::string result;
    while (result.size() < characters) {
        result += "word ";
    }
    return result;
}

TEST_CASE("a summary shows the latest replies, oldest first, and counts the earlier ones") {
    const auto card = a_card(with_replies(5), View::summary);

    CHECK(first_words(card) == "reply 4|reply 5");
    CHECK(card.earlier_replies == 3);
    CHECK(card.reply_count == 5);
}

TEST_CASE("a summary of two replies shows both and not the opening post") {
    const auto card = a_card(with_replies(2), View::summary);

    CHECK(first_words(card) == "reply 1|reply 2");
    CHECK(card.earlier_replies == 0);
}

TEST_CASE("where there are fewer replies than asked for, the opening post is shown") {
    CHECK(first_words(a_card(with_replies(1), View::summary)) == "opening|reply 1");
    CHECK(first_words(a_card(with_replies(0), View::summary)) == "opening");
    CHECK(a_card(with_replies(0), View::summary).replies[0].opening);
}

TEST_CASE("a summary without replies asked for shows none and counts all") {
    const auto card = a_card(with_replies(3), View::summary, 0);

    CHECK(card.replies.empty());
    CHECK(card.earlier_replies == 3);
}

TEST_CASE("a summary has at most ten replies, and a negative number is none") {
    CHECK(a_card(with_replies(20), View::summary, 99).replies.size() == 10);
    CHECK(a_card(with_replies(20), View::summary, -1).replies.empty());
}

TEST_CASE("the full view shows every post, the opening one first") {
    const auto card = a_card(with_replies(3), View::full);

    CHECK(first_words(card) == "opening|reply 1|reply 2|reply 3");
    CHECK(card.earlier_replies == 0);
}

TEST_CASE("the full view of an endless ticket keeps the newest 200 posts and counts the others") {
    const auto card = a_card(with_replies(500), View::full);

    CHECK(card.replies.size() == 200);
    CHECK(card.earlier_replies == 300);
    CHECK(text::plain(card.replies.back().body) == "reply 500");
}

TEST_CASE("the last view shows the last post alone") {
    CHECK(first_words(a_card(with_replies(3), View::last)) == "reply 3");
    CHECK(a_card(with_replies(3), View::last).earlier_replies == 2);
    CHECK(first_words(a_card(with_replies(0), View::last)) == "opening");
}

TEST_CASE("an opening post that the desk lists last does not pass for the latest reply") {
    auto ticket = with_replies(3);
    std::swap(ticket.replies.front(), ticket.replies.back());

    CHECK(first_words(a_card(ticket, View::last)) == "reply 2");
    CHECK(first_words(a_card(ticket, View::summary)) == "reply 1|reply 2");
}

TEST_CASE("an opening post that the desk lists last takes no reply's place on a summary") {
    auto ticket = with_replies(2);
    std::ranges::rotate(ticket.replies, ticket.replies.begin() + 1);

    CHECK(first_words(a_card(ticket, View::summary)) == "reply 1|reply 2");
}

TEST_CASE("a long post is short on a summary and whole as the last one") {
    const auto ticket = a_ticket().with_reply(words(3'000)).build();

    const auto summary = a_card(ticket, View::summary);
    const auto last = a_card(ticket, View::last);

    CHECK(text::length(summary.replies[0].body) <= 600);
    CHECK(summary.replies[0].body.more_characters > 2'000);
    CHECK(last.replies[0].body.more_characters == 0);
}

TEST_CASE("the last reply keeps its quoted mail, the summary folds it") {
    const auto ticket =
        a_ticket()
            .with_reply("It works now.\r\n\r\nOn Mon, 23 Nov 2026 at 10:00, Demo Admin wrote:\r\n> Please try.\r\n")
            .build();

    CHECK(a_card(ticket, View::summary).replies[0].body.folded_characters > 0);
    CHECK(a_card(ticket, View::last).replies[0].body.folded_characters == 0);
    CHECK(contains(text::plain(a_card(ticket, View::last).replies[0].body), "Please try."));
}

TEST_CASE("in the full view short posts leave their room to the long ones") {
    auto builder = a_ticket();
    for (int i = 0; i < 10; ++i) {
        builder.with_reply("short");
    }
    const auto card = a_card(builder.with_reply(words(3'500)).build(), View::full);

    CHECK(card.replies.back().body.more_characters == 0);
}

TEST_CASE("in the full view many long posts share what can be displayed") {
    auto builder = a_ticket();
    for (int i = 0; i < 20; ++i) {
        builder.with_reply(words(3'500));
    }
    const auto card = a_card(builder.build(), View::full);

    std::size_t total = 0;
    for (const auto& reply : card.replies) {
        total += text::length(reply.body);
        CHECK(reply.body.more_characters > 0);
        CHECK(text::length(reply.body) > 600);
    }
    CHECK(total <= 16'000);
}

TEST_CASE("in the full view long posts get no more than what short ones leave") {
    auto builder = a_ticket();
    for (int i = 0; i < 19; ++i) {
        builder.with_reply(words(500));
    }
    for (int i = 0; i < 4; ++i) {
        builder.with_reply(words(3'500));
    }
    const auto card = a_card(builder.build(), View::full);

    std::size_t total = 0;
    for (const auto& reply : card.replies) {
        total += text::length(reply.body);
    }
    CHECK(total <= 16'000);
    CHECK(total > 15'000);
    CHECK(card.replies.front().body.more_characters == 0);
}

TEST_CASE("files that the desk deleted are still named, and marked") {
    const auto ticket = a_ticket().with(a_reply("See file").with_removed_attachment("l&#039;errore.png")).build();

    const auto card = a_card(ticket, View::summary);

    CHECK(card.replies[0].attachments == std::vector<std::string>{"l'errore.png"});
    CHECK(card.replies[0].attachments_removed);
}

} // namespace
