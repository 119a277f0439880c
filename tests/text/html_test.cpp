#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

#include "text/shape.hpp"

using namespace usher::text;
using namespace usher::text::testing;

namespace {

void check(const auto& cases) {
    for (const ShapeCase& c : cases) {
        CAPTURE(c.raw);
        CHECK(shape(read(c.raw)) == c.shape);
    }
}

} // namespace

TEST_CASE("paragraphs, breaks and blanks are read as browsers read them") {
    constexpr auto cases = std::to_array<ShapeCase>({
        {"<p>Ciao,</p>\r\n<p>il   server\r\nnon va</p>", "Ciao, / il server non va"},
        {"Riga 1<br>Riga 2<br/>Riga 3", "Riga 1\nRiga 2\nRiga 3"},
        {"Riga 1<br />\r\nRiga 2<br />\r\n<br />\r\nRiga 3", "Riga 1\nRiga 2 / Riga 3"},
        {"<div>a</div><div>b</div><div><br></div><div>c</div>", "a\nb / c"},
        {"uno\r\n<b>due</b> tre\r\n\r\nquattro", "uno\n[b|due] tre / quattro"},
        {"<h2>Titolo</h2><p>Testo</p>", "# Titolo / Testo"},
        {"<p>a</p><hr><p>b</p>", "a / b"},
        {"<p>caff&egrave; &amp; t&#232;</p>", "caff\xC3\xA8 & t\xC3\xA8"},
        {"<p>a&nbsp;&nbsp;b</p>", "a b"},
    });
    check(cases);
}

TEST_CASE("styles are kept, and blanks between them belong to neither") {
    constexpr auto cases = std::to_array<ShapeCase>({
        {"<p>a <b>b</b> <i>c</i> <s>d</s> <code>e</code></p>", "a [b|b] [i|c] [s|d] [c|e]"},
        {"<p><strong>a <em>b</em></strong></p>", "[b|a] [bi|b]"},
        {"<p><b>a <span>b</span> c</b></p>", "[b|a b c]"},
        {"<p><b>a<i>b</b>c</i></p>", "[b|a][bi|b][i|c]"},
        {"<p></b></i>a</p>", "a"},
        {"<pre>\n  x\n    y\n</pre>", "```   x\n    y"},
        {"<p><code>a &lt; b</code></p>", "[c|a < b]"},
    });
    check(cases);
}

TEST_CASE("lists, quotes and tables become flat blocks") {
    constexpr auto cases = std::to_array<ShapeCase>({
        {"<ul><li>a</li><li>b<ol start=3><li>c</li><li>d</li></ol></li></ul><p>e</p>", "- a / - b / .3. c / .4. d / e"},
        {"<ol><li><p>a</p><p>b</p></li><li>c</li></ol>", "1. a\nb / 2. c"},
        {"<p>x</p><blockquote>a<blockquote>b</blockquote></blockquote><p>y</p>", "x / > a / >> b / y"},
        {"<table><tr><th>Utente</th><th>Piano</th></tr><tr><td>mario</td><td>Pro</td></tr></table>",
         "Utente | Piano\nmario | Pro"},
        {"<p>a</p><blockquote><ul><li>b</li></ul></blockquote><p>c</p>", "a / > - b / c"},
    });
    check(cases);
}

TEST_CASE("scripts, styles, heads and comments are dropped whole") {
    constexpr auto cases = std::to_array<ShapeCase>({
        {"<html><head><title>t</title><style>p{}</style></head><body><p>a</p></body></html>", "a"},
        {"<p>a<script>alert('<p>x</p>')</script>b</p>", "ab"},
        {"<p>a<!-- b --><!--[if mso]>c<![endif]-->d</p>", "ad"},
        {"<p>a</p><SCRIPT type=x>1</SCRIPT><p>b</p>", "a / b"},
        {"<p>a<script>never closed</p><p>b</p>", "anever closed / b"},
        {"<p>a<!-- never closed</p>", "a never closed"},
        {"<?xml version=\"1.0\"?><p>a<o:p></o:p></p>", "a"},
    });
    check(cases);
}

