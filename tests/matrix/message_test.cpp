#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cards.hpp"
#include "html_checker.hpp"
#include "matrix/message_json.hpp"
#include "testing/golden.hpp"
#include "testing/tickets.hpp"
#include "usher/matrix/message.hpp"

using namespace usher;
using nlohmann::json;
using testing::a_card;
using testing::a_card_reply;
using testing::a_reply;
using testing::a_ticket;
using testing::options;
using testing::violations;

namespace {

ticket::Ticket a_busy_ticket() {
    return a_ticket()
        .subject("Site & shop <down> since *this* morning")
        .client("Cynthia Reilly", "cynthia@client.example")
        .cc({"boss@client.example"})
        .service(ticket::Service::Kind::domain, "34")
        .with_opening("Hello,\n\nthe shop shows **error 500**:\n\n```\nPHP Fatal error: <b>x</b> & y\n```\n\n"
                      "See https://shop.example/status?a=1&b=2 please.")
        .with_staff_reply("Which plugin did you update?\n\n- cache\n- payments\n\n1. first\n2. second")
        .with(a_reply("It was the @room cache plugin. My password: hunter2secret\n\n> Which plugin did you update?")
                  .by("Cynthia Reilly")
                  .posted(testing::at(2026, 11, 24, 12, 20))
                  .with_attachment("error_log_2026.txt")
                  .with_attachment("*shot*.png"))
        .build();
}

void check_golden(const std::string& name, const std::string& message) {
    CAPTURE(name);
    CHECK(violations(message, "@usher:example.org") == "");
    testing::check_golden(name + ".json", json::parse(message).dump(2) + "\n");
}

json render(const chat::Content& content) {
    return json::parse(matrix::render_message(content));
}

std::string html_of(const chat::Content& content) {
    return render(content).at("formatted_body").get<std::string>();
}

std::string body_of(const chat::Content& content) {
    return render(content).at("body").get<std::string>();
}

bool has(const std::string& text, std::string_view part) {
    return text.contains(part);
}

text::Block block(text::Block::Kind kind, std::string words, std::uint8_t indent = 0, int number = 0) {
    return {kind, indent, number, {{std::move(words), {}, {}, false}}};
}

card::Card a_card_with(std::vector<text::Block> blocks) {
    auto made = a_card();
    made.replies = {a_card_reply("")};
    made.replies[0].body.blocks = std::move(blocks);
    return made;
}

} // namespace

TEST_CASE("golden messages") {
    using card::Language;
    using card::Level;
    using card::View;
    const auto busy = a_busy_ticket();
    const auto show = [&](Level level, View view = View::summary, Language language = Language::en) {
        return matrix::render_message(card::build(busy, options(level, view, language)));
    };
    check_golden("summary-en", show(Level::internal));
    check_golden("summary-it", show(Level::internal, View::summary, Language::it));
    check_golden("minimal-en", show(Level::minimal));
    check_golden("full-level-en", show(Level::full));
    check_golden("all-replies-en", show(Level::internal, View::full));
    check_golden("last-reply-en", show(Level::internal, View::last));
    auto with_notes = options(Level::full);
    with_notes.notes = true;
    auto noted = testing::the_sample_ticket();
    noted.with_note(testing::a_reply("Ask Piero *first*: he knows the <server>.").by_staff("Demo Admin"));
    check_golden("notes-en", matrix::render_message(card::build(noted.build(), with_notes)));
    check_golden("sample-ticket-en",
                 matrix::render_message(card::build(testing::the_sample_ticket().build(), options())));
    auto bare = options();
    bare.ticket_link.clear();
    check_golden("no-link-no-replies",
                 matrix::render_message(
                     card::build(a_ticket().subject("").priority("").opened({}).last_reply({}).build(), bare)));

    auto unasked = card::build(busy, options(Level::minimal));
    unasked.offers.hide = true;
    check_golden("unasked-minimal-en", matrix::render_message(unasked));
    card::Notice many;
    many.kind = card::NoticeKind::ticket_list;
    many.language = Language::it;
    many.mentioned = 9;
    many.offers = {.hide = true, .list = true};
    check_golden("notice-many-tickets-it", matrix::render_message(many));

    card::Notice help;
    help.command = "!ticket";
    help.bot_mention = "@usher:example.org";
    check_golden("notice-help-en", matrix::render_message(help));
    card::Notice missing;
    missing.kind = card::NoticeKind::not_found;
    missing.language = Language::it;
    missing.reference = "516757";
    check_golden("notice-not-found-it", matrix::render_message(missing));
    card::Notice waiting;
    waiting.kind = card::NoticeKind::looking_up;
    waiting.reference = "516757";
    check_golden("notice-looking-up-en", matrix::render_message(waiting));
}

