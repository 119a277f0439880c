#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "block_kit_checker.hpp"
#include "cards.hpp"
#include "testing/hostile_card.hpp"
#include "testing/manual_clock.hpp"
#include "usher/card/card.hpp"
#include "usher/slack/block_kit.hpp"

using namespace usher;
using testing::check_message;
using testing::CheckedMessage;

namespace {

constexpr const char* honest_link = "https://honest.example/";

const std::vector<std::string> hostile_parts{"<!channel>",
                                             "<!here|here>",
                                             "<!everyone>",
                                             "<!subteam^S0123|@team>",
                                             "<!date^1^{date}^https://evil.example|today>",
                                             "<@U0123ABC>",
                                             "<#C0123ABC|general>",
                                             "@channel",
                                             "@here",
                                             "@room",
                                             "<https://evil.example|https://bank.example>",
                                             "<mailto:evil@example.net|bank>",
                                             "[https://bank.example/login](https://evil.example/x)",
                                             "<a href=\"https://evil.example\">www.bank.example</a>",
                                             "[x](javascript:alert(1))",
                                             "<a href='data:text/html,x'>https://bank.example</a>",
                                             "![x](https://evil.example/x.png)",
                                             "<script>alert(1)</script>",
                                             "&lt;!channel&gt;",
                                             "&amp;lt;!channel&amp;gt;",
                                             "&#60;!here&#62;",
                                             "&#x3c;@U0123ABC&#x3e;",
                                             "<",
                                             ">",
                                             "&",
                                             "!chan",
                                             "nel>",
                                             "|",
                                             "^",
                                             "*",
                                             "_",
                                             "~",
                                             "`",
                                             "```",
                                             "\n",
                                             "\n> ",
                                             "\n- ",
                                             "\n1. ",
                                             "\n\n",
                                             "\t",
                                             "\r",
                                             std::string("\0", 1),
                                             "\x01",
                                             "\x1b[31m",
                                             "\x7F",
                                             "\xC2\x85",
                                             "\xFF",
                                             "\xE4\xB8",
                                             "\xED\xA0\x80",
                                             "\xE2\x80\xAE",
                                             "\xE2\x81\xA6",
                                             "\xE2\x80\x8B",
                                             "\xEF\xBB\xBF",
                                             "\xC2\xAD",
                                             "\xF3\xA0\x81\xA1",
                                             "\xF0\x9F\x98\x80",
                                             "<blockquote><ul><li>",
                                             "<table><tr><td>",
                                             "{date}",
                                             ":smile:",
                                             "word",
                                             " ",
                                             " ",
                                             "è",
                                             "\"",
                                             "\\"};

std::string joined(const std::vector<std::string>& lines) {
    std::string all;
    for (const auto& line : lines) {
        all += line + "; ";
    }
    return all;
}

/// A ticket as a desk might send it, hostile in every field.
class HostileTicket {
public:
    explicit HostileTicket(std::uint64_t seed) : random_(seed) {}

