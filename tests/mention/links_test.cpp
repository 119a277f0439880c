#include "mention/finding.hpp"

#include "usher/mention/link.hpp"

using namespace usher::testing;
using usher::mention::number_in_link;
using usher::mention::read_ticket_link;

namespace {

const std::vector<std::string> our_hosts{"my.keliweb.example"};

} // namespace

TEST_CASE("a link to our own desk is a reference (R4)") {
    check_found({
        {"https://my.keliweb.example/viewticket.php?tid=516757", "516757 R4"},
        {"HTTP://My.Keliweb.Example/billing/viewticket.php?c=x1&tid=516757", "516757 R4"},
        {"(https://my.keliweb.example:443/viewticket.php?tid=516757),", "516757 R4"},
        {"<https://my.keliweb.example/viewticket.php?c=x1&amp;tid=516757>", "516757 R4"},
        {"https://my.keliweb.example/viewticket.php?tid=516757#r2.", "516757 R4"},
        {"\xC2\xABhttps://my.keliweb.example/viewticket.php?tid=516757\xC2\xBB", "516757 R4"},
        {"[Ticket #516757](https://my.keliweb.example/viewticket.php?tid=516757)", "516757 R3"},
        {"[x](https://my.keliweb.example/viewticket.php?tid=516757),#902347", "516757 R4, 902347 R1"},
    });
}

TEST_CASE("nothing inside any other URL counts") {
    check_rejected({
        {"https://other.example/viewticket.php?tid=516757", "516757 foreign-link"},
        {"https://my.keliweb.example.evil.example/viewticket.php?tid=516757", "516757 foreign-link"},
        {"https://xmy.keliweb.example/viewticket.php?tid=516757", "516757 foreign-link"},
        {"https://my.keliweb.example@evil.example/viewticket.php?tid=516757", "516757 foreign-link"},
        {"https://a@my.keliweb.example/viewticket.php?tid=516757", "516757 foreign-link"},
        {"https://my.keliweb.example:8443/viewticket.php?tid=516757", "516757 foreign-link"},
        {"https://evil.example\\@my.keliweb.example/viewticket.php?tid=516757", "516757 foreign-link"},
        {"https://my.keliweb.example\\@evil.example/viewticket.php?tid=516757", "516757 foreign-link"},
        {"https://example.org/a\xE2\x80\x8B#516757", "#516757 foreign-link"},
        {"my.keliweb.example/viewticket.php?tid=516757", "516757 foreign-link"},
        {"https://evil.example/?u=https://my.keliweb.example/viewticket.php?tid=516757", ""},
        {"https://github.com/a/b/pull/516757#516757", "516757 foreign-link, #516757 foreign-link"},
        {"example.org/#516757", "#516757 foreign-link"},
        {"https://my.keliweb.example/knowledgebase/516757", "516757 foreign-link"},
        {"https://my.keliweb.example/viewticket.php#tid=516757", ""},
        {"https://my.keliweb.example/viewticket.php?tid=51675", "51675 digits"},
        {"https://my.keliweb.example/viewticket.php?tid=516757&tid=902347", ""},
    });
}

TEST_CASE("the label of a foreign link belongs to the link") {
    check_rejected({
        {"[#516757](https://github.com/a/b/pull/1)", "#516757 foreign-link"},
        {"[#516757](mailto:mario@example.org)", "#516757 foreign-link"},
        {"[ticket 516757](tel:+39051516)", "516757 foreign-link"},
        {"[#516757](/a/b/pull/1)", "#516757 foreign-link"},
        {"[#516757](../uploads/1.png)", "#516757 foreign-link"},
        {"[https://my.keliweb.example/viewticket.php?tid=516757](https://evil.example/)", "516757 foreign-link"},
        {"[x https://my.keliweb.example/viewticket.php?tid=516757 y](https://evil.example/)", "516757 foreign-link"},
        {"[[#516757](https://a.example/1](https://b.example/2)", "#516757 foreign-link"},
        {"[[ticket 516757] x](https://example.org/)", "516757 foreign-link"},
        {"[#516757]( <https://example.org/>)", "#516757 foreign-link"},
    });
    CHECK(found("[a #516757 b] (https://example.org/)") == "516757 R1");
}

TEST_CASE("a link's query is never told, whatever stands in it") {
    CHECK(rejected("https://other.example/viewticket.php?c=123456&tid=1") == "");
    CHECK(rejected("https://my.keliweb.example/viewticket.php?c=123456&tid=x") == "");
    CHECK(rejected("https://example.org/a?token=123456") == "");
}

TEST_CASE("a URL in code or quotes is no link") {
    check_rejected({
        {"`https://my.keliweb.example/viewticket.php?tid=516757`", "516757 code"},
        {"> https://my.keliweb.example/viewticket.php?tid=516757", "516757 quote"},
    });
}

TEST_CASE("number_in_link gives the number of an own link and nothing else of it") {
    CHECK(number_in_link("https://my.keliweb.example/viewticket.php?tid=CFB-250177&c=k3y", our_hosts) == "CFB-250177");
    CHECK(number_in_link("https://my.keliweb.example/viewticket.php?c=k3y&amp;tid=007123).", our_hosts) == "007123");
    CHECK(number_in_link("https://my.keliweb.example/viewticket.php?tid=AAA+-+111", our_hosts) == "AAA - 111");
    CHECK(number_in_link("https://my.keliweb.example/viewticket.php?tid=%35%31", our_hosts) == "51");
    CHECK(number_in_link("https://my.keliweb.example/viewticket.php?tid=hello", our_hosts).empty());
    CHECK(number_in_link("https://my.keliweb.example/viewticket.php?tid=1%00", our_hosts).empty());
    CHECK(number_in_link("https://other.example/viewticket.php?tid=516757", our_hosts).empty());
    CHECK(number_in_link("https://my.keliweb.example/clientarea.php?tid=516757", our_hosts).empty());
    CHECK(number_in_link("516757", our_hosts).empty());
}

TEST_CASE("a ticket link says whether it discloses an access key") {
    const auto with_key = read_ticket_link("https://my.keliweb.example/viewticket.php?tid=516757&amp;c=k3y", our_hosts);
    const auto without = read_ticket_link("https://other.example/viewticket.php?tid=516757&c=", our_hosts);

    REQUIRE(with_key);
    CHECK(with_key->ours);
    CHECK(with_key->discloses_key);
    REQUIRE(without);
    CHECK_FALSE(without->ours);
    CHECK_FALSE(without->discloses_key);
    CHECK_FALSE(read_ticket_link("https://my.keliweb.example/index.php?tid=516757", our_hosts));
}

TEST_CASE("a link whose label is an address leads where it leads") {
    check_found({
        {"[https://my.keliweb.example/viewticket.php?tid=516757](https://my.keliweb.example/viewticket.php?tid=516757)",
         "516757 R4"},
        {"[https://evil.example/](https://my.keliweb.example/viewticket.php?tid=516757)", "516757 R4"},
    });
}

TEST_CASE("parentheses behind brackets are not always a link") {
    check_found({
        {"[#516757](see below)", "516757 R1"},
        {"[#516757](urgent)", "516757 R1"},
        {"[Ticket #516757](note: tomorrow)", "516757 R3"},
        {"[x](mailto:mario@example.org) #516757", "516757 R1"},
        {"[#516757] (/a/b)", "516757 R1"},
    });
}
