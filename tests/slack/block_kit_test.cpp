#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cards.hpp"
#include "testing/tickets.hpp"
#include "usher/slack/block_kit.hpp"

using namespace usher;
using nlohmann::json;
using testing::a_card;
using testing::a_card_reply;
using testing::a_reply;
using testing::a_ticket;
using testing::violations;

namespace {

card::Options options() {
    return testing::options();
}

card::Options options(card::Level level, card::View view = card::View::summary,
                      card::Language language = card::Language::en) {
    auto given = options();
    given.level = level;
    given.view = view;
    given.language = language;
    return given;
}

ticket::Ticket a_busy_ticket() {
    return a_ticket()
        .subject("Site & shop <down> since *this* morning")
        .client("Cynthia Reilly", "cynthia@client.example")
        .cc({"boss@client.example"})
        .service(ticket::Service::Kind::domain, "34")
        .with_opening("Hello,\n\nthe shop shows **error 500**:\n\n```\nPHP Fatal error: <b>x</b> & y\n```\n\n"
                      "See https://shop.example/status?a=1&b=2 please.")
        .with_staff_reply("Which plugin did you update?\n\n- cache\n- payments\n\n1. first\n2. second")
        .with(
            a_reply("It was the <!channel> cache plugin. My password: hunter2secret\n\n> Which plugin did you update?")
                .by("Cynthia Reilly")
                .posted(testing::at(2026, 11, 24, 12, 20))
                .with_attachment("error_log_2026.txt")
                .with_attachment("*shot*.png"))
        .build();
}

/// `USHER_UPDATE_GOLDEN=1 ctest -R "slack: golden"` writes them anew.
void check_golden(const std::string& name, const std::string& message) {
    CAPTURE(name);
    CHECK(violations(message).empty());
    const auto path = std::string(USHER_TEST_DATA) + "/golden/" + name + ".json";
    const auto pretty = json::parse(message).dump(2) + "\n";
    if (std::getenv("USHER_UPDATE_GOLDEN") != nullptr) {
        std::ofstream(path) << pretty;
    }
    std::stringstream golden;
    golden << std::ifstream(path).rdbuf();
    CHECK(golden.str() == pretty);
}

json render(const chat::Content& content) {
    return json::parse(slack::render_message(content));
}

json blocks_inside(const json& message) {
    return message.at("attachments").at(0).at("blocks");
}

std::vector<std::string> buttons(const json& message) {
    std::vector<std::string> found;
    for (const auto& block : blocks_inside(message)) {
        if (block.at("type") == "actions") {
            for (const auto& element : block.at("elements")) {
                found.push_back(element.at("action_id").get<std::string>());
            }
        }
    }
    return found;
}

} // namespace

TEST_CASE("golden messages") {
    using card::Language;
    using card::Level;
    using card::View;
    const auto busy = a_busy_ticket();
    check_golden("summary-en", slack::render_message(card::build(busy, options(Level::internal))));
    check_golden("summary-it",
                 slack::render_message(card::build(busy, options(Level::internal, View::summary, Language::it))));
    check_golden("minimal-en", slack::render_message(card::build(busy, options(Level::minimal))));
    check_golden("full-level-en", slack::render_message(card::build(busy, options(Level::full))));
    check_golden("all-replies-en", slack::render_message(card::build(busy, options(Level::internal, View::full))));
    check_golden("last-reply-en", slack::render_message(card::build(busy, options(Level::internal, View::last))));
    check_golden("sample-ticket-en",
                 slack::render_message(card::build(testing::the_sample_ticket().build(), options())));
    auto bare = options();
    bare.ticket_link.clear();
    check_golden("no-link-no-replies",
                 slack::render_message(
                     card::build(a_ticket().subject("").priority("").opened({}).last_reply({}).build(), bare)));

    auto with_notes = options(Level::full);
    with_notes.notes = true;
    check_golden("notes-it", [&] {
        with_notes.language = Language::it;
        auto ticket = testing::the_sample_ticket();
        ticket.with_note(testing::a_reply("Ask Piero *first*: he knows the <server>.").by_staff("Demo Admin"));
        return slack::render_message(card::build(ticket.build(), with_notes));
    }());
    auto unasked = card::build(busy, options(Level::minimal));
    unasked.offers.hide = true;
    check_golden("unasked-minimal-en", slack::render_message(unasked));
    auto private_answer = card::build(testing::the_sample_ticket().build(), options());
    private_answer.offers.share = true;
    check_golden("private-answer-en", slack::render_message(private_answer));
    card::Notice many;
    many.kind = card::NoticeKind::ticket_list;
    many.language = Language::it;
    many.mentioned = 9;
    many.offers = {.hide = true, .list = true};
    check_golden("notice-many-tickets-it", slack::render_message(many));

    card::Notice help;
    help.bot_mention = "@usher";
    check_golden("notice-help-en", slack::render_message(help));
    card::Notice missing;
    missing.kind = card::NoticeKind::not_found;
    missing.language = Language::it;
    missing.reference = "516757";
    check_golden("notice-not-found-it", slack::render_message(missing));
    card::Notice waiting;
    waiting.kind = card::NoticeKind::looking_up;
    waiting.reference = "516757";
    check_golden("notice-looking-up-en", slack::render_message(waiting));
}

