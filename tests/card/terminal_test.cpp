#include "usher/card/terminal.hpp"

#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include "card/terminal_text.hpp"
#include "testing/contains.hpp"
#include "testing/tickets.hpp"
#include "usher/text/utf8.hpp"

namespace {

using namespace usher;
using namespace usher::card;
using namespace usher::testing;
using text::Block;

std::string page_of(const ticket::Ticket& ticket, Level level = Level::internal) {
    Options options;
    options.level = level;
    options.now = at(2026, 11, 24, 14, 32);
    return to_terminal(build(ticket, options));
}

text::Span a_span(std::string words) {
    text::Span span;
    span.text = std::move(words);
    return span;
}

text::RichText one(Block::Kind kind, text::Span span, int number = 0, std::uint8_t indent = 0) {
    Block block;
    block.kind = kind;
    block.number = number;
    block.indent = indent;
    block.spans = {std::move(span)};
    text::RichText text;
    text.blocks = {std::move(block)};
    return text;
}

TEST_CASE("the page of the documented ticket can be searched for its subject and its replies") {
    const auto page = page_of(the_sample_ticket().build());

    for (const auto* words :
         {"#516757", "This is a sample ticket", "Closed", "Medium", "Sample Support Department", "Demo Admin",
          "This is the first ticket reply by an admin user!", "This is a second reply!", "2 replies"}) {
        CAPTURE(words);
        CHECK(contains(page, words));
    }
}

TEST_CASE("a page has no escape sequences, ends with one line end and has no trailing blanks") {
    const auto page =
        page_of(a_ticket().subject("\x1B[31mred").with_reply("a \x1B]0;title\x07 b   \r\n\r\n\r\n").build());

    CHECK_FALSE(contains(page, "\x1B"));
    CHECK_FALSE(contains(page, "\x07"));
    CHECK(page.ends_with('\n'));
    CHECK_FALSE(page.ends_with("\n\n"));
    CHECK_FALSE(contains(page, " \n"));
}

TEST_CASE("running text is at most 96 columns wide") {
    std::string prose;
    for (int i = 0; i < 60; ++i) {
        prose += "parole \u00E8 ";
    }
    std::istringstream lines(page_of(a_ticket().subject(prose).with_reply(prose).build()));

    for (std::string line; std::getline(lines, line);) {
        CAPTURE(line);
        CHECK(text::count_characters(line) <= 96);
    }
}

TEST_CASE("the page says what was left out of a reply") {
    std::string prose;
    while (prose.size() < 2'000) {
        prose += "word ";
    }
    auto builder = a_ticket();
    for (int i = 0; i < 5; ++i) {
        builder.with_reply("short");
    }
    const auto page = page_of(builder.with_reply(prose)
                                  .with_reply("It works.\r\n\r\nOn Mon, 23 Nov 2026, Demo Admin wrote:\r\n> Try.\r\n")
                                  .build());

    CHECK(contains(page, "more characters]"));
    CHECK(contains(page, "[quoted text and signature hidden]"));
    CHECK(contains(page, "7 replies \u00B7 5 earlier replies"));
}

TEST_CASE("the page names attachments, and says if the desk deleted them") {
    const auto page = page_of(a_ticket()
                                  .with(a_reply("one").with_attachment("a.png").with_attachment("b.log"))
                                  .with(a_reply("two").with_removed_attachment("c.zip"))
                                  .build());

    CHECK(contains(page, "Attachments: a.png, b.log"));
    CHECK(contains(page, "Attachments (files deleted): c.zip"));
}

TEST_CASE("a minimal page has no replies") {
    const auto page = page_of(the_sample_ticket().build(), Level::minimal);

    CHECK(contains(page, "This is a sample ticket"));
    CHECK_FALSE(contains(page, "replies"));
    CHECK_FALSE(contains(page, "Medium"));
}

TEST_CASE("list items, quotes and code are marked") {
    CHECK(to_lines(one(Block::Kind::list_item, a_span("first")), "  ", 40) == "  - first\n");
    CHECK(to_lines(one(Block::Kind::list_item, a_span("first"), 3, 1), "  ", 40) == "    3. first\n");
    CHECK(to_lines(one(Block::Kind::quote, a_span("said\nbefore")), "  ", 40) == "  > said\n  > before\n");
    CHECK(to_lines(one(Block::Kind::preformatted, a_span("$ ls  -l")), "  ", 8) == "      $ ls  -l\n");

    auto code = a_span("ls");
    code.style.code = true;
    CHECK(to_lines(one(Block::Kind::paragraph, code), "", 40) == "`ls`\n");
}

TEST_CASE("where a link leads is written out, unless the text says it") {
    auto link = a_span("this page");
    link.href = "https://kb.example/1";
    CHECK(to_lines(one(Block::Kind::paragraph, link), "", 80) == "this page <https://kb.example/1>\n");

    link.text = "https://kb.example/1";
    CHECK(to_lines(one(Block::Kind::paragraph, link), "", 80) == "https://kb.example/1\n");

    auto mail = a_span("help@desk.example");
    mail.href = "mailto:help@desk.example";
    CHECK(to_lines(one(Block::Kind::paragraph, mail), "", 80) == "help@desk.example\n");
}

TEST_CASE("paragraphs are set apart, items of one list are not") {
    text::RichText text = one(Block::Kind::paragraph, a_span("a"));
    for (const auto* words : {"b", "c"}) {
        text.blocks.push_back(one(Block::Kind::list_item, a_span(words)).blocks[0]);
    }
    text.blocks.push_back(text.blocks[0]);

    CHECK(to_lines(text, "", 80) == "a\n\n- b\n- c\n\na\n");
}

TEST_CASE("a numbered list and the bulleted one after it are set apart, a list inside an item is not") {
    text::RichText text = one(Block::Kind::list_item, a_span("first"), 1);
    text.blocks.push_back(one(Block::Kind::list_item, a_span("inner"), 0, 1).blocks[0]);
    text.blocks.push_back(one(Block::Kind::list_item, a_span("second"), 2).blocks[0]);
    text.blocks.push_back(one(Block::Kind::list_item, a_span("other")).blocks[0]);

    CHECK(to_lines(text, "", 80) == "1. first\n  - inner\n2. second\n\n- other\n");
}

TEST_CASE("the page tells what the ticket is about and that staff opened it") {
    const auto page = page_of(
        a_ticket().service(ticket::Service::Kind::domain, "34").opened_by_staff().with_opening("Moved.").build());

    CHECK(contains(page, "Domain 34"));
    CHECK(contains(page, "opened by staff"));
    CHECK_FALSE(contains(page_of(a_ticket().build()), "opened by staff"));
}

TEST_CASE("a ticket without any reply has no last reply") {
    CHECK_FALSE(contains(page_of(a_ticket().with_opening("Help").build()), "Last reply"));
    CHECK(contains(page_of(a_ticket().with_reply("Help").build()), "Last reply"));
}

TEST_CASE("a clock that runs ahead makes no negative age") {
    const auto page = page_of(a_ticket().opened(at(2027, 1, 1)).with(a_reply("hi").posted(at(2027, 1, 1))).build());

    CHECK(contains(page, "Waiting on us\n"));
    CHECK(contains(page, "(now)"));
    CHECK_FALSE(contains(page, "-1"));
}

} // namespace
