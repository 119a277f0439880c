#include <doctest/doctest.h>

#include "sandbox/composer.hpp"

namespace usher::sandbox {

namespace {

Composed typed(std::string_view text) {
    static const Directory kDirectory;
    return compose(text, kDirectory, "b");
}

} // namespace

TEST_CASE("a typed line becomes Slack's wire text") {
    struct Row {
        const char* typed;
        const char* wire;
    };
    for (const Row& row :
         {Row{"a < b & c > d", "a &lt; b &amp; c &gt; d"}, Row{"@usher 516757", "<@U0USHERBOT> 516757"},
          Row{"mail me@usher.example", "mail me@usher.example"}, Row{"hello @nobody", "hello @nobody"},
          Row{"see #general.", "see <#C0GENERAL1|general>."}, Row{"in #billing", "in <#C0BILLING1|>"},
          Row{"#516757", "#516757"}, Row{"https://a.example/x?a=1&b=2, ok", "<https://a.example/x?a=1&amp;b=2>, ok"},
          Row{"`#516757`", "`#516757`"}, Row{"*bold* 2*3*4", "*bold* 2*3*4"}, Row{"> quoted", "&gt; quoted"},
          Row{"```\ncode <b>\n```", "```code &lt;b&gt;```"}, Row{"<@U0USHERBOT> hi", "<@U0USHERBOT> hi"},
          Row{"<@U0NOBODY00>", "&lt;@U0NOBODY00&gt;"}}) {
        CAPTURE(row.typed);
        CHECK(typed(row.typed).text == row.wire);
    }
}

TEST_CASE("formatting is in the blocks as Slack sends them") {
    const auto blocks = typed("*now* `x`\n> q\n```\nc\n```").blocks;

    const auto& parts = blocks[0]["elements"];
    REQUIRE(parts.size() == 3);
    CHECK(parts[0]["elements"][0] == Json{{"type", "text"}, {"text", "now"}, {"style", {{"bold", true}}}});
    CHECK(parts[0]["elements"][2]["style"]["code"] == true);
    CHECK(parts[1]["type"] == "rich_text_quote");
    CHECK(parts[2]["type"] == "rich_text_preformatted");
}

TEST_CASE("a typed number of six digits behind a hash is a colour to Slack") {
    const auto colours_of = [](const char* line) {
        std::string colours;
        const auto blocks = typed(line).blocks;
        for (const auto& element : blocks[0]["elements"][0]["elements"]) {
            colours += element["type"] == "color" ? element["value"].get<std::string>() : "";
        }
        return colours;
    };
    CHECK(colours_of("who owns #516757?") == "#516757");
    CHECK(colours_of("#516757, #1f6FEB.") == "#516757#1f6FEB");
    for (const auto* line : {"#51675", "#5167571", "#51675g", "x#516757", "#516757_", "`#516757`"}) {
        CHECK_MESSAGE(colours_of(line).empty(), line);
    }
    CHECK(typed("who owns #516757?").text == "who owns #516757?");
}

TEST_CASE("unescaping is the opposite of escaping, and decodes once") {
    CHECK(unescape_mrkdwn(escape_mrkdwn("<!channel> & \"x\"")) == "<!channel> & \"x\"");
    CHECK(unescape_mrkdwn("&amp;lt;") == "&lt;");
}

} // namespace usher::sandbox
