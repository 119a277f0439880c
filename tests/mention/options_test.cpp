#include "mention/finding.hpp"

#include <stdexcept>

#include "testing/contains.hpp"

using namespace usher::testing;
using usher::mention::Matcher;

namespace {

Matcher with_mask(std::string mask) {
    auto options = default_options();
    options.mask = std::move(mask);
    return Matcher(options);
}

Matcher with_bare() {
    auto options = default_options();
    options.bare = true;
    return Matcher(options);
}

std::string refusal(const usher::mention::Options& options) {
    try {
        const Matcher matcher(options);
        return "";
    } catch (const std::invalid_argument& problem) {
        return problem.what();
    }
}

} // namespace

TEST_CASE("the number of digits is an option") {
    auto options = default_options();
    options.digits = 4;
    const Matcher matcher(options);

    CHECK(found("#4711 ticket 4712 #516757", matcher) == "4711 R1, 4712 R2");
}

TEST_CASE("a mask replaces the digits in every rule") {
    const auto matcher = with_mask("CFB-%n%n%n%n%n%n");
    check_found(
        {
            {"#CFB-250177", "CFB-250177 R1"},
            {"ticket n. CFB-250177, CFB-250178 e CFB-250179", "CFB-250177 R2, CFB-250178 R5, CFB-250179 R5"},
            {"[Ticket ID: CFB-250177]", "CFB-250177 R3"},
            {"https://my.keliweb.example/viewticket.php?tid=CFB-250177", "CFB-250177 R4"},
            {"ticket cfb-250177", "cfb-250177 R2"},
        },
        matcher);
    check_rejected(
        {
            {"#250177", "#250177 digits"},
            {"#CFB-2501771", ""},
            {"xCFB-250177", ""},
            {"CFB-250177", "CFB-250177 bare"},
            {"order #CFB-250177", "#CFB-250177 foreign-kind"},
            {"#CFB-250177.pdf", "#CFB-250177 edge"},
        },
        matcher);
}

TEST_CASE("a mask may hold letters, dates, an id and blanks") {
    check_found({{"ticket AbC - 111 - 2013 x", "AbC - 111 - 2013 R2"},
                 {"ticket AbC\xC2\xA0- 111 - 2013", "AbC - 111 - 2013 R2"}},
                with_mask("%A%a%A - %n%n%n - %y"));
    check_found({{"#T-1", "T-1 R1"}, {"#T-1234567890", "T-1234567890 R1"}}, with_mask("T-%i"));
    check_found({{"#251124-12", "251124-12 R1"}, {"#4251124", ""}}, with_mask("%n%n%m%d-%i"));
    check_found({{"#12x3", "12x3 R1"}}, with_mask("%ix%n"));
}

TEST_CASE("bare numbers count only where they are wanted, with the same edges") {
    const auto matcher = with_bare();
    check_found(
        {
            {"is 516757 yours? or 902347", "516757 bare, 902347 bare"},
            {"(516757)", "516757 bare"},
            {"n. 516757", "516757 bare"},
            {"ticket 516757 902347", "516757 R2, 902347 bare"},
        },
        matcher);
    check_rejected(
        {
            {"fattura n. 516757", "516757 foreign-kind"},
            {"id=516757", "516757 edge"},
            {"1.516757", "516757 edge"},
            {"516757.00", "516757 edge"},
            {"@516757", "516757 edge"},
            {"516757@example.org", "516757 edge"},
            {"+39 051 516757", "516757 edge"},
            {"+39 051 51 516757", "516757 edge"},
            {"(051) 516757", "516757 edge"},
            {"EUR 516757", "516757 edge"},
            {"circa euro 516757", "516757 edge"},
            {"516757 euro", "516757 edge"},
            {"\xE2\x82\xAC 516757", "516757 edge"},
            {"`516757`", "516757 code"},
        },
        matcher);
}

TEST_CASE("a conversation may want bare numbers whatever the options say") {
    CHECK(default_matcher().explain("516757", true).matches.size() == 1);
    CHECK(with_bare().explain("516757", false).matches.empty());
}

TEST_CASE("keywords and foreign kinds replace the shipped ones") {
    auto options = default_options();
    options.keywords = {"caso di supporto", "\xC3\xA9tude"};
    options.foreign_kinds = {"pizza"};
    const Matcher matcher(options);

    check_found({{"il Caso di  Supporto n. 516757", "516757 R2"},
                 {"\xC3\x89tude 516757", "516757 R2"},
                 {"ticket 516757", ""},
                 {"pizza #516757", ""},
                 {"order #516757", "516757 R1"}},
                matcher);
}

TEST_CASE("a configured host may carry a port") {
    auto options = default_options();
    options.hosts = {"Desk.Example:8443"};

    CHECK(found("https://desk.example:8443/viewticket.php?tid=516757", Matcher(options)) == "516757 R4");
}

TEST_CASE("is_number says whether a whole text has the configured shape") {
    CHECK(default_matcher().is_number("516757"));
    CHECK_FALSE(default_matcher().is_number("5167570"));
    CHECK_FALSE(default_matcher().is_number(""));
    CHECK(with_mask("%A%A - %n").is_number("ab - 1"));
}

TEST_CASE("options that make no sense are refused with a sentence that says what would") {
    const auto with = [](auto change) {
        auto options = default_options();
        change(options);
        return refusal(options);
    };

    CHECK(contains(with([](auto& o) { o.digits = 0; }), "digits must be 1 to 12"));
    CHECK(contains(with([](auto& o) { o.digits = 13; }), "digits must be 1 to 12"));
    CHECK(contains(with([](auto& o) { o.mask = "%A%A"; }), "has no digit"));
    CHECK(contains(with([](auto& o) { o.mask = "%x%n"; }), "unknown code"));
    CHECK(contains(with([](auto& o) { o.mask = "%n%"; }), "unknown code"));
    CHECK(contains(with([](auto& o) { o.mask = "T/%n"; }), "letters, digits, dashes and blanks"));
    CHECK(contains(with([](auto& o) { o.mask = "-%n"; }), "begin and end"));
    CHECK(contains(with([](auto& o) { o.mask = "%i%i"; }), "more than once"));
    CHECK(contains(with([](auto& o) { o.mask = std::string(33, '1') + "%n"; }), "longer than 32"));
    CHECK(contains(with([](auto& o) { o.hosts = {"https://my.keliweb.example/"}; }), "without scheme and path"));
    CHECK(contains(with([](auto& o) { o.hosts = {""}; }), "no host"));
    CHECK(contains(with([](auto& o) { o.keywords = {""}; }), "words or phrases"));
    CHECK(contains(with([](auto& o) { o.keywords = {"#"}; }), "keywords"));
    CHECK(contains(with([](auto& o) { o.foreign_kinds = {std::string(41, 'a')}; }), "foreign kinds"));
}
