#include "matrix/html_reading.hpp"

#include <doctest/doctest.h>

#include <array>
#include <random>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "testing/contains.hpp"
#include "usher/matrix/wire_text.hpp"
#include "usher/mention/matcher.hpp"

using nlohmann::json;
using usher::matrix::neutral_text;
using usher::matrix::neutral_text_of_html;

namespace {

constexpr auto pieces = std::to_array<std::string_view>({"<b>",
                                                         "</b>",
                                                         "<p>",
                                                         "</p>",
                                                         "<br/>",
                                                         "`",
                                                         "```",
                                                         "~~~\n",
                                                         "||",
                                                         "|",
                                                         "> ",
                                                         "&gt; ",
                                                         "[",
                                                         "](",
                                                         ")",
                                                         "#",
                                                         " ",
                                                         "ticket ",
                                                         "<a href=\"https://a.example/\">",
                                                         "</a>",
                                                         "<ul><li>",
                                                         "</ul>",
                                                         "&amp;",
                                                         "&#10;",
                                                         "< ",
                                                         ">",
                                                         "\"",
                                                         "</i>",
                                                         "\xF0",
                                                         "<img>",
                                                         "<td>",
                                                         "http://",
                                                         "it`s",
                                                         "<!-- x -->",
                                                         "<unknown>",
                                                         "<a>"});

/// Forms of something that nothing may find.
constexpr auto hidden = std::to_array<std::string_view>(
    {"<code>#111111</code>", "<pre>ticket 111111</pre>", "<pre><code>a\n```\n#111111</code></pre>",
     "<blockquote>` #111111</blockquote>", "<blockquote><p>a</p>#111111</blockquote>",
     "<span data-mx-spoiler>|| #111111</span>", "<span data-mx-spoiler>a<br>#111111</span>",
     "<mx-reply>#111111</mx-reply>", "<a href=\"https://evil.example/\">#111111</a>",
     "<a href=\"https://evil.example/#111111\">ticket 111111</a>", "<code><b>` #111111</b></code>"});

} // namespace

TEST_CASE("whatever stands around it, nothing in code, quotes, spoilers and foreign links is found") {
    std::mt19937 random(902347);
    const auto below = [&random](std::size_t end) {
        return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
    };
    const usher::mention::Matcher matcher(usher::mention::Options{});
    for (int i = 0; i < 10'000; ++i) {
        std::string html;
        for (auto left = below(12); left > 0; --left) {
            html += below(3) == 0 ? hidden.at(below(hidden.size())) : pieces.at(below(pieces.size()));
        }
        const auto text = neutral_text_of_html(html);
        CAPTURE(html);
        CAPTURE(text);
        for (const auto& match : matcher.explain(text).matches) {
            REQUIRE(match.number != "111111");
        }
    }
}

TEST_CASE("whatever becomes of an event on its way, it is read in peace") {
    const std::string whole = R"({"type":"m.room.message","sender":"@a:b","event_id":"$1","content":{"msgtype":"m.text",
        "body":" * x","m.relates_to":{"rel_type":"m.replace","event_id":"$0","m.in_reply_to":{"event_id":"$0"}},
        "m.new_content":{"msgtype":"m.text","body":"> <@a:b> q\n\nticket 516757","format":"org.matrix.custom.html",
        "formatted_body":"<mx-reply>q</mx-reply><span data-mx-spoiler=\"x\"><a href='https://a.example/'>b</a></span>"}}})";
    std::mt19937 random(516757);
    const auto below = [&random](std::size_t end) {
        return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
    };
    for (int i = 0; i < 5'000; ++i) {
        auto bytes = whole;
        for (auto left = 1 + below(4); left > 0; --left) {
            const auto at = below(bytes.size());
            if (below(3) == 0) {
                bytes.erase(at, below(12));
            } else {
                bytes.at(at) = "<>\"'{}[]:,/=!-&;x\xFF"[below(18)];
            }
        }
        const auto text = neutral_text(bytes);
        REQUIRE((text.has_value() || !text.error().empty()));
    }
}

TEST_CASE("a long text of any one mark is read in one pass") {
    for (const std::string_view piece : {"<",
                                         "<a ",
                                         "<a href=\"",
                                         "<a href=x>",
                                         "<span data-mx-spoiler>",
                                         "<blockquote>",
                                         "<pre>",
                                         "<code>",
                                         "</",
                                         "<!--",
                                         "<!",
                                         "&",
                                         "&amp",
                                         "<b \"",
                                         "<i =",
                                         "<p a=b ",
                                         "`",
                                         "||",
                                         "<mx-reply>",
                                         "<td>",
                                         "</span>",
                                         "<br>"}) {
        std::string html;
        while (html.size() < (1U << 18U)) {
            html += piece;
        }
        CAPTURE(piece);
        CHECK(neutral_text_of_html(html).size() <= 8 * html.size());
    }
}
