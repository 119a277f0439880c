#include "matrix/wire_text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "matrix/html_reading.hpp"
#include "usher/matrix/wire_text.hpp"

using nlohmann::json;
using usher::matrix::neutral_text;
using usher::matrix::neutral_text_of_event;
using usher::matrix::neutral_text_of_html;

namespace {

json message(std::string_view body, const json& more = json::object()) {
    json content{{"msgtype", "m.text"}, {"body", body}};
    content.update(more);
    return {{"type", "m.room.message"}, {"sender", "@ann:a.example"}, {"event_id", "$1"}, {"content", content}};
}

json html(std::string_view formatted, std::string_view body = "what notifications show") {
    return message(body, {{"format", "org.matrix.custom.html"}, {"formatted_body", formatted}});
}

std::string neutral(const json& event) {
    return neutral_text_of_event(event).value_or("no message");
}

struct Row {
    std::string html;
    std::string neutral;
};

void check(const std::vector<Row>& rows) {
    for (const auto& row : rows) {
        CAPTURE(row.html);
        CHECK(neutral_text_of_html(row.html) == row.neutral);
    }
}

} // namespace

TEST_CASE("the HTML that people see counts, or else the body") {
    CHECK(neutral(html("see <b>ticket</b> 516757", "see ticket 111111")) == "see ticket 516757");
    CHECK(neutral(message("ticket 516757")) == "ticket 516757");
    CHECK(neutral(message("ticket 516757", {{"formatted_body", "#111111"}})) == "ticket 516757");
    CHECK(neutral(message("ticket 516757", {{"format", "text/markdown"}, {"formatted_body", "#1"}})) ==
          "ticket 516757");
    CHECK(neutral(html("", "ticket 516757")) == "ticket 516757");
}

TEST_CASE("code that only the HTML marks is code") {
    check({{"run <code>close #516757</code> now", "run `close #516757` now"},
           {"a<pre><code class=\"language-sh\">x\n#516757\n</code></pre>b", "a\n```\nx\n#516757\n```\nb"},
           {"<kbd>#1</kbd><tt>#2</tt>", "`#1#2`"},
           {"it`s <code>#516757</code>", "it`s (code)"},
           {"<code>#516757 never closed", "`#516757 never closed`"},
           {"<pre>#516757 never closed", "```\n#516757 never closed\n```\n"}});
}

TEST_CASE("quotations are quoted line by line, and what a reply repeats is left out") {
    check(
        {{"<blockquote><p>#111111</p><p>#222222</p></blockquote>#516757", "> #111111\n> #222222\n#516757"},
         {"<blockquote>a<blockquote>b</blockquote>#1</blockquote>c", "> a\n> b\n> #1\nc"},
         {"<mx-reply><blockquote><a href=\"https://matrix.to/#/!r/$e\">In reply to</a> #111111</blockquote></mx-reply>"
          "#516757",
          "#516757"}});
    CHECK(neutral(message("> <@ann:a.example> #111111\n> more\n\n#516757",
                          {{"m.relates_to", {{"m.in_reply_to", {{"event_id", "$0"}}}}}})) == "#516757");
}

TEST_CASE("spoilers are marked, whatever is in them") {
    check({{"it is <span data-mx-spoiler>#516757</span>.", "it is ||#516757||."},
           {"<span data-mx-spoiler=\"#1\">a <span>b</span> c</span> d", "||a b c|| d"},
           {"<span data-mx-spoiler><code>#1</code> #2", "`#1`|| #2||"},
           {"<span class=\"data-mx-spoiler\">#516757</span>", "#516757"},
           {"a || b <span data-mx-spoiler>#516757</span>", "a || b (spoiler)"}});
}

TEST_CASE("a link is its address and what its label adds") {
    check({{"<a href=\"https://desk.example/viewticket.php?tid=516757&amp;c=x\">my ticket</a>!",
            "[my ticket](https://desk.example/viewticket.php?tid=516757&c=x) !"},
           {"<a href='https://a.example/'>https://a.example</a>", "https://a.example/"},
           {"<a href=https://a.example/1><b>#516757</b></a>", "[#516757](https://a.example/1)"},
           {"<a href=\"https://a.example/1\"><code>#516757</code></a>", "`[#516757](https://a.example/1)`"},
           {"<a href=\"#516757\">#516757</a>", "(link)"},
           {"<a name=\"x\">#516757</a>", "#516757"},
           {"<a href=\"mailto:516757@a.example\">#516757</a>", "(mail)"}});
}