    ticket::Ticket ticket() {
        auto made = testing::a_ticket().build();
        made.subject.raw = words(400);
        made.status = words(30);
        made.priority = words(30);
        made.department.raw = words(200);
        made.client.raw = words(200);
        made.email = words(100);
        made.cc = {words(100), words(100)};
        made.service = ticket::Service{ticket::Service::Kind::domain, words(50)};
        for (auto i = random_.next() % 6; i > 0; --i) {
            ticket::Reply reply;
            reply.role = static_cast<ticket::Role>(random_.next() % 2);
            reply.author.raw = words(100);
            reply.at = testing::at(2026, 11, 24, 9) + std::chrono::seconds(random_.next() % 20'000);
            reply.message.raw = words(1'500);
            reply.attachments.push_back({.name = words(100)});
            made.replies.push_back(std::move(reply));
        }
        return made;
    }

private:
    std::string words(std::size_t most) {
        std::string text;
        const auto length = random_.next() % (most + 1);
        while (text.size() < length) {
            text += hostile_parts[random_.next() % hostile_parts.size()];
        }
        return text;
    }

    testing::SeededRandom random_;
};

/// The same ticket in every way in which a card can show it.
template <typename Check>
void each_card(const ticket::Ticket& ticket, Check check) {
    for (const auto level : {card::Level::minimal, card::Level::internal, card::Level::full}) {
        for (const auto view : {card::View::summary, card::View::full, card::View::last}) {
            for (const auto language : {card::Language::en, card::Language::it}) {
                auto options = testing::options();
                options.level = level;
                options.view = view;
                options.language = language;
                options.ticket_link = honest_link;
                check(card::build(ticket, options));
            }
        }
    }
}

CheckedMessage check_harmless(const std::string& message) {
    auto found = check_message(message);
    CHECK(joined(found.problems) == "");
    CHECK(joined(found.mentions) == "");
    CHECK(testing::violations(message) == "");
    for (const auto& link : found.links) {
        CAPTURE(link.url);
        CAPTURE(link.label);
        const bool web = link.url.starts_with("https://") || link.url.starts_with("http://");
        CHECK((web || link.url.starts_with("mailto:")));
    }
    return found;
}

} // namespace

TEST_CASE("the checker sees what Slack would do") {
    const auto found = check_message(R"({"parse":"none","text":"a <!here> <https://evil.example|bank> & >",
        "blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[
            {"type":"broadcast","range":"here"},{"type":"text","text":"x\u202e"},
            {"type":"link","url":"https://evil.example","text":"see https://bank.example/x"}]}]},
          {"type":"context","elements":[{"type":"mrkdwn","text":"<!date^1^{date}^https://evil.example|x>"}]}]})");

    CHECK(found.mentions.size() == 2);
    CHECK(found.links.size() == 2);
    CHECK(found.dates.size() == 1);
    CHECK(found.problems.size() == 5);
    CHECK(testing::lies({"https://evil.example", "see https://bank.example/x"}));
    CHECK(testing::lies({"https://bank.example.evil.example", "www.bank.example"}));
    CHECK_FALSE(testing::lies({"https://www.bank.example:443/x", "(https://bank.example)"}));
    CHECK_FALSE(testing::lies({"https://bank.example", "click here"}));
}

TEST_CASE("any card whatever mentions nobody, and links only where it says") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        const auto message = slack::render_message(testing::HostileCard(seed, hostile_parts, honest_link).card());

        const auto links = check_harmless(message).links;
        CHECK(std::ranges::all_of(links, [](const auto& link) { return link.url == honest_link; }));
    }
}

TEST_CASE("any ticket whatever, shown in any way, mentions nobody and no link of it lies") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        CAPTURE(seed);
        each_card(HostileTicket(seed).ticket(), [](const card::Card& card) {
            for (const auto& link : check_harmless(slack::render_message(card)).links) {
                CAPTURE(link.url);
                CAPTURE(link.label);
                CHECK((link.url == honest_link || !testing::lies(link)));
            }
        });
    }
}

TEST_CASE("a megabyte of anything in a reply is shown in part, harmlessly") {
    const auto repeated = [](std::string_view piece) {
        std::string text;
        while (text.size() < (1U << 20U)) {
            text += piece;
        }
        return text;
    };
    for (const std::string_view piece :
         {"<!channel>", "<blockquote>", "> ", "[x](https://evil.example)", "&#60;", "\xE2\x80\xAE", "\xFF", "a", "- ",
          "<b>", "https://evil.example/", "@here ", "```\n", "\n"}) {
        CAPTURE(piece);
        auto options = testing::options();
        options.view = card::View::full;
        const auto ticket = testing::a_ticket().with_reply(repeated(piece)).build();

        check_harmless(slack::render_message(card::build(ticket, options)));
    }
}