TEST_CASE("what is no tag stays text in HTML too") {
    constexpr auto cases = std::to_array<ShapeCase>({
        {"<p>1 < 2 and <john@example.org> std::vector<int></p>", "1 < 2 and <john@example.org> std::vector<int>"},
        {"<p>a &lt;script&gt; b</p>", "a <script> b"},
        {"<p title=\"a > b\">x</p>", "x"},
        {"<p>a <", "a <"},
        {"<p>x</p><a <b", "x / <a <b"},
    });
    check(cases);
}

TEST_CASE("only web and mail links are links, and they say where they lead") {
    constexpr auto cases = std::to_array<ShapeCase>({
        {"<a href=\"https://example.org/a?b=1&amp;c=2\">qui</a>", "[@https://example.org/a?b=1&c=2|qui]"},
        {"<a href=\"mailto:a@example.org?bcc=x\">scrivi</a>", "[@mailto:a@example.org|scrivi]"},
        {"<p><a href=\"javascript:alert(1)\">x</a></p>", "x"},
        {"<p><a href=\" java\nscript:alert(1)\">x</a></p>", "x"},
        {"<p><a href=\"&#106;avascript:alert(1)\">x</a></p>", "x"},
        {"<p><a href=\"data:text/html,x\">x</a> <a href=\"vbscript:x\">y</a> <a href=\"/rel\">z</a> <a "
         "href=\"file:///x\">f</a></p>",
         "x y z f"},
        {"<a href=\"HTTPS://Example.org\">x</a>", "[@https://Example.org|x]"},
        {"<a href=\"https://evil.example/x\">https://bank.example/login</a>",
         "[@https://bank.example/login|https://bank.example/login] ([@https://evil.example/x|https://evil.example/x])"},
        {"<a href=\"https://evil.example\"><b>www.bank.example</b></a>",
         "[b|www.bank.example] ([@https://evil.example|https://evil.example])"},
        {"<a href=\"https://www.bank.example/x\">bank.example</a>", "[@https://www.bank.example/x|bank.example]"},
        {"<a href=\"https://bank.example.evil.example/\">bank.example</a>",
         "bank.example "
         "([@https://bank.example.evil.example/|https://bank.example.evil.example/])"},
        {"<a href=\"https://bank.example@evil.example/\">Bank</a>", "Bank"},
        {"<a href=\"https://bank.example\\@evil.example/\">Bank</a>", "Bank"},
        {"<a href=\"mailto:evil@example.net\">support@example.org</a>",
         "support@example.org ([@mailto:evil@example.net|mailto:evil@example.net])"},
        {"<a href=\"https://example.org/\"><img src=x alt=\"Logo\"></a>", "[@https://example.org/|Logo]"},
        {"<a href=\"https://example.org/\"></a>x<br>y", "x\ny"},
        {"<a href=\"https://example.org/\">never closed<br>x",
         "[@https://example.org/|never closed]\n[@https://example.org/|x]"},
    });
    check(cases);
}

TEST_CASE("HTML that the desk stored encoded is HTML, typed tags included") {
    constexpr auto cases = std::to_array<ShapeCase>({
        {"&lt;p&gt;Ciao &lt;b&gt;mondo&lt;/b&gt;&lt;/p&gt;", "Ciao [b|mondo]"},
        {"&lt;p&gt;l&amp;rsquo;ordine&amp;nbsp;1&lt;/p&gt;", "l\xE2\x80\x99ordine 1"},
        {"&lt;b&gt;x&lt;/b&gt; e &amp;lt;", "[b|x] e &lt;"},
        {"&lt;a href=&quot;javascript:alert(1)&quot;&gt;x&lt;/a&gt;", "x"},
        {"<p>&lt;a href=&quot;https://evil.example&quot;&gt;x&lt;/a&gt;</p>",
         "<a href=\"[@https://evil.example|https://evil.example]\">x</a>"},
        {"&lt;script&gt;alert(1)&lt;/script&gt; nel testo", "<script>alert(1)</script> nel testo"},
    });
    check(cases);
}

TEST_CASE("any nesting is flattened within the limits") {
    std::string deep;
    for (int i = 0; i < 5000; ++i) {
        deep += "<div><b><ul><li><blockquote>";
    }
    deep += "x";

    const auto text = read(deep);

    REQUIRE(text.blocks.size() == 1);
    CHECK(text.blocks[0].indent <= 5);
    CHECK(text.blocks[0].spans[0].style.bold);
}