TEST_CASE("people, rooms and pictures are words that name no ticket") {
    check({{"ticket <a href=\"https://matrix.to/#/@516757:a.example\">516757</a> 516757", "ticket @user 516757"},
           {"<a href=\"https://matrix.to/#/%23516757:a.example\">#516757</a>", "#room"},
           {"<a href=\"matrix:u/516757:a.example\">#516757</a>", "@user"},
           {"ticket<img data-mx-emoticon src=\"mxc://a/516757\" alt=\"516757\">516757", "ticket (image) 516757"}});
}

TEST_CASE("lines end where a browser ends them") {
    check({{"ticket<br>516757", "ticket\n516757"},
           {"<p>ticket</p>\n<p>516757</p>", "ticket\n \n516757\n"},
           {"<ul><li>#1</li><li>#2</li></ul>", "\xE2\x80\xA2 #1\n\xE2\x80\xA2 #2\n"},
           {"order\n#516757", "order #516757"},
           {"<tr><td>ticket</td><td>516757</td></tr>", " - ticket - 516757\n"}});
}

TEST_CASE("markup is read as browsers read it") {
    check({{"a &lt;b&gt; &amp;amp; &#35;516757", "a <b> &amp; #516757"},
           {"1 < 2 <3 #516757", "1 < 2 <3 #516757"},
           {"<!-- #111111 --><!doctype #111111><?x #111111?></ #111111>#516757", "#516757"},
           {"<SPAN DATA-MX-SPOILER>#1</SPAN>", "||#1||"},
           {"<b title=\"a > #111111\">#516757</b>", "#516757"},
           {"<unknown>#516757</unknown>", "#516757"},
           {"<script>#111111</script><style>#111111</style>#516757", "#516757"},
           {"</code></blockquote></pre></span></a></mx-reply>#516757", "#516757"},
           {"#516757<a href=\"#111111", "#516757"},
           {"<", "<"},
           {"", ""}});
}

TEST_CASE("a command is read from the body, whatever the HTML says") {
    CHECK(usher::matrix::plain_text(html("<code>x</code>", "!ticket 516757")["content"]) == "!ticket 516757");
}

TEST_CASE("of an edit the new text counts") {
    auto edit = message(" * #111111", {{"m.relates_to", {{"rel_type", "m.replace"}, {"event_id", "$1"}}}});
    edit["content"]["m.new_content"] = html("<code>#222222</code> #516757")["content"];
    CHECK(neutral(edit) == "`#222222` #516757");
    edit["content"].erase("m.new_content");
    CHECK(neutral(edit) == "no message");
}

TEST_CASE("notices and emotes say something, files and what was taken back say nothing") {
    CHECK(neutral(message("#516757", {{"msgtype", "m.notice"}})) == "#516757");
    CHECK(neutral(message("#516757", {{"msgtype", "m.emote"}})) == "#516757");
    CHECK(neutral(message("#516757.png", {{"msgtype", "m.image"}})).empty());
    CHECK(neutral({{"type", "m.room.message"}, {"content", json::object()}}).empty());
}

TEST_CASE("an event or its content is read from JSON, and nothing else is taken for one") {
    CHECK(neutral_text(message("#516757").dump()) == "#516757");
    CHECK(neutral_text(message("#516757")["content"].dump()) == "#516757");
    for (const std::string_view none : {R"({"type":"m.room.encrypted","content":{"body":"#1"}})",
                                        R"({"type":"m.room.message","content":5})", "{}", "[]", "{", "", R"("a")"}) {
        CAPTURE(none);
        CHECK_FALSE(neutral_text(none).has_value());
    }
    CHECK_FALSE(neutral_text(std::string(100'000, '[')).has_value());
}