TEST_CASE("every notice in every language respects the limits") {
    for (auto kind = 0; kind <= static_cast<int>(card::NoticeKind::not_admin); ++kind) {
        for (const auto language : {card::Language::en, card::Language::it}) {
            card::Notice notice;
            notice.kind = static_cast<card::NoticeKind>(kind);
            notice.language = language;
            notice.reference = "<!channel> & *x*";
            notice.bot_mention = "@usher";
            notice.until = testing::at(2026, 11, 24, 15, 0);
            notice.link_discloses_key = true;
            for (int i = 0; i < 500; ++i) {
                notice.why.push_back({std::string(200, '#') + "<@U1>", "R1", true});
            }
            notice.mentioned = 6;
            notice.tickets.assign(
                6, {notice.reference, "https://desk.example/t", std::string(900, 'x'), notice.reference});
            CAPTURE(kind);
            CHECK(violations(slack::render_message(notice)).empty());
        }
    }
}

TEST_CASE("a notice and a card both begin with rich text, because an edit may not take it away") {
    const auto card = render(a_card());
    const auto notice = render(card::Notice{});

    CHECK(card.at("blocks").at(0).at("type") == "rich_text");
    CHECK(notice.at("blocks").at(0).at("type") == "rich_text");
}

TEST_CASE("the notification says number, status, subject and the last reply, escaped once") {
    auto made = a_card();
    made.subject = "A & B <!channel>";

    const auto text = render(made).at("text").get<std::string>();

    CHECK(text.find("#516757") != std::string::npos);
    CHECK(text.find("Open") != std::string::npos);
    CHECK(text.find("A &amp; B &lt;!channel&gt;") != std::string::npos);
    CHECK(text.find("Last reply") != std::string::npos);
}

