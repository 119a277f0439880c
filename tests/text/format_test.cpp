#include <doctest/doctest.h>

#include <array>
#include <string_view>

#include "text/format.hpp"

using usher::text::detect_format;

TEST_CASE("HTML is recognised by tags that do their work") {
    constexpr auto texts = std::to_array<std::string_view>({
        "<p>Ciao</p>",
        "<p>Ciao",
        "Riga 1<br>Riga 2",
        "Riga 1<br />\r\nRiga 2",
        "<div class=\"x\">a</div>",
        "<DIV>a</DIV>",
        "ciao <b>mondo</b>",
        "<a href=\"https://example.org\">x</a>",
        "<a href='https://example.org'>x</a>",
        "<ul><li>a</li></ul>",
        "<table border=0><tr><td>a</td></tr></table>",
        "<html><body>x</body></html>",
        "<!DOCTYPE html><body>x",
        "<img src=\"a.png\" alt=\"x\">",
    });
    for (const auto text : texts) {
        CAPTURE(text);
        CHECK(detect_format(text).html);
    }
}

TEST_CASE("what only resembles a tag, or is talked about, does not make a text HTML") {
    constexpr auto texts = std::to_array<std::string_view>({
        "",
        "a < b and c > d",
        "a <b and c> d",
        "if (a<b && c>d) x();",
        "Scrivi a <john@example.org>",
        "std::vector<int> e std::map<string, b>",
        "template <class T> void f(List<T> x)",
        "#include <stdio.h>",
        "la pagina contiene <script src=x>alert(1)</script>",
        "il tag <br> non funziona",
        "manca il tag \"<p>\" nella pagina",
        "usa `<b>x</b>` nel codice",
        "```\n<p>x</p>\n<br>\n```",
        "<3 grazie",
        "<- qui ->",
        "<p",
        "<b>senza fine",
        "</p>",
        "<username> e <password>",
    });
    for (const auto text : texts) {
        CAPTURE(text);
        CHECK_FALSE(detect_format(text).html);
    }
}

TEST_CASE("line ends are meant where people typed them") {
    CHECK(detect_format("uno\n<b>due</b>\ntre").line_ends_matter);
    CHECK(detect_format("<i>a</i>\nb\nc\nd<br>e\nf").line_ends_matter);
    CHECK_FALSE(detect_format("<p>uno</p>\n<p>due</p>\n<p>tre</p>").line_ends_matter);
    CHECK_FALSE(detect_format("<html><body>uno\ndue\ntre\nquattro</body></html>").line_ends_matter);
}
