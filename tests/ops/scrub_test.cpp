#include "ops/scrub.hpp"

#include <doctest/doctest.h>

#include <string>

#include "testing/contains.hpp"

using usher::ops::append_escaped;
using usher::ops::mask;
using usher::testing::contains;

namespace {

std::string escaped(std::string_view text, bool quoted = true) {
    std::string result;
    append_escaped(result, text, quoted);
    return result;
}

} // namespace

TEST_CASE("what looks like a secret is masked, what surrounds it stays") {
    const struct {
        const char* text;
        const char* masked;
    } cases[] = {
        {"token xoxb-12-ab.cd rejected", "token [masked] rejected"},
        {"xoxp-1 xoxa-2 xoxe-3", "[masked] [masked] [masked]"},
        {"xoxe.xoxp-1-abc", "[masked]"},
        {"xapp-1-A01-2-ff", "[masked]"},
        {"(xapp-1)", "([masked])"},
        {"syt_dXNoZXI_abc_1", "[masked]"},
        {"Authorization: Bearer abc.def/g+h==", "Authorization: Bearer [masked]"},
        {"bearer: abc", "bearer: [masked]"},
        {"Basic dXNlcjpwYXNzd29yZA==", "Basic [masked]"},
        {"https://hooks.slack.com/commands/T1/2/x?y#z next", "https://hooks.slack.com[masked] next"},
        {"wss://wss-primary.slack.com/link/?ticket=abc&app_id=1",
         "wss://wss-primary.slack.com/link/?ticket=[masked]&app_id=1"},
        {"https://d/viewticket.php?tid=516757&c=Ab12", "https://d/viewticket.php?tid=516757&c=[masked]"},
        {"https://d/viewticket.php?c=Ab12&tid=516757", "https://d/viewticket.php?c=[masked]&tid=516757"},
        {"tid=1&amp;c=Ab12", "tid=1&amp;c=[masked]"},
        {"grant_type=password&password=a%20b&x=1", "grant_type=password&password=[masked]&x=1"},
        {"client_secret=s access_token=t refresh_token=u",
         "client_secret=[masked] access_token=[masked] refresh_token=[masked]"},
        {"jwt eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiIxIn0.sig-_1", "jwt [masked]"},
    };
    for (const auto& [text, expected] : cases) {
        CHECK(mask(text) == expected);
    }
}

TEST_CASE("ordinary words are left alone") {
    for (const auto* text : {"", "boxb-1", "xox", "xoxb", "a basic error", "the bearer", "eyJ short", "ticket 516757",
                             "c=1", "abc=1", "music=loud", "hooks.example.com/x", "ticket=5", "maxapp-1"}) {
        CHECK(mask(text) == text);
    }
}

TEST_CASE("a line of nothing but beginnings of secrets is read once, not over and over") {
    std::string text;
    for (int i = 0; i < 200'000; ++i) {
        text += "eyJ ";
    }

    CHECK(mask(text) == text);
}

TEST_CASE("nothing can forge a line or drive a terminal") {
    CHECK(escaped("a\nb\r\tc") == "a\\u000ab\\u000d\\u0009c");
    CHECK(escaped("\x1b[31m") == "\\u001b[31m");
    CHECK(escaped("\x7f") == "\\u007f");
    CHECK(escaped("\xC2\x9B") == "\\u009b");     // CSI as one character
    CHECK(escaped("\xE2\x80\xA8") == "\\u2028"); // line separator
    CHECK(escaped("\xE2\x80\xAE"
                  "abc") == "\\u202eabc"); // right-to-left override
    CHECK(escaped(std::string_view("\0", 1)) == "\\u0000");
}

TEST_CASE("quotes and backslashes are escaped where a quoted text is wanted, and only there") {
    CHECK(escaped(R"("\)") == R"(\"\\)");
    CHECK(escaped(R"("\)", false) == R"("\)");
}

TEST_CASE("readable text passes as it is") {
    CHECK(escaped("perch\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80") == "perch\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80");
}

TEST_CASE("bytes that are no UTF-8 become the replacement character") {
    const std::string_view replacement = "\xEF\xBF\xBD";
    for (const std::string_view bytes :
         {"\xFF", "\x80", "\xC3", "\xC0\x80", "\xE2\x82", "\xED\xA0\x80", "\xF4\x90\x80\x80"}) {
        CHECK(contains(escaped(bytes), replacement));
        CHECK_FALSE(contains(escaped(bytes), bytes));
    }
}
