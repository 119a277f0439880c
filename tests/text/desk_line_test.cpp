#include <doctest/doctest.h>

#include <string>

#include "usher/text/desk_text.hpp"
#include "usher/text/utf8.hpp"

using usher::text::read_desk_line;

TEST_CASE("a field is one clean line with its entities decoded once") {
    CHECK(read_desk_line("l&#039;ordine &amp;lt;1&amp;gt;", 80) == "l'ordine &lt;1&gt;");
    CHECK(read_desk_line(" a\r\n b\t\tc&nbsp;d ", 80) == "a b c d");
    CHECK(read_desk_line("<b>x</b> **y** &lt;i&gt;", 80) == "<b>x</b> **y** <i>");
    CHECK(read_desk_line("a&#x202E;b\xE2\x80\x8B\x01\xFF", 80) == "ab\xEF\xBF\xBD");
    CHECK(read_desk_line("", 80).empty());
    CHECK(read_desk_line(" \r\n ", 80).empty());
}

TEST_CASE("a field is cut with an ellipsis") {
    CHECK(read_desk_line("il server di posta", 12) == "il server\xE2\x80\xA6");
    CHECK(read_desk_line("il server", 9) == "il server");
    CHECK(read_desk_line("il server", 0).empty());
}

TEST_CASE("a field shows no secret, and no half of a mark") {
    CHECK(read_desk_line("password: tigre99 non va", 80) == "password: [removed] non va");
    CHECK(read_desk_line("password: tigre99", 80, "[rimosso]") == "password: [rimosso]");
    CHECK(read_desk_line("password: tigre99 non va", 15) == "password:\xE2\x80\xA6");
    CHECK(read_desk_line("password: tigre99 non va", 21) == "password: [removed]\xE2\x80\xA6");
    for (std::size_t max = 1; max < 30; ++max) {
        CAPTURE(max);
        const auto line = read_desk_line("password: tigre99 non va", max);
        CHECK(usher::text::count_characters(line) <= max);
        CHECK((line.find('[') == std::string::npos) == (line.find("[removed]") == std::string::npos));
    }
}
