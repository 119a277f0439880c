#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

#include "text/shape.hpp"

using namespace usher::text;
using namespace usher::text::testing;

TEST_CASE("a secret is found across styles, cells and blocks, and leaves one mark") {
    constexpr auto cases = std::to_array<ShapeCase>({
        {"Password: **S3cret!** ok", "Password: [R|[removed]] ok"},
        {"<p>Pass<b>word: S3c</b>ret99 ok</p>", "Pass[b|word: ][R|[removed]] ok"},
        {"<p>Password:</p><p>tigre</p><p>grazie</p>", "Password: / [R|[removed]] / grazie"},
        {"<table><tr><td>Password</td><td><b>tigre</b></td></tr></table>", "Password | [R|[removed]]"},
        {"<table><tr><th>Utente</th><th>Password</th></tr><tr><td>mario</td><td>tigre</td></tr></table>",
         "Utente | Password\nmario | [R|[removed]]"},
        {"a\n\n-----BEGIN RSA PRIVATE KEY-----\n\nMIIEpAIBAAKCAQEA1234567890\n\nMIIEpAIBAAKCAQEA1234567890\n\n-----END "
         "RSA PRIVATE KEY-----\n\nb",
         "a / [R|[removed]] / b"},
        {"```\nDB_PASSWORD=s3cret\nDB_HOST=x\n```", "``` DB_PASSWORD=[R|[removed]]\nDB_HOST=x"},
        {"password: &lt;S3cr&amp;t&gt;", "password: <[R|[removed]]>"},
        {"pass\xE2\x80\x8Bword: S3cret", "password: [R|[removed]]"},
        {"carta 4111&nbsp;1111&nbsp;1111&nbsp;1111", "carta [R|[removed]]"},
        {"- utente: mario\n- password: tigre", "- utente: mario / - password: [R|[removed]]"},
        {"> password: tigre\nnon va", "> password: [R|[removed]] / non va"},
    });
    for (const ShapeCase& c : cases) {
        CAPTURE(c.raw);
        const auto text = read_unfolded(c.raw);
        CHECK(shape(text) == c.shape);
        CHECK(text.redactions == 1);
    }
}

TEST_CASE("links lose their secrets, or go") {
    constexpr auto cases = std::to_array<ShapeCase>({
        {"<a href=\"https://k.example/viewticket.php?tid=516757&amp;c=KPqH7yG3\">ticket</a>",
         "[@https://k.example/viewticket.php?tid=516757|ticket]"},
        {"<a href=\"https://k.example/viewticket.php?c=KPqH7yG3&tid=516757&closeticket=true\">chiudi</a>",
         "[@https://k.example/viewticket.php?tid=516757|chiudi]"},
        {"https://k.example/viewticket.php?tid=516757&c=KPqH7yG3 ok",
         "https://k.example/viewticket.php?tid=516757&c=[R|[removed]] ok"},
        {"<a "
         "href=\"https://k.example/viewticket.php?tid=1&c=KPqH7yG3\">https://k.example/"
         "viewticket.php?tid=1&c=KPqH7yG3</a>",
         "[@https://k.example/viewticket.php?tid=1|https://k.example/viewticket.php?tid=1&c=][R|[removed]]"},
        {"<a href=\"https://k.example/?token=abc123def456\">entra</a>", "entra"},
        {"[entra](https://k.example/reset?password=tigre99)", "entra"},
        {"https://mario:segreta@k.example/x", "https://[R|[removed]]@k.example/x"},
    });
    for (const ShapeCase& c : cases) {
        CAPTURE(c.raw);
        const auto text = read_unfolded(c.raw);
        CHECK(shape(text) == c.shape);
        CHECK(text.redactions == 1);
    }
}

TEST_CASE("the mark is the reader's") {
    const auto text = read_desk_text("password: tigre", {600, true, "[rimosso]"});

    CHECK(plain(text) == "password: [rimosso]");
    CHECK(text.blocks[0].spans[1].redacted);
}
