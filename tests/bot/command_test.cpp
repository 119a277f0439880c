#include "usher/bot/command.hpp"

#include <doctest/doctest.h>

#include <random>

namespace {

using namespace usher;
using store::Ask;

const std::vector<std::string> our_hosts{"my.keliweb.example"};

mention::Matcher make_matcher(std::string mask) {
    mention::Options options;
    options.hosts = our_hosts;
    options.mask = std::move(mask);
    return mention::Matcher(options);
}

Ask parse(std::string_view text, chat::Source source = chat::Source::command) {
    static const auto matcher = make_matcher("");
    return bot::parse_command(text, {matcher, our_hosts, source});
}

std::string_view word(Ask::Verb verb) {
    switch (verb) {
    case Ask::Verb::show:
        return "show";
    case Ask::Verb::help:
        return "help";
    case Ask::Verb::foreign_link:
        return "foreign_link";
    case Ask::Verb::why:
        return "why";
    default:
        return "not_understood";
    }
}

/// "show 516757 full", "why", "help" …: a question on one line.
std::string described(const Ask& ask) {
    std::string line(word(ask.verb));
    line += ask.reference ? " " + ticket::to_string(*ask.reference) : "";
    line += ask.view == card::View::summary ? "" : " " + std::string(card::name(ask.view));
    return line + (ask.link_discloses_key ? " key" : "");
}

struct Row {
    std::string_view text;
    std::string_view expected;
};

void check(const std::vector<Row>& rows, chat::Source source = chat::Source::command) {
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(described(parse(row.text, source)) == row.expected);
    }
}

} // namespace

TEST_CASE("a number is kept as typed") {
    check({
        {"516757", "show 516757"},
        {"  #516757 ", "show 516757"},
        {"007123", "show 007123"},
        {"CFB-250177", "show CFB-250177"},
        {"#cfb-250177", "show cfb-250177"},
        {"T-1", "show T-1"},
        {"AAA - 111 - 2013", "show AAA - 111 - 2013"},
        {"CFB 250177", "show CFB 250177"},
        {"516 757", "show 516 757"},
        {"516757\n", "show 516757"},
        {"\xC2\xA0"
         "516757\xC2\xA0",
         "show 516757"},
    });
}

TEST_CASE("what people type around a number does not disturb") {
    check({
        {"ticket 516757", "show 516757"},
        {"Ticket #516757", "show 516757"},
        {"ticket: 516757", "show 516757"},
        {"n. 516757", "show 516757"},
        {"n.516757", "show 516757"},
        {"ticket n\xC2\xB0 516757", "show 516757"},
        {"numero 516757", "show 516757"},
        {"ticket id 516757", "show 516757"},
        {"[Ticket ID: 516757]", "show 516757"},
        {"[Ticket ID: 516757] DNS does not resolve", "show 516757"},
        {"`516757`", "show 516757"},
        {"\"516757\".", "show 516757"},
        {"516757 grazie", "show 516757"},
        {"show me 516757 please", "show 516757"},
    });
}

TEST_CASE("the internal id is asked for by id: only") {
    check({
        {"id:1", "show id:1"},
        {"ID: 42", "show id:42"},
        {"id:007", "show id:7"},
        {"id : 12 full", "show id:12 full"},
        {"id 516757", "not_understood"},
        {"id:", "not_understood"},
        {"id:abc", "not_understood"},
        {"id:516757 902347", "not_understood"},
        {"id:1234567890123456789", "not_understood"},
    });
}

TEST_CASE("a link to our desk is its ticket, and warns if it discloses the access key") {
    check({
        {"https://my.keliweb.example/viewticket.php?tid=516757", "show 516757"},
        {"https://my.keliweb.example/viewticket.php?tid=516757&c=AbCd1234", "show 516757 key"},
        {"<https://my.keliweb.example/viewticket.php?c=AbCd1234&amp;tid=CFB-250177|the ticket> last",
         "show CFB-250177 last key"},
        {"my.keliweb.example/viewticket.php?tid=516757", "show 516757"},
        {"look: https://my.keliweb.example/viewticket.php?c=x1&tid=516757, please", "show 516757 key"},
    });
}

TEST_CASE("a link to somebody else's desk is said to be one") {
    check({
        {"https://other.example/viewticket.php?tid=516757", "foreign_link"},
        {"https://my.keliweb.example.evil.example/viewticket.php?tid=516757&c=k", "foreign_link key"},
        {"https://my.keliweb.example@evil.example/viewticket.php?tid=516757", "foreign_link"},
        {"what is https://other.example/viewticket.php?tid=516757 ?", "foreign_link"},
        {"https://my.keliweb.example/viewticket.php?tid=hello", "not_understood"},
        {"https://example.org/516757", "not_understood"},
    });
}

