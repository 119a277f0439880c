#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cards.hpp"
#include "slack/block_kit_unfurl.hpp"
#include "testing/golden.hpp"
#include "testing/hostile_card.hpp"
#include "testing/tickets.hpp"

// What hangs below a link in somebody's message.

using namespace usher;
using nlohmann::json;
using testing::a_card;
using testing::a_card_reply;
using testing::a_reply;
using testing::a_ticket;

namespace {

const std::vector<std::string> hostile_parts{"<!channel>",
                                             "&amp;",
                                             "&",
                                             "<",
                                             ">",
                                             "|",
                                             "*",
                                             "_",
                                             "`",
                                             "```",
                                             "~",
                                             "\n",
                                             "\x01",
                                             "\xFF",
                                             "word",
                                             " ",
                                             "è",
                                             "<@U1>",
                                             "{",
                                             "\"",
                                             "\\",
                                             "\xE2\x80\xAE",
                                             "<https://evil.example|x>",
                                             "\xF0\x9F\x98\x80",
                                             "<!",
                                             "here>"};

std::string violations(const json& unfurl) {
    testing::BlockKitLimits limits;
    std::string all;
    for (const auto& sentence : limits.unfurl_violations(unfurl.dump(-1, ' ', false, json::error_handler_t::replace))) {
        all += sentence + "; ";
    }
    return all;
}

std::string text_of(const json& unfurl) {
    return unfurl.dump();
}

ticket::Ticket a_busy_ticket() {
    return a_ticket()
        .subject("Site & shop <down> since *this* morning")
        .client("Cynthia Reilly", "cynthia@client.example")
        .service(ticket::Service::Kind::domain, "34")
        .with_opening("Hello,\n\nthe shop shows **error 500**:\n\n```\nPHP Fatal error: <b>x</b> & y\n```")
        .with_staff_reply("Which plugin did you update?\n\n- cache\n- payments\n\nSee https://shop.example/?a=1&b=2")
        .with(a_reply("It was the <!channel> cache plugin. My password: hunter2secret")
                  .by("Cynthia Reilly")
                  .posted(testing::at(2026, 11, 24, 12, 20))
                  .with_attachment("*shot*.png"))
        .build();
}

void check_unfurl(const std::string& name, const json& unfurl) {
    CAPTURE(name);
    CHECK(violations(unfurl) == "");
    testing::check_golden(name + ".json", unfurl.dump(2) + "\n");
}

std::vector<std::string> actions(const json& unfurl) {
    std::vector<std::string> found;
    for (const auto& block : unfurl.at("blocks")) {
        for (const auto& element : block.value("elements", json::array())) {
            if (element.at("type") == "button") {
                found.push_back(element.at("action_id").get<std::string>());
            }
        }
    }
    return found;
}

card::Options options(card::Level level, card::Language language = card::Language::en) {
    auto given = testing::options();
    given.level = level;
    given.language = language;
    return given;
}

} // namespace

TEST_CASE("golden cards below links") {
    const auto busy = a_busy_ticket();
    const auto card = [&](card::Level level, card::Language language) {
        return card::build(busy, options(level, language));
    };
    check_unfurl("unfurl-internal-en", slack::render_unfurl(card(card::Level::internal, card::Language::en), false));
    check_unfurl("unfurl-internal-it", slack::render_unfurl(card(card::Level::internal, card::Language::it), false));
    check_unfurl("unfurl-minimal-composing-en",
                 slack::render_unfurl(card(card::Level::minimal, card::Language::en), true));

    card::Notice list;
    list.kind = card::NoticeKind::ticket_list;
    list.mentioned = 3;
    list.tickets = {{"516757", "https://desk.example/t", "Open", "This is <a> sample"}, {"482913", "", "Closed", "x"}};
    check_unfurl("unfurl-ticket-list-en", slack::render_unfurl(list, false));
    check_unfurl("unfurl-plain-en", slack::render_plain_unfurl(card(card::Level::internal, card::Language::en)));
}

TEST_CASE("any card whatever hangs below a link within every limit, without rich text and without an address") {
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        CAPTURE(seed);
        const auto link = "https://a.example/" + std::string(seed * 20, 'a');
        const chat::Content card = testing::HostileCard(seed, hostile_parts, link).card();
        CHECK(violations(slack::render_unfurl(card, seed % 2 == 0)) == "");
        CHECK(violations(slack::render_plain_unfurl(card)) == "");
    }
}

TEST_CASE("every notice hangs below a link within every limit") {
    for (auto kind = 0; kind <= static_cast<int>(card::NoticeKind::not_admin); ++kind) {
        card::Notice notice;
        notice.kind = static_cast<card::NoticeKind>(kind);
        notice.reference = "<!channel> & *x*";
        notice.mentioned = 6;
        notice.tickets.assign(6, {notice.reference, "https://desk.example/t", std::string(900, 'x'), notice.reference});
        CAPTURE(kind);
        CHECK(violations(slack::render_unfurl(notice, true)) == "");
        CHECK(violations(slack::render_plain_unfurl(notice)) == "");
    }
}

TEST_CASE("replies are cut to what a message of somebody else can bear, the latest first served") {
    auto made = a_card();
    for (int i = 0; i < 100; ++i) {
        made.replies.push_back(a_card_reply("reply " + std::to_string(i) + std::string(2'000, 'x')));
    }

    const auto unfurl = slack::render_unfurl(made, false);

    CHECK(violations(unfurl) == "");
    CHECK(testing::BlockKitLimits::characters(unfurl) < 6'000);
    CHECK(text_of(unfurl).find("reply 99") != std::string::npos);
    CHECK(text_of(unfurl).find("earlier replies") != std::string::npos);
    CHECK(text_of(unfurl).find("more characters") != std::string::npos);
}

TEST_CASE("a huge reply is cut without harm") {
    auto made = a_card();
    made.replies = {a_card_reply(std::string(1U << 20U, 'x') + "<!channel>")};

    CHECK(violations(slack::render_unfurl(made, false)) == "");
}

TEST_CASE("the link itself is the way to the desk: there is no button for it") {
    const auto unfurl = slack::render_unfurl(card::build(a_busy_ticket(), options(card::Level::internal)), false);

    CHECK(actions(unfurl) == std::vector<std::string>{"usher_refresh", "usher_all_replies"});
    CHECK(text_of(unfurl).find("https://www.keliweb.example") == std::string::npos);
}

TEST_CASE("a card without a number has no buttons at all") {
    auto made = a_card();
    made.number = "<516757>";
    made.id.clear();

    CHECK(actions(slack::render_unfurl(made, false)).empty());
}