TEST_CASE("every notice in every language is a good message, whatever it quotes") {
    for (auto kind = 0; kind <= static_cast<int>(card::NoticeKind::not_admin); ++kind) {
        for (const auto language : {card::Language::en, card::Language::it}) {
            card::Notice notice;
            notice.kind = static_cast<card::NoticeKind>(kind);
            notice.language = language;
            notice.command = "!ticket";
            notice.reference = "@room <script> @anna:example.org & *x*";
            notice.until = testing::at(2026, 11, 24, 15, 0);
            notice.link_discloses_key = true;
            for (int i = 0; i < 500; ++i) {
                notice.why.push_back({std::string(200, '"') + "@room", "R1", true});
            }
            notice.mentioned = 6;
            notice.tickets.assign(
                6, {notice.reference, "https://desk.example/t", std::string(900, 'x'), notice.reference});
            CAPTURE(kind);
            CHECK(violations(matrix::render_message(notice)) == "");
        }
    }
}

TEST_CASE("a notice of absurd length is cut, not refused") {
    card::Notice notice;
    notice.command = std::string(1U << 20U, '"');

    CHECK(violations(matrix::render_message(notice)) == "");
}

TEST_CASE("help names the bot so that it can be copied") {
    card::Notice help;
    help.command = "!ticket";
    help.bot_mention = "@usher:example.org";

    CHECK(has(body_of(help), "@usher:example.org"));
    CHECK(has(html_of(help), "@usher:example.org"));
}

TEST_CASE("the body's first line says number, status, subject and who has to act") {
    auto made = a_card();
    made.subject = "A & B\nin two lines";

    const auto body = body_of(made);
    const auto first = body.substr(0, body.find('\n'));

    CHECK(first == "🟢 #516757 · Open · A & B in two lines · Waiting on us 6 h 32 m");
}

TEST_CASE("the body ends with the same link, since it cannot link the number") {
    CHECK(has(body_of(a_card()), "\nhttps://www.keliweb.example/viewticket.php?tid=516757\n"));
    CHECK(testing::check_html(html_of(a_card())).links ==
          std::vector<std::string>{"https://www.keliweb.example/viewticket.php?tid=516757"});
}

TEST_CASE("the legend promises exactly the reactions that the sender puts there") {
    const auto summary = card::build(a_busy_ticket(), options());
    CHECK(matrix::reactions(summary) == std::vector<std::string>{"🔄", "📜"});
    CHECK(has(html_of(summary), "<br>🔄 Refresh · 📜 All replies</p>"));
    CHECK(has(body_of(summary), "\n🔄 Refresh · 📜 All replies"));

    const auto minimal = card::build(a_busy_ticket(), options(card::Level::minimal));
    const auto full = card::build(a_busy_ticket(), options(card::Level::internal, card::View::full));
    for (const auto& card : {minimal, full}) {
        CHECK(matrix::reactions(card) == std::vector<std::string>{"🔄"});
        CHECK(html_of(card).ends_with("<br>🔄 Refresh</p>"));
    }

    CHECK(matrix::reactions(card::Notice{}).empty());
}

TEST_CASE("a card that nobody could ask for again promises nothing") {
    auto made = a_card();
    made.number = "<516757>";
    made.id.clear();

    CHECK(matrix::reactions(made).empty());
    CHECK_FALSE(has(html_of(made), "🔄"));
}

TEST_CASE("the legend can be left out") {
    const auto content = matrix::render_json(a_card(), {.legend = false});

    CHECK_FALSE(has(content.at("body").get<std::string>(), "🔄"));
    CHECK_FALSE(has(content.at("formatted_body").get<std::string>(), "🔄"));
}

TEST_CASE("a status is a word beside its circle") {
    for (const auto* status : {"Open", "Answered", "Customer-Reply", "On Hold", "In Progress", "Closed", "Odd"}) {
        const auto made = card::build(a_ticket().status(status).build(), options());
        CAPTURE(status);
        CHECK(has(html_of(made), "<b>" + made.status.text + "</b>"));
    }
}

TEST_CASE("nested lists are nested in their items, and numbers are kept over an interruption") {
    using Kind = text::Block::Kind;
    const auto html = html_of(
        a_card_with({block(Kind::list_item, "a", 0), block(Kind::list_item, "b", 2), block(Kind::list_item, "c", 1),
                     block(Kind::list_item, "d", 0), block(Kind::list_item, "one", 0, 1),
                     block(Kind::list_item, "two", 0, 2), block(Kind::list_item, "five", 0, 5)}));

    CHECK(has(html, "<ul><li>a<ul><li>b</li></ul><ul><li>c</li></ul></li><li>d</li></ul>"
                    "<ol><li>one</li><li>two</li></ol><ol start=\"5\"><li>five</li></ol>"));
}