TEST_CASE("a verb may stand behind or in front of the number, in English and Italian") {
    check({
        {"516757 full", "show 516757 full"},
        {"#516757 LAST", "show 516757 last"},
        {"full 516757", "show 516757 full"},
        {"516757 tutto", "show 516757 full"},
        {"ultima 516757", "show 516757 last"},
        {"AAA - 111 - 2013 full", "show AAA - 111 - 2013 full"},
    });
}

TEST_CASE("nothing and a call for help are answered with help") {
    for (const std::string_view text : {"", "  \n ", "help", "HELP", "?", "aiuto", "--help", "why", "perch\xC3\xA9"}) {
        CAPTURE(text);
        CHECK(described(parse(text)) == "help");
    }
}

TEST_CASE("what names no ticket is not understood") {
    check({
        {"hello", "not_understood"},
        {"grazie", "not_understood"},
        {"full", "not_understood full"},
        {"fattura 516757", "not_understood"},
        {"12 giorni", "not_understood"},
        {"123456789012345678901234567890123", "not_understood"},
        {"x516757y z", "not_understood"},
        {"#", "not_understood"},
    });
}

TEST_CASE("of several tickets the first announced one is shown, or else the first") {
    check({
        {"516757 902347", "show 516757"},
        {"516757, 902347", "show 516757"},
        {"111222 rows, see ticket 516757", "show 516757"},
        {"is #516757 a duplicate of #902347?", "show 516757"},
    });
}

TEST_CASE("a sentence said to the bot may contain the number") {
    for (const auto source : {chat::Source::mention, chat::Source::direct_message}) {
        check(
            {
                {"can you show ticket #516757 please", "show 516757"},
                {"mi fai vedere il 516757?", "show 516757"},
                {"OK 516757", "show 516757"},
                {"#516757", "show 516757"},
                {"AAA - 111 - 2013", "show AAA - 111 - 2013"},
                {"thanks!", "not_understood"},
                {"what about order 516757", "not_understood"},
            },
            source);
    }
}

TEST_CASE("of a message that was said to others only the tickets count that it names") {
    check(
        {
            {"who owns #516757?", "show 516757"},
            {"111222 rows, see ticket 516757 and #902347", "show 516757"},
            {"516757", "show 516757"},
            {"516757 full", "show 516757"},
            {"why 516757", "show 516757"},
            {"https://my.keliweb.example/viewticket.php?tid=516757&c=abc", "show 516757 key"},
            {"https://other.example/viewticket.php?tid=516757", "foreign_link"},
            {"`close #516757`", "not_understood"},
            {"help", "not_understood"},
            {"why", "not_understood"},
            {"id:1", "not_understood"},
            {"OK 5", "not_understood"},
            {"", "not_understood"},
            {"\n", "not_understood"},
        },
        chat::Source::shortcut);
}

TEST_CASE("a configured mask is known in sentences and with its blanks") {
    const auto matcher = make_matcher("%A%A%A - %n%n%n");
    const auto asked = [&](std::string_view text) {
        return described(bot::parse_command(text, {matcher, our_hosts, chat::Source::mention}));
    };

    CHECK(asked("abc - 123") == "show abc - 123");
    CHECK(asked("please show ticket ABC - 123 now") == "show ABC - 123");
}

TEST_CASE("why tells the candidates in order and keeps nothing else of the text") {
    const auto ask = parse("why secret words #516757, #4711 and `902347`");

    CHECK(ask.verb == Ask::Verb::why);
    CHECK_FALSE(ask.reference);
    CHECK(ask.why ==
          std::vector<card::WhyLine>{{"516757", "R1", true}, {"#4711", "digits", false}, {"902347", "code", false}});
    CHECK(parse("#516757 why").why.size() == 1);
    CHECK(parse("perch\xC3\xA9 #516757").why.size() == 1);
}

TEST_CASE("why tells at most twenty candidates of at most forty characters") {
    std::string text = "why #" + std::string(100, '7');
    for (int i = 0; i < 50; ++i) {
        text += " #4711 #5167" + std::to_string(10 + i);
    }

    const auto ask = parse(text);

    CHECK(ask.why.size() == 20);
    CHECK(ask.why[0].text.size() == 40);
}

TEST_CASE("any bytes are answered, and what is kept of them is a number") {
    std::mt19937 random(1);
    constexpr std::string_view alphabet = "516757#idwhyfull:/. -\n`<>[]()\xC2\xA0\xFFtickeaz?&=";
    std::uniform_int_distribution<std::size_t> letter(0, alphabet.size() - 1);
    for (int i = 0; i < 5'000; ++i) {
        std::string text;
        for (int length = static_cast<int>(random() % 40); length > 0; --length) {
            text += alphabet.at(letter(random));
        }
        CAPTURE(text);
        const auto ask = parse(text, i % 2 == 0 ? chat::Source::command : chat::Source::mention);
        REQUIRE(ask.reference.has_value() == (ask.verb == Ask::Verb::show));
    }
}
