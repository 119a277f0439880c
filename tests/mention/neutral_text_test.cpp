#include "usher/mention/neutral_text.hpp"

#include <array>
#include <random>

#include "mention/finding.hpp"
#include "testing/contains.hpp"

using usher::mention::NeutralText;
using usher::testing::found;
using usher::testing::rejected;
using As = usher::mention::NeutralText::As;

namespace {

/// Marks of every kind, as somebody may type or paste them.
constexpr auto junk = std::to_array<std::string_view>(
    {"`",     "``",   "```", "```\n", "~~~\n", "\n~~~\n",  "||",   "|",       "> ",  "\n> ",    "\n",   "[",
     "](",    "[x](", ")",   "(",     "<",     "#",        " ",    "ticket ", "#",   "it`s",    "a.b/", "a://",
     "?tid=", "*",    "_",   "\\",    ",",     "\xC2\xA0", "\xF0", "\r\n",    "://", "http://", "."});

/// What nothing may find, in forms that would be found anywhere else.
constexpr auto hidden = std::to_array<std::string_view>(
    {"#111111", "ticket 111111", "\n#111111", "a\n```\n#111111", "` #111111", "|| #111111", "\n~~~\n#111111",
     "] #111111", ") #111111", "](https://x.example) #111111", "https://my.keliweb.example/viewticket.php?tid=111111"});

class Generator {
public:
    explicit Generator(unsigned seed) : random_(seed) {}

    std::string text() {
        NeutralText out;
        for (auto left = below(12); left > 0; --left) {
            piece(out);
        }
        return out.take();
    }

private:
    void piece(NeutralText& out) {
        switch (below(10)) {
        case 0:
            out.write(As::code, secret());
            break;
        case 1:
            out.write(As::code_block, secret());
            break;
        case 2:
            out.write(As::spoiler, secret());
            break;
        case 3:
            out.quote(true);
            out.write(below(2) == 0 ? As::text : As::code, secret());
            out.quote(false);
            break;
        case 4:
            out.link(As::text, "https://evil.example/a)|" + secret(), secret());
            break;
        case 5:
            out.word("@user");
            break;
        case 6:
            out.line_end();
            break;
        default:
            out.write(As::text, junk.at(below(junk.size())));
        }
    }

    std::string secret() {
        return std::string(hidden.at(below(hidden.size()))) + std::string(junk.at(below(junk.size())));
    }
    std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_); }

    std::mt19937 random_;
};

} // namespace

TEST_CASE("whatever marks people type around it, nothing in code, quotes, spoilers and foreign links is found") {
    Generator generator(516757);
    for (int i = 0; i < 20'000; ++i) {
        const auto text = generator.text();
        CAPTURE(text);
        REQUIRE_FALSE(usher::testing::contains(found(text), "111111"));
    }
}

TEST_CASE("code, blocks, quotes and spoilers are told as what they are") {
    NeutralText out;
    out.write(As::text, "run ");
    out.write(As::code, "close #111111");
    out.write(As::code_block, "#222222\n#333333");
    out.quote(true);
    out.write(As::text, "ticket 444444\nticket 555555");
    out.quote(false);
    out.write(As::spoiler, "#666666");
    out.write(As::text, " but #516757");
    const auto text = out.take();

    CHECK(text == "run `close #111111`\n```\n#222222\n#333333\n```\n> ticket 444444\n> ticket 555555\n||#666666|| but "
                  "#516757");
    CHECK(found(text) == "516757 R1");
    CHECK(rejected(text) == "#111111 code, #222222 code, #333333 code, 444444 quote, 555555 quote, #666666 spoiler");
}

TEST_CASE("a piece that cannot be marked, because its marks are used as characters, is left out") {
    NeutralText code;
    code.write(As::text, "it`s ");
    code.write(As::code, "#111111");
    code.write(As::text, " or #516757");
    CHECK(code.take() == "it`s (code) or #516757");

    NeutralText spoiler;
    spoiler.write(As::text, "a | b");
    spoiler.write(As::spoiler, "#111111");
    spoiler.write(As::code, "x|y");
    CHECK(spoiler.take() == "a | b (spoiler) `x/y`");
}

TEST_CASE("a word stands apart from what is around it") {
    NeutralText out;
    out.write(As::text, "ticket");
    out.word("@user");
    out.write(As::text, "516757 (");
    out.word("#channel");
    out.write(As::text, ")");
    CHECK(out.take() == "ticket @user 516757 (#channel )");
}

TEST_CASE("a link is its address, and its label only if that says more") {
    const auto written = [](std::string_view url, std::string_view label) {
        NeutralText out;
        out.link(As::text, url, label);
        return out.take();
    };
    CHECK(written("https://a.example/x", "") == "https://a.example/x");
    CHECK(written("https://a.example/", "a.example") == "https://a.example/");
    CHECK(written("https://a.example/", "see [1]") == "[see  1 ](https://a.example/)");
    CHECK(written("https://a.example/b(c) d", "") == "https://a.example/b%28c%29%20d");
    CHECK(written("javascript:516757", "#516757") == "(link)");
    CHECK(written("://#516757", "#516757") == "(link)");
    CHECK(written("", "#516757") == "(link)");
}

TEST_CASE("the label of an own link counts, that of another one does not") {
    NeutralText out;
    out.link(As::text, "https://my.keliweb.example/viewticket.php?tid=516757", "ticket 902347");
    out.write(As::text, "and");
    out.link(As::text, "https://evil.example/", "https://my.keliweb.example/viewticket.php?tid=358126&x #358126");
    const auto text = out.take();

    CHECK(found(text) == "902347 R3, 516757 R4");
    CHECK(usher::testing::contains(rejected(text), "#358126 foreign-link"));
}
