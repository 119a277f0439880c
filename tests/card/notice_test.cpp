#include "usher/card/notice.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "card/notice_phrases.hpp"
#include "testing/contains.hpp"
#include "testing/golden.hpp"
#include "testing/tickets.hpp"

namespace {

using namespace usher;
using namespace usher::card;
using namespace usher::testing;

constexpr NoticeKind all_kinds[] = {
    NoticeKind::help,
    NoticeKind::not_understood,
    NoticeKind::foreign_link,
    NoticeKind::looking_up,
    NoticeKind::still_trying,
    NoticeKind::gave_up,
    NoticeKind::not_found,
    NoticeKind::refused_by_desk,
    NoticeKind::too_large,
    NoticeKind::broken_text,
    NoticeKind::desk_misconfigured,
    NoticeKind::user_not_listed,
    NoticeKind::outsiders_present,
    NoticeKind::level_none,
    NoticeKind::encrypted_room,
    NoticeKind::only_in_private,
    NoticeKind::rate_limited,
    NoticeKind::not_stored,
    NoticeKind::why,
    NoticeKind::ticket_list,
    NoticeKind::link_preview,
    NoticeKind::may_not_share,
    NoticeKind::gone,
    NoticeKind::settings,
    NoticeKind::setting_changed,
    NoticeKind::settings_unclear,
    NoticeKind::not_admin,
};

Notice a_notice(NoticeKind kind, Language language = Language::en) {
    Notice notice;
    notice.kind = kind;
    notice.language = language;
    notice.bot_mention = "@usher";
    notice.reference = "516757";
    notice.until = at(2026, 11, 24, 13, 32);
    notice.why = {{"#516757", "R1", true}, {"#4711", "digits", false}};
    notice.mentioned = 3;
    notice.tickets = {{"516757", "https://desk.example/viewticket.php?tid=516757", "Open", "Printer on fire"},
                      {"482913", "", "Closed", "DNS"},
                      {"615208", "", "Answered", "<b>Mail</b>"}};
    notice.facts = {.kind = identity::ConversationKind::public_channel, .outsiders = identity::Outsiders::absent};
    const policy::ChatSetting chat{"minimal", {identity::Platform::slack, "T01", "U0GIULIA01"}, at(2026, 11, 23, 8, 5)};
    notice.holdings = {{policy::Setting::level, "minimal", policy::Origin::chat, "", chat},
                       {policy::Setting::replies, "5", policy::Origin::rule, "slack:C01", std::nullopt},
                       {policy::Setting::unfurl_level, "minimal", policy::Origin::bound, "", std::nullopt},
                       {policy::Setting::language, "en", policy::Origin::usual, "", std::nullopt}};
    return notice;
}

/// Code in backticks, so that a reviewer sees it.
std::string with_marks(const text::RichText& text) {
    std::string result;
    for (const auto& block : text.blocks) {
        result += block.kind == text::Block::Kind::list_item ? "- " : "";
        for (const auto& span : block.spans) {
            result += span.style.code ? "`" + span.text + "`" : span.text;
        }
        result += '\n';
    }
    return result;
}

std::string said(const Notice& notice) {
    return with_marks(compose(notice));
}

TEST_CASE("every notice has words in both languages, and they differ") {
    for (const auto kind : all_kinds) {
        CAPTURE(static_cast<int>(kind));
        const auto english = said(a_notice(kind, Language::en));
        const auto italian = said(a_notice(kind, Language::it));
        CHECK(english.size() > 10);
        CHECK(italian.size() > 10);
        CHECK(english != italian);
    }
}

TEST_CASE("every notice has words even if nothing about the question is known") {
    for (const auto kind : all_kinds) {
        for (const auto language : {Language::en, Language::it}) {
            CAPTURE(static_cast<int>(kind));
            Notice bare;
            bare.kind = kind;
            bare.language = language;
            const auto words = said(bare);
            CHECK(words.size() > 10);
            CHECK_FALSE(contains(words, "  "));
            CHECK_FALSE(contains(words, "``"));
            CHECK_FALSE(contains(words, " `/ticket `"));
        }
    }
}

TEST_CASE("all notices read like their golden file") {
    std::string page;
    for (const auto language : {Language::en, Language::it}) {
        for (const auto kind : all_kinds) {
            page += said(a_notice(kind, language)) + "\n";
        }
    }
    check_golden("notices.txt", page);
}

TEST_CASE("help shows every form with the platform's own command word") {
    auto notice = a_notice(NoticeKind::help);
    notice.command = "/desk";

    const auto words = said(notice);

    for (const auto* form : {"`/desk 516757`", "`/desk 516757 full`", "`/desk 516757 last`", "`/desk why <text>`",
                             "`#516757`", "link", "`id:1`", "`@usher 516757`"}) {
        CAPTURE(form);
        CHECK(contains(words, form));
    }
    CHECK_FALSE(contains(words, "/ticket"));
}

TEST_CASE("help says that slash commands do not work in threads, where the command is one") {
    auto notice = a_notice(NoticeKind::help);
    CHECK(contains(said(notice), "Slash commands do not work in threads"));

    notice.command = "!ticket";
    CHECK_FALSE(contains(said(notice), "Slash"));
    CHECK(contains(said(notice), "`!ticket 516757`"));
}

TEST_CASE("an unknown number is named, with the way to ask by id, which was not tried") {
    const auto words = said(a_notice(NoticeKind::not_found));

    CHECK(contains(words, "ticket 516757"));
    CHECK(contains(words, "check the number"));
    CHECK(contains(words, "`/ticket id:516757`"));
}

TEST_CASE("the id is not proposed for a number that is none") {
    auto notice = a_notice(NoticeKind::not_found);
    notice.reference = "CFB-250177";

    CHECK(contains(said(notice), "CFB-250177"));
    CHECK_FALSE(contains(said(notice), "id:"));
}

TEST_CASE("an unknown id is called an id") {
    auto notice = a_notice(NoticeKind::not_found);
    notice.reference = "id:42";

    CHECK(contains(said(notice), "internal id 42"));
    CHECK_FALSE(contains(said(notice), "id:42"));
}

TEST_CASE("until when is told in the reader's zone, never too early, with the zone's name") {
    auto notice = a_notice(NoticeKind::still_trying);
    CHECK(contains(said(notice), "until 14:32 (Europe/Rome)"));

    notice.until = at(2026, 11, 24, 13, 32, 1);
    CHECK(contains(said(notice), "until 14:33 (Europe/Rome)"));

    notice.time_zone = "Nowhere/Land";
    CHECK(contains(said(notice), "until 13:33 UTC;"));
}

TEST_CASE("who asks too often is told when to ask again") {
    CHECK(contains(said(a_notice(NoticeKind::rate_limited)), "from 14:32 (Europe/Rome) on"));
    CHECK(contains(said(a_notice(NoticeKind::rate_limited, Language::it)), "dalle 14:32 (Europe/Rome)"));
}

TEST_CASE("giving up names the command that asks again") {
    auto notice = a_notice(NoticeKind::gave_up);
    CHECK(contains(said(notice), "`/ticket 516757`"));

    notice.reference = "id:7";
    CHECK(contains(said(notice), "`/ticket id:7`"));
}

TEST_CASE("a pasted access key adds a warning to whatever is said") {
    for (const auto kind : all_kinds) {
        auto notice = a_notice(kind);
        const auto before = compose(notice).blocks.size();
        notice.link_discloses_key = true;

        const auto warned = compose(notice);

        REQUIRE(warned.blocks.size() == before + 1);
        CHECK(contains(with_marks(warned), "access key (`c=`)"));
    }
}

TEST_CASE("why tells what each rule means, accepted or not") {
    const auto words = said(a_notice(NoticeKind::why));

    CHECK(contains(words, "- `#516757` is a ticket: a hash stands before the number (R1)"));
    CHECK(contains(words, "- `#4711` is no ticket: it does not have the form of our ticket numbers (digits)"));
}

TEST_CASE("every rule and reason of the matcher has words") {
    for (const auto* code : {"R1", "R2", "R3", "R4", "R5", "bare", "digits", "edge", "foreign-kind", "code", "quote",
                             "spoiler", "foreign-link"}) {
        CAPTURE(code);
        CHECK_FALSE(why_words(code, Language::en).empty());
        CHECK_FALSE(why_words(code, Language::it).empty());
    }
}

TEST_CASE("an unknown rule is shown by its code") {
    auto notice = a_notice(NoticeKind::why);
    notice.why = {{"x", "R9", false}};

    CHECK(contains(said(notice), "`x` is no ticket (R9)"));
}

TEST_CASE("why shows twenty findings at most and counts the others") {
    auto notice = a_notice(NoticeKind::why);
    notice.why.assign(200, WhyLine{.text = "#516757", .rule = "R1", .accepted = true});

    CHECK(compose(notice).blocks.size() == 22);
    CHECK(contains(said(notice), "And 180 more."));
}

TEST_CASE("words of a person are data: markup, braces and control characters do nothing") {
    auto notice = a_notice(NoticeKind::why);
    notice.why = {{"`{command}`\n\x1B[31m\xFF\u202E" + std::string(500, 'x'), "{rule}", false}};

    const auto composed = compose(notice);

    REQUIRE(composed.blocks.size() == 2);
    const auto& quotation = composed.blocks[1].spans[0];
    CHECK(quotation.style.code);
    CHECK(quotation.text.starts_with("`{command}` "));
    CHECK(quotation.text.size() < 120);
    CHECK_FALSE(contains(quotation.text, "\x1B"));
    CHECK_FALSE(contains(quotation.text, "\n"));
    CHECK_FALSE(contains(quotation.text, "\u202E"));
}

} // namespace
