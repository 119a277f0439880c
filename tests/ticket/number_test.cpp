#include "usher/ticket/number.hpp"

#include <string>

#include <doctest/doctest.h>

namespace {

using namespace usher::ticket;

TEST_CASE("a ticket number is kept as typed") {
    for (const auto* typed : {"516757", "CFB-250177", "cfb-250177", "007", "TST01", "AAA - 111 - 2013", "0"}) {
        CAPTURE(typed);

        const auto number = TicketNumber::parse(typed);

        REQUIRE(number);
        CHECK(number->text() == typed);
    }
}

TEST_CASE("blanks around a ticket number are not part of it") {
    const auto number = TicketNumber::parse(" \t516757\r\n");

    REQUIRE(number);
    CHECK(number->text() == "516757");
}

TEST_CASE("what is not letters, digits, dashes and blanks is no ticket number") {
    for (const auto* typed :
         {"", " ", "-", "- -", "#516757", "id:1", "516757?", "516,757", "51\n6757", "51\t6757", "516757é",
          "5167\xC2\xA0"
          "57",
          "\xFF", "516757;drop", "<516757>", "tid=516757"}) {
        CAPTURE(typed);
        CHECK_FALSE(TicketNumber::parse(typed));
    }
    CHECK_FALSE(TicketNumber::parse(std::string_view("516\0"
                                                     "757",
                                                     7)));
}

TEST_CASE("a ticket number has at most 32 characters") {
    CHECK(TicketNumber::parse(std::string(32, '1')));
    CHECK_FALSE(TicketNumber::parse(std::string(33, '1')));
    CHECK_FALSE(TicketNumber::parse(std::string(1'000'000, '1')));
}

TEST_CASE("the desk means the same ticket whatever the case of its letters") {
    const auto number = TicketNumber::parse("CFB-250177");
    REQUIRE(number);

    CHECK(number->same_as("cfb-250177"));
    CHECK(*number == *TicketNumber::parse("Cfb-250177"));
    CHECK_FALSE(number->same_as("CFB-250178"));
    CHECK_FALSE(number->same_as("CFB250177"));
    CHECK_FALSE(number->same_as("CFB-250177 "));
    CHECK_FALSE(number->same_as(""));
}

TEST_CASE("leading zeros belong to a ticket number") {
    CHECK_FALSE(TicketNumber::parse("007")->same_as("7"));
}

TEST_CASE("an id is digits without leading zeros") {
    CHECK(TicketId::parse("1")->text() == "1");
    CHECK(TicketId::parse("0042")->text() == "42");
    CHECK(TicketId::parse("000")->text() == "0");
    CHECK(TicketId::parse(" 7 ")->text() == "7");
    CHECK(*TicketId::parse("007") == *TicketId::parse("7"));
}

TEST_CASE("an id has 1 to 18 digits and nothing else") {
    CHECK(TicketId::parse(std::string(18, '9')));
    for (const auto& typed : {std::string(), std::string(19, '9'), std::string("-1"), std::string("+1"),
                              std::string("1.0"), std::string("0x1"), std::string("1 2"), std::string("a")}) {
        CAPTURE(typed);
        CHECK_FALSE(TicketId::parse(typed));
    }
}

} // namespace
