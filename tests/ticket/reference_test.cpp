#include "usher/ticket/reference.hpp"

#include <string>

#include <doctest/doctest.h>

namespace {

using namespace usher::ticket;

TEST_CASE("digits are a ticket number and never an id") {
    const auto reference = parse_reference("1");

    REQUIRE(reference);
    CHECK(std::holds_alternative<TicketNumber>(*reference));
}

TEST_CASE("id: in front makes it an id, in whatever case and with blanks") {
    for (const auto* typed : {"id:1", "ID:1", "Id: 1", " id:001 "}) {
        CAPTURE(typed);

        const auto reference = parse_reference(typed);

        REQUIRE(reference);
        REQUIRE(std::holds_alternative<TicketId>(*reference));
        CHECK(std::get<TicketId>(*reference).text() == "1");
    }
}

TEST_CASE("a broken id is nothing, not a number") {
    for (const auto* typed : {"id:", "id:abc", "id:-1", "id:1x", "id::1", "id:1234567890123456789"}) {
        CAPTURE(typed);
        CHECK_FALSE(parse_reference(typed));
    }
}

TEST_CASE("a number that merely begins with the letters id is a number") {
    CHECK(std::holds_alternative<TicketNumber>(*parse_reference("ID-1")));
    CHECK(std::holds_alternative<TicketNumber>(*parse_reference("id1")));
}

TEST_CASE("what was written to a stored row is read back as the same reference") {
    for (const auto* written : {"516757", "CFB-250177", "AAA - 111 - 2013", "id:1", "id:999999999999999999"}) {
        CAPTURE(written);

        const auto reference = parse_reference(written);

        REQUIRE(reference);
        CHECK(to_string(*reference) == written);
        CHECK(*parse_reference(to_string(*reference)) == *reference);
    }
}

TEST_CASE("the number 1 and the id 1 are different references") {
    CHECK(*parse_reference("1") != *parse_reference("id:1"));
}

} // namespace