TEST_CASE("a cut subject is not cut inside an escape") {
    auto made = a_card();
    made.subject = std::string(5'000, '&');
    made.department = std::string(5'000, '<');

    CHECK(violations(slack::render_message(made)).empty());
}

TEST_CASE("buttons carry the reference and the view, and nothing about a person") {
    const auto message = render(card::build(a_busy_ticket(), options()));
    const auto actions = blocks_inside(message).back();

    CHECK(buttons(message) == std::vector<std::string>{"usher_refresh", "usher_all_replies", "usher_open"});
    CHECK(actions.at("elements").at(0).at("value") == "v1|card|516757");
    CHECK(actions.at("elements").at(1).at("value") == "v1|full|516757");
    CHECK(actions.at("elements").at(2).at("url") == "https://www.keliweb.example/viewticket.php?tid=516757");
}

TEST_CASE("All replies is offered only where there is more to see") {
    const auto minimal = render(card::build(a_busy_ticket(), options(card::Level::minimal)));
    const auto full = render(card::build(a_busy_ticket(), options(card::Level::internal, card::View::full)));
    const auto nothing_more = render(card::build(a_ticket().build(), options()));

    for (const auto& message : {minimal, full, nothing_more}) {
        const auto shown = buttons(message);
        CHECK(std::ranges::find(shown, "usher_all_replies") == shown.end());
        CHECK(std::ranges::find(shown, "usher_refresh") != shown.end());
    }
}

TEST_CASE("a card whose number is no ticket number falls back to the id, or goes without buttons") {
    auto made = a_card();
    made.link.clear();
    made.number = "<516757>";
    made.id = "7";
    CHECK(blocks_inside(render(made)).back().at("elements").at(0).at("value") == "v1|card|id:7");

    made.id.clear();
    CHECK(buttons(render(made)).empty());
    CHECK(violations(slack::render_message(made)).empty());
}

TEST_CASE("only http, https and mailto become links") {
    auto made = a_card();
    auto reply = a_card_reply("x");
    for (const auto* url :
         {"javascript:alert(1)", "file:///etc/passwd", "slack://x", "https://a b", "https://\xE2\x80\xAE.example",
          "HTTPS://x", "https://x.example/<!channel>", "https://x.example/|y"}) {
        reply.body.blocks[0].spans.push_back({"label", {}, url, false});
    }
    reply.body.blocks[0].spans.push_back({"good", {}, "https://good.example/", false});
    made.replies = {reply};
    made.link = "javascript:alert(1)";

    const auto message = slack::render_message(made);

    CHECK(violations(message).empty());
    CHECK(message.find("javascript") == std::string::npos);
    CHECK(message.find("etc/passwd") == std::string::npos);
    CHECK(message.find("https://good.example/") != std::string::npos);
}

TEST_CASE("ticket text that looks like a mention stays text") {
    auto made = a_card();
    const std::string evil = "<!channel> <@U1> <https://evil.example|bank> @here :smile: *bold*";
    made.subject = evil;
    made.department = evil;
    made.client = evil;
    made.priority = evil;
    made.email = evil;
    made.status.text = evil;
    made.cc = {evil};
    made.service = ticket::Service{ticket::Service::Kind::service, evil};
    auto reply = a_card_reply(evil);
    reply.author = evil;
    reply.attachments = {evil};
    made.replies = {reply};

    const auto message = slack::render_message(made);

    CHECK(violations(message).empty());
    const auto fields = blocks_inside(json::parse(message)).at(0).at("fields").dump();
    CHECK(fields.find("*bold*") == std::string::npos);
}

TEST_CASE("a token that alerts people is broken up even where it is split over two spans") {
    auto made = a_card();
    auto reply = a_card_reply("<!");
    reply.body.blocks[0].spans.push_back({"channel> <!-- comment -->", {}, {}, false});
    made.replies = {reply};

    const auto message = slack::render_message(made);

    CHECK(violations(message).empty());
    CHECK(message.find("<!-- comment -->") != std::string::npos);
}

TEST_CASE("when not all replies fit the latest are shown and the others counted") {
    auto made = a_card();
    made.view = card::View::full;
    for (int i = 0; i < 100; ++i) {
        made.replies.push_back(a_card_reply("reply " + std::to_string(i) + std::string(500, 'x')));
    }
    made.earlier_replies = 3;

    const auto message = slack::render_message(made);

    CHECK(violations(message).empty());
    CHECK(message.find("reply 99") != std::string::npos);
    CHECK(message.find("reply 0x") == std::string::npos);
    CHECK(message.find("earlier replies") != std::string::npos);
}

TEST_CASE("a reply that is cut says how much is missing") {
    auto made = a_card();
    made.replies = {a_card_reply(std::string(100'000, 'x'))};

    const auto message = slack::render_message(made);

    CHECK(violations(message).empty());
    CHECK(message.find("more characters") != std::string::npos);
    CHECK(message.find("usher_all_replies") != std::string::npos);
}

TEST_CASE("short replies are not cut to make room for nothing") {
    auto made = a_card();
    made.replies = {a_card_reply(std::string(600, 'a')), a_card_reply(std::string(600, 'b'))};

    const auto message = slack::render_message(made);

    CHECK(message.find(std::string(600, 'a')) != std::string::npos);
    CHECK(message.find(std::string(600, 'b')) != std::string::npos);
    CHECK(message.find("more characters") == std::string::npos);
}

TEST_CASE("an ordered list keeps its numbers over an interruption") {
    auto made = a_card();
    card::CardReply reply = a_card_reply("intro");
    for (const int number : {1, 2, 5}) {
        text::Block item;
        item.kind = text::Block::Kind::list_item;
        item.number = number;
        item.spans.push_back({"item", {}, {}, false});
        reply.body.blocks.push_back(item);
    }
    made.replies = {reply};

    const auto rich = blocks_inside(render(made)).at(2).at("elements");

    REQUIRE(rich.size() == 3);
    CHECK(rich.at(1).at("elements").size() == 2);
    CHECK(rich.at(2).at("offset") == 4);
}
