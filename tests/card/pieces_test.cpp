#include <cmath>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

#include "card/desk_words.hpp"
#include "card/lines.hpp"
#include "card/link.hpp"
#include "card/people.hpp"
#include "card/phrase.hpp"
#include "card/wrap.hpp"

namespace {

using namespace usher::card;
using usher::ticket::StatusClass;

TEST_CASE("the first word of a name is what level internal shows") {
    CHECK(first_word("Cynthia Reilly") == "Cynthia");
    CHECK(first_word("Rossi, Mario") == "Rossi");
    CHECK(first_word("Keliweb S.r.l.") == "Keliweb");
    CHECK(first_word("Cynthia") == "Cynthia");
    CHECK(first_word("") == "");
    CHECK(first_word("  ") == "");
}

TEST_CASE("a pasted no-break space does not smuggle the family name along") {
    CHECK(first_word("Cynthia\u00A0Reilly") == "Cynthia");
    CHECK(first_word("\u00A0Cynthia\u3000Reilly") == "Cynthia");
    CHECK(first_word("Cynthia\u202FReilly") == "Cynthia");
}

TEST_CASE("an e-mail address in place of a name is not shown") {
    CHECK(first_word("cynthia.reilly@client.example") == "");
    CHECK(first_word("Cynthia <cynthia@client.example>") == "Cynthia");
}

TEST_CASE("the ticket number is put percent-encoded into the operator's link") {
    CHECK(link_to("https://desk.example/viewticket.php?tid={number}", "516757") ==
          "https://desk.example/viewticket.php?tid=516757");
    CHECK(link_to("https://desk.example/t/{number}?n={number}", "AAA - 1") ==
          "https://desk.example/t/AAA%20-%201?n=AAA%20-%201");
    CHECK(link_to("https://desk.example/?tid={number}", "1&c=2#\"é") ==
          "https://desk.example/?tid=1%26c%3D2%23%22%C3%A9");
    CHECK(link_to("https://desk.example/?tid={number}", "{number}") == "https://desk.example/?tid=%7Bnumber%7D");
}

TEST_CASE("a link never carries an access key, even if the template does") {
    CHECK(link_to("https://desk.example/v?tid={number}&c=KPqH7yG3", "1") == "https://desk.example/v?tid=1");
    CHECK(link_to("https://desk.example/v?c=KPqH7yG3&tid={number}", "1") == "https://desk.example/v?tid=1");
    CHECK(link_to("https://desk.example/v?C=K&tid={number}&amp;c=K&lang=it#c=1", "1") ==
          "https://desk.example/v?tid=1&lang=it#c=1");
    CHECK(link_to("https://desk.example/v?cc=1&tid={number}", "1") == "https://desk.example/v?cc=1&tid=1");
}

TEST_CASE("there is no link without a template for a web address that names the ticket") {
    CHECK(link_to("", "1") == "");
    CHECK(link_to("javascript:alert({number})", "1") == "");
    CHECK(link_to("https://desk.example/", "1") == "");
    CHECK(link_to("https://desk.example/?tid={number}", "") == "");
}

TEST_CASE("a known status is shown in the reader's language and keeps the desk's word beside it") {
    const auto status = shown_status("Customer-Reply", Language::it);

    CHECK(status.text == "Risposta cliente");
    CHECK(status.raw == "Customer-Reply");
    CHECK(status.meaning == StatusClass::customer_reply);
    CHECK(shown_status("Open", Language::it).text == "Aperto");
    CHECK(shown_status("Answered", Language::it).text == "Risposto");
    CHECK(shown_status("Closed", Language::it).text == "Chiuso");
    CHECK(shown_status("On Hold", Language::it).text == "In attesa");
    CHECK(shown_status("In Progress", Language::it).text == "In lavorazione");
    CHECK(shown_status("Customer-Reply", Language::en).text == "Customer-Reply");
    CHECK(shown_status("onhold", Language::en).text == "On Hold");
    CHECK(shown_status("Chiuso", Language::en).text == "Closed");
}

TEST_CASE("an unknown status keeps the desk's own word") {
    CHECK(shown_status("Waiting for parts", Language::it).text == "Waiting for parts");
    CHECK(shown_status("Waiting for parts", Language::it).meaning == StatusClass::other);
}

TEST_CASE("a missing status is a dash, and its raw word stays empty") {
    CHECK(shown_status("", Language::en).text == "\u2014");
    CHECK(shown_status("", Language::en).raw.empty());
}

TEST_CASE("a usual priority is shown in the reader's language, another one as it is") {
    CHECK(shown_priority("Medium", Language::it) == "Media");
    CHECK(shown_priority("HIGH", Language::it) == "Alta");
    CHECK(shown_priority("Bassa", Language::en) == "Low");
    CHECK(shown_priority("Urgent!!", Language::it) == "Urgent!!");
    CHECK(shown_priority("", Language::it) == "");
}

/// https://www.w3.org/TR/WCAG21/#dfn-relative-luminance
double luminance(const std::string& colour) {
    const auto channel = [&](std::size_t at) {
        const double value = std::stoi(colour.substr(at, 2), nullptr, 16) / 255.0;
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

double contrast(const std::string& left, const std::string& right) {
    const auto a = luminance(left);
    const auto b = luminance(right);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

TEST_CASE("every status colour stands out on a white and on a dark page") {
    for (const auto* status :
         {"Open", "Answered", "Customer-Reply", "Closed", "On Hold", "In Progress", "Something else"}) {
        CAPTURE(status);
        const auto colour = shown_status(status, Language::en).colour;
        REQUIRE(colour.size() == 7);
        CHECK(contrast(colour, "#ffffff") >= 3.0);
        CHECK(contrast(colour, "#1a1d21") >= 3.0);
    }
}

TEST_CASE("a phrase makes code of backticks and puts values in as they are") {
    const auto spans = phrase("Ask `{command} 1` now", {{"command", "`{x}`"}});

    REQUIRE(spans.size() == 3);
    CHECK(spans[0].text == "Ask ");
    CHECK_FALSE(spans[0].style.code);
    CHECK(spans[1].text == "`{x}` 1");
    CHECK(spans[1].style.code);
    CHECK(spans[2].text == " now");
}

TEST_CASE("a phrase that names an unknown value is a mistake of ours") {
    CHECK_THROWS_AS(phrase("{nothing}", {}), std::logic_error);
    CHECK_THROWS_AS(phrase("{open", {}), std::logic_error);
}

TEST_CASE("lines are broken at blanks, and the first may be indented otherwise") {
    CHECK(wrap("one two three", {.first = "- ", .next = "  "}, 9) == "- one two\n  three\n");
}

TEST_CASE("a line that fits keeps its blanks") {
    CHECK(wrap("a   b", {.first = " ", .next = " "}, 20) == " a   b\n");
}

TEST_CASE("a word longer than the line is not broken") {
    CHECK(wrap("see https://desk.example/a/long/path now", {.first = "", .next = ""}, 10) ==
          "see\nhttps://desk.example/a/long/path\nnow\n");
}

TEST_CASE("line ends in the text stay, and empty lines have no trailing blanks") {
    CHECK(wrap("a\n\nb", {.first = "  ", .next = "  "}, 20) == "  a\n\n  b\n");
    CHECK(wrap("", {.first = "  ", .next = "  "}, 20) == "\n");
}

TEST_CASE("width is counted in characters, not in bytes") {
    CHECK(wrap("\u00E8\u00E8\u00E8 \u00E8\u00E8\u00E8", {.first = "", .next = ""}, 7) ==
          "\u00E8\u00E8\u00E8 \u00E8\u00E8\u00E8\n");
}

TEST_CASE("a mark that somebody typed is not counted as a secret") {
    Lines lines("[removed]");

    CHECK(lines.read("the line was [removed]", 100) == "the line was [removed]");
    CHECK(lines.redactions() == 0);
}

} // namespace
