#include <doctest/doctest.h>

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "text/codepoints.hpp"
#include "text/shape.hpp"
#include "usher/text/utf8.hpp"

using namespace usher::text;
using namespace usher::text::testing;

namespace {

bool is_allowed_href(std::string_view href) {
    const bool scheme =
        href.empty() || href.starts_with("http://") || href.starts_with("https://") || href.starts_with("mailto:");
    return scheme && href.find_first_of(" \t\r\n\"<>`\\") == std::string_view::npos;
}

bool is_clean(std::string_view text) {
    return clean(text) == text && text.find('\t') == std::string_view::npos &&
           text.find('\r') == std::string_view::npos;
}

/// What every rendered message may rely on, whatever came in.
std::string broken_promise(const RichText& text, std::size_t max) {
    if (text.blocks.size() > 2000) {
        return "too many blocks";
    }
    if (length(text) > max) {
        return "too long";
    }
    for (const Block& block : text.blocks) {
        if (block.spans.empty()) {
            return "an empty block";
        }
        if (block.indent > 5) {
            return "too deep";
        }
        for (const Span& span : block.spans) {
            if (span.text.empty() || !is_clean(span.text)) {
                return "unclean text: " + span.text;
            }
            if (!is_allowed_href(span.href)) {
                return "bad link: " + span.href;
            }
            if (span.redacted && span.text != "[removed]") {
                return "half a mark: " + span.text;
            }
        }
    }
    return {};
}

constexpr auto fixtures = std::to_array<std::string_view>({
    "<p>Ciao <b>mondo</b>, <a href=\"https://example.org/?a=1&amp;b=2\">qui</a></p><ul><li>a</li></ul><pre>x</pre>",
    "<div>Da: a<br>Inviato: b<br>A: c<br>Oggetto: d</div><table><tr><td>Password</td><td>tigre</td></tr></table>",
    "**Ciao** _mondo_ `x` [qui](https://example.org)\n\n- a\n  - b\n1. c\n> d\n\n```\ncode\n```\n## H\n",
    "password: S3cret! https://u:p@example.org viewticket.php?tid=516757&c=KPqH7yG3 4111 1111 1111 1111",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA1234567890\n-----END RSA PRIVATE KEY-----",
    "l&#039;ordine &amp;lt; &#x202E; &#0; &lt;script&gt; \xE2\x80\xAE \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB",
    "Ok.\n\nIl giorno 24/11/2025 alle 14:32 S <s@example.org> ha scritto:\n> bla\n\nCordiali saluti\nMario\n-- \nx",
    "[https://bank.example](https://evil.example) <a href='javascript:x'>y</a> IT60 X054 2811 1010 0000 0123 456",
});

std::string random_bytes(std::mt19937& random, std::size_t size) {
    std::string out;
    for (std::size_t i = 0; i < size; ++i) {
        out.push_back(static_cast<char>(random() & 0xFFU));
    }
    return out;
}

std::string random_markup(std::mt19937& random, std::size_t size) {
    constexpr auto pieces = std::to_array<std::string_view>({"<",
                                                             ">",
                                                             "</",
                                                             "<b>",
                                                             "<p>",
                                                             "<br>",
                                                             "<a href=\"",
                                                             "\"",
                                                             "'",
                                                             "=",
                                                             "&",
                                                             "&lt;",
                                                             "&#",
                                                             ";",
                                                             "*",
                                                             "**",
                                                             "_",
                                                             "`",
                                                             "```",
                                                             "[",
                                                             "](",
                                                             ")",
                                                             "!",
                                                             "\n",
                                                             "\n\n",
                                                             "> ",
                                                             "- ",
                                                             "1. ",
                                                             "# ",
                                                             "password",
                                                             ": ",
                                                             " is ",
                                                             "token=",
                                                             "http://",
                                                             "@",
                                                             "javascript:",
                                                             "\\",
                                                             "\xE2\x80\x8D",
                                                             "\xFF",
                                                             "a",
                                                             "Z9",
                                                             " ",
                                                             "<li>",
                                                             "<ul>",
                                                             "<blockquote>",
                                                             "<pre>",
                                                             "<td>",
                                                             "<script>",
                                                             "</script>",
                                                             "<!--",
                                                             "-->",
                                                             "-----BEGIN PRIVATE KEY-----",
                                                             "tid=1&c=",
                                                             "4111111111111111"});
    std::string out;
    while (out.size() < size) {
        out += pieces[random() % pieces.size()];
    }
    return out;
}

std::string mutated(std::mt19937& random) {
    std::string text(fixtures[random() % fixtures.size()]);
    for (auto edits = random() % 8; edits > 0 && !text.empty(); --edits) {
        const auto at = random() % text.size();
        switch (random() % 4) {
        case 0:
            text.erase(at, random() % 5);
            break;
        case 1:
            text.insert(at, random_markup(random, 1));
            break;
        case 2:
            text[at] = static_cast<char>(random() & 0xFFU);
            break;
        default:
            text += fixtures[random() % fixtures.size()].substr(0, random() % 60);
            break;
        }
    }
    return text;
}

std::string repeated(std::string_view piece, std::size_t bytes) {
    std::string out;
    while (out.size() < bytes) {
        out += piece;
    }
    return out;
}

} // namespace

