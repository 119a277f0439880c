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
        CHECK(shape(read_unfolded(c.raw)) == c.shape);
    }
}

} // namespace

TEST_CASE("plain text keeps its lines and paragraphs") {
    constexpr auto cases = std::to_array<ShapeCase>({
        {"Hey, \r\n\r\nThis is it!\r\nBye", "Hey, / This is it!\nBye"},
        {"a\rb", "a\nb"},
        {"a\n\n\n\n\nb", "a / b"},
        {"", ""},
        {" \r\n \r\n", ""},
        {"l&#039;ordine &amp;lt;1&amp;gt; &amp; &lt;2&gt;", "l'ordine &lt;1&gt; & <2>"},
        {"a\tb", "a    b"},
        {"log:\n    at x\n        at y\nfine", "log:\n    at x\n        at y\nfine"},
        {"codice:\n\n    if (x) {\n        y();\n    }\n\nfine", "codice: / if (x) {\n    y();\n} / fine"},
        {"nome:   valore\nx:      y", "nome:   valore\nx:      y"},
    });
    check(cases);
}

TEST_CASE("the Markdown that people mean is read") {
    constexpr auto cases = std::to_array<ShapeCase>({
        {"**bold** _it_ *it* `co*de`", "[b|bold] [i|it] [i|it] [c|co*de]"},
        {"***both***", "[bi|both]"},
        {"**x** &amp;lt; &amp;copy; &lt;br", "[b|x] &lt; &copy; <br"},
        {"**Nota**: x", "[b|Nota]: x"},
        {"(**x**) \"_y_\".", "([b|x]) \"[i|y]\"."},
        {"**a & b < c**", "[b|a & b < c]"},
        {"## Passi\n1. uno\n2. due", "# Passi / 1. uno / 2. due"},
        {"# Titolo\n\ntesto", "# Titolo / testo"},
        {"testo:\n- a\n- b\n  - c\n\nfine", "testo: / - a / - b / .- c / fine"},
        {"* a\n* **b**\n+ c", "- a / - [b|b] / - c"},
        {"1) a\n2) b", "1. a / 2. b"},
        {"- primo\n  continua\n- secondo", "- primo\ncontinua / - secondo"},
        {"> a\n> b\n>> c\nd", "> a\nb / >> c / d"},
        {"```\nx = **1**\n  y\n```\nz", "``` x = **1**\n  y / z"},
        {"```php\n<?php echo 1;\n```", "``` <?php echo 1;"},
        {"~~~\na\n~~~", "``` a"},
        {"[qui](https://example.org/a_b_c?x=1&y=2)", "[@https://example.org/a_b_c?x=1&y=2|qui]"},
        {"![schermata](https://example.org/a.png)", "[@https://example.org/a.png|schermata]"},
        {"![](https://example.org/a.png)", "[@https://example.org/a.png|https://example.org/a.png]"},
    });
    check(cases);
}

TEST_CASE("the Markdown that people do not mean stays as they typed it") {
    constexpr auto texts = std::to_array<std::string_view>({
        "il file my_config_file.txt e snake_case_name",
        "__init__.py e __FILE__ e _",
        "2*3*4 e 2 * 3 * 4",
        "rm *.log *.txt",
        "/var/*/log/*/x.log",
        "SELECT * FROM a WHERE b = '*'",
        "GRANT ALL ON *.* TO 'x'@'%'",
        "*/5 * * * * php cron.php",
        "* * * * * php cron.php",
        "0 */2 * * * x",
        "Titolo\n---\ntesto",
        "Titolo\n===\ntesto",
        "a\n***\nb",
        "# comment\nkey=value\n# other",
        "# systemctl restart nginx",
        "#516757",
        "C:\\Users\\_x\\*.log e \\\\server\\share",
        "\\*non corsivo\\*",
        "a < b && c > d",
        "[Errore]: /var/log/x",
        "[Ticket ID: 516757] Re: aiuto",
        "[ ] da fare [x] fatto",
        "testo ``` non chiuso",
        "```\nmai chiuso",
        "2016. fu un anno",
        "0. zero",
        "-- \ncosi",
        "- ",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "5 > 3",
        "&nosuch; &",
        "prezzo 10 EUR*\n*IVA esclusa",
        "/* commento */",
        "~~no~~",
        "***",
        "a **",
        "** a **",
        "std::vector<int> e <john@example.org> e <script>x</script>",
        "1.2.3.4 e 10.000",
    });
    for (const std::string_view raw : texts) {
        CAPTURE(raw);
        const auto expected = raw == "-- \ncosi" ? std::string_view("--\ncosi")
                              : raw == "- "      ? std::string_view("-")
                                                 : raw;
        CHECK(shape(read_unfolded(raw)) == expected);
    }
}

TEST_CASE("Markdown links cannot lie or run code") {
    constexpr auto cases = std::to_array<ShapeCase>({
        {"[x](javascript:alert(1))", "x"},
        {"[x](data:text/html;base64,AAAA)", "x"},
        {"[https://bank.example](https://evil.example)",
         "[@https://bank.example|https://bank.example] ([@https://evil.example|https://evil.example])"},
        {"[bank\xE3\x80\x82"
         "example](https://evil.example)",
         "bank\xE3\x80\x82"
         "example ([@https://evil.example|https://evil.example])"},
        {"[clicca](https://u:p@evil.example)", "clicca"},
    });
    check(cases);
}

TEST_CASE("bare addresses are links to themselves, without the punctuation behind them") {
    constexpr auto cases = std::to_array<ShapeCase>({
        {"vedi https://example.org/a.", "vedi [@https://example.org/a|https://example.org/a]."},
        {"(https://example.org/a_(b))", "([@https://example.org/a_(b)|https://example.org/a_(b)])"},
        {"<https://example.org>", "<[@https://example.org|https://example.org]>"},
        {"HTTP://Example.org!", "[@http://Example.org|HTTP://Example.org]!"},
        {"\xC2\xABhttps://example.org\xC2\xBB", "\xC2\xAB[@https://example.org|https://example.org]\xC2\xBB"},
        {"`https://example.org`", "[c|https://example.org]"},
        {"xhttps://example.org http:// https://", "xhttps://example.org http:// https://"},
        {"www.example.org ftp://example.org", "www.example.org ftp://example.org"},
        {"https://bank.example@evil.example/", "https://bank.example@evil.example/"},
        {"**https://example.org**", "[b@https://example.org|https://example.org]"},
    });
    check(cases);
}

TEST_CASE("more blocks than anybody reads are counted instead of kept") {
    std::string many;
    for (int i = 0; i < 5000; ++i) {
        many += "riga\n\n";
    }

    const auto text = read(many);

    CHECK(text.blocks.size() == 2000);
    CHECK(text.more_characters == 3000 * 4);
}
