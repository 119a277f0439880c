#include "mention/finding.hpp"

using namespace usher::testing;

TEST_CASE("nothing counts in inline code") {
    check_rejected({
        {"run `close #516757`", "#516757 code"},
        {"``a ` #516757``", "#516757 code"},
        {"it`s `#516757`", "#516757 code"},
        {"```#516757```", "#516757 code"},
        {"vedi`#516757`", "#516757 code"},
        {"ticket `516757`", "516757 code"},
    });
}

TEST_CASE("one unmatched backtick is not code") {
    check_found({
        {"it`s #516757", "516757 R1"},
        {"`a` #516757 `", "516757 R1"},
        {"a `\n#516757 `", "516757 R1"},
        {"`` #516757 `", "516757 R1"},
    });
}

TEST_CASE("nothing counts in fenced code, closed or not") {
    check_rejected({
        {"```\n#516757\n```", "#516757 code"},
        {"  ```js\n#516757\n```", "#516757 code"},
        {"text ```\n#516757\n``` more", "#516757 code"},
        {"```\n#516757", "#516757 code"},
        {"~~~\n> #516757\n~~~", "#516757 code"},
        {"````\n```\n#516757\n````", "#516757 code"},
    });
}

TEST_CASE("text behind code counts again") {
    check_found({
        {"```\n#111222\n```\n#516757", "516757 R1"},
        {"```\n#111222\n``` #516757", "516757 R1"},
        {"~~~\n#111222\n~~~\n#516757", "516757 R1"},
        {"`a` #516757 `b`", "516757 R1"},
        {"~~~ #516757 ~~~", "516757 R1"},
    });
}

TEST_CASE("nothing counts on a line that begins with >") {
    check_rejected({
        {"> ticket 516757", "516757 quote"},
        {"no\n  >#516757", "#516757 quote"},
        {"> ```\r\n> #516757\r\n", "#516757 quote"},
    });
}

TEST_CASE("a > in the middle of a line is no quote, and a quote ends with its line") {
    check_found({
        {"a > b #516757", "516757 R1"},
        {"> what about #111222\n#516757", "516757 R1"},
        {"> ```\n#516757", "516757 R1"},
    });
}

TEST_CASE("nothing counts in a spoiler") {
    check_rejected({
        {"||#516757||", "#516757 spoiler"},
        {"a ||b\nticket 516757|| c", "516757 spoiler"},
    });
    check_found({
        {"||a|| #516757 || b", "516757 R1"},
        {"`a || b` #516757 || c", "516757 R1"},
    });
}