TEST_CASE("whatever bytes come in, what goes out is safe to render") {
    std::mt19937 random(20251124);
    for (int round = 0; round < 6000; ++round) {
        std::string raw;
        switch (round % 3) {
        case 0:
            raw = random_bytes(random, random() % 200);
            break;
        case 1:
            raw = random_markup(random, random() % 300);
            break;
        default:
            raw = mutated(random);
            break;
        }
        const std::size_t max = random() % 3 == 0 ? random() % 50 : 600;

        const auto text = read_desk_text(raw, {max, random() % 2 == 0, "[removed]"});

        CAPTURE(raw);
        REQUIRE(broken_promise(text, max).empty());
        REQUIRE(is_clean(read_desk_line(raw, 60)));
    }
}

TEST_CASE("a fixture cut at any byte is safe to render") {
    for (const auto fixture : fixtures) {
        for (std::size_t size = 0; size <= fixture.size(); ++size) {
            CAPTURE(fixture.substr(0, size));
            REQUIRE(broken_promise(read(fixture.substr(0, size)), 100000).empty());
        }
    }
}

TEST_CASE("a planted password is shown by no markup around it") {
    constexpr std::string_view secret = "Tr0ub4dor-9";
    constexpr auto before = std::to_array<std::string_view>(
        {"password: ", "<p>Password:</p><p>", "**Password**: ", "<b>password</b>: ", "<td>Password</td><td>",
         "la password \xC3\xA8 ", "password:\r\n",
         "pwd=", "> password: ", "pass&#119;ord: ", "&lt;p&gt;password: ", "Password:&nbsp;", "user/pass: mario/",
         "```\npassword=", "[password](https://example.org): ", "PASSWORD\xE2\x80\x8B: ", "my password is <i>",
         "<div>Password</div><div>"});
    constexpr auto after = std::to_array<std::string_view>({"", " ok", ".", "\n\nok", "</p>", "<br>ok", "&lt;/p&gt;",
                                                            "</td></tr></table>", "</i> ok", "\n```\nok", ", ok"});
    for (const auto opening : before) {
        for (const auto closing : after) {
            for (const std::string_view split : {"", "<b></b>", "\xE2\x80\x8B"}) {
                const bool html = opening.find('<') != std::string_view::npos;
                if (split == "<b></b>" && !html) {
                    continue;
                }
                const auto raw = std::string(opening)
                                     .append(secret.substr(0, 4))
                                     .append(split)
                                     .append(secret.substr(4))
                                     .append(closing);
                const auto text = read(raw);
                CAPTURE(raw);
                CHECK(plain(text).find(secret) == std::string::npos);
                CHECK(text.redactions == 1);
            }
        }
    }
}

TEST_CASE("input made to be slow or deep is read all the same") {
    constexpr std::size_t size = std::size_t{64} * 1024;
    constexpr auto pieces = std::to_array<std::string_view>({"[",
                                                             "![a](",
                                                             "<b>",
                                                             "<a <a ",
                                                             "<a b=\"",
                                                             "&#",
                                                             "*a ",
                                                             "_",
                                                             "`",
                                                             "```\n",
                                                             "> ",
                                                             ">",
                                                             "password ",
                                                             "password:",
                                                             "pin:",
                                                             "user: ",
                                                             "eyJaaaaaaaaaaaaaaaaaaa.",
                                                             "xoxe.",
                                                             "-----BEGIN RSA PRIVATE KEY-----\n",
                                                             "BEGIN ",
                                                             "http://",
                                                             "tid=1&c=",
                                                             "4",
                                                             "4111 ",
                                                             "it60 ",
                                                             "<script>",
                                                             "<!--",
                                                             "<blockquote>",
                                                             "<ul><li>",
                                                             "<pre>",
                                                             "From: a\nSent: b\n",
                                                             "On 1\n",
                                                             "Regards\n",
                                                             "a|password\n",
                                                             "(",
                                                             ")",
                                                             "\n",
                                                             "- ",
                                                             "\xFF",
                                                             "e\xCC\x81"});
    for (const auto piece : pieces) {
        CAPTURE(piece);
        const auto text = read_desk_text(repeated(piece, size), {600, true, "[removed]"});
        CHECK(broken_promise(text, 600).empty());
    }
}

TEST_CASE("what exceeds the limit of what is read is counted") {
    const std::string raw = repeated("parola ", std::size_t{300} * 1024);

    const auto text = read_desk_text(raw, {600, true, "[removed]"});

    CHECK(length(text) <= 600);
    CHECK(length(text) + text.more_characters + 2 >= raw.size());
    CHECK(length(text) + text.more_characters <= raw.size());
}