TEST_CASE("quotes of the same depth are one quotation") {
    using Kind = text::Block::Kind;
    const auto html =
        html_of(a_card_with({block(Kind::quote, "a"), block(Kind::quote, "b"), block(Kind::quote, "deep", 1)}));

    CHECK(has(html, "<blockquote><blockquote><p>a</p><p>b</p>"
                    "<blockquote><p>deep</p></blockquote></blockquote></blockquote>"));
}

TEST_CASE("only http, https and mailto become links, and none to a person or a room") {
    auto made = a_card();
    auto reply = a_card_reply("x");
    for (const auto* url :
         {"javascript:alert(1)", "file:///etc/passwd", "mxc://server/media", "https://a b", "HTTPS://x",
          "https://x.example/\"><script>", "https://x.example/|y", "https://matrix.to/#/@anna:example.org",
          "https://MATRIX.TO/#/#room:example.org", "https://matrix.to./#/x", "https://me@matrix.to:443/#/x",
          "https://matrix%2Eto/#/x", "https://app.element.io/#/user/@anna:example.org",
          "https://app.element.io/#/%40anna:example.org", "https://x.example/#/%2540anna:example.org",
          "matrix:u/a:b"}) {
        reply.body.blocks[0].spans.push_back({"label", {}, url, false});
    }
    reply.body.blocks[0].spans.push_back({"good", {}, "https://good.example/?a=1&b='2'#part", false});
    reply.body.blocks[0].spans.push_back({"mail", {}, "mailto:a@b.example", false});
    made.replies = {reply};
    made.link = "javascript:alert(1)";

    const auto message = matrix::render_message(made);

    CHECK(violations(message) == "");
    CHECK(testing::check_html(html_of(made)).links ==
          std::vector<std::string>{"https://good.example/?a=1&b='2'#part", "mailto:a@b.example"});
}

TEST_CASE("ticket text that looks like a mention stays text, also where it is split") {
    auto made = a_card();
    const std::string evil = "@room @anna:example.org #room:example.org !abc:example.org x@ROOM "
                             "https://matrix.to/#/@anna:example.org matrix:u/anna:example.org";
    made.subject = evil;
    made.department = evil;
    made.client = evil;
    made.priority = evil;
    made.email = evil;
    made.status.text = evil;
    made.cc = {evil};
    made.service = ticket::Service{ticket::Service::Kind::service, evil};
    auto reply = a_card_reply("@ro");
    for (const auto* piece : {"om @an", "na:exam", "ple.org https://mat", "rix.to/#/x #a", ":b"}) {
        reply.body.blocks[0].spans.push_back({piece, {.bold = true}, {}, false});
    }
    reply.author = evil;
    reply.attachments = {evil};
    made.replies = {reply};

    CHECK(violations(matrix::render_message(made)) == "");
}

TEST_CASE("addresses, numbers and commands are not touched") {
    const std::string words = "info@room.example cynthia@client.example git@host.example:x/y.git #516757: no, "
                              "@anna hello, https://x.example/page#part:1 12:30 !important";
    auto made = a_card();
    made.replies = {a_card_reply(words)};

    CHECK(has(body_of(made), words));
    CHECK(has(html_of(made), words));
}

TEST_CASE("what HTML would read as markup is escaped once") {
    auto made = a_card();
    made.replies = {a_card_reply("<b>&amp;\"'")};

    CHECK(has(html_of(made), "<p>&lt;b&gt;&amp;amp;&quot;&#39;</p>"));
    CHECK(has(body_of(made), "<b>&amp;\"'"));
}

TEST_CASE("an edit holds the new content whole and says so where edits are unknown") {
    auto content = matrix::render_json(a_card(), {});
    const auto plain = content;
    content["m.relates_to"] = {{"rel_type", "m.thread"}, {"event_id", "$root"}};

    const auto edit = matrix::as_edit(content, "$event");

    CHECK(edit.at("m.new_content") == plain);
    CHECK(edit.at("m.relates_to") == json{{"rel_type", "m.replace"}, {"event_id", "$event"}});
    CHECK(edit.at("body") == "* " + plain.at("body").get<std::string>());
    CHECK(edit.at("formatted_body") == "* " + plain.at("formatted_body").get<std::string>());
    CHECK(edit.at("msgtype") == "m.notice");
    CHECK(edit.at("m.mentions") == json::object());
}
