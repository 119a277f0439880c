#include "usher/identity/identity.hpp"

#include <doctest/doctest.h>

namespace {

using namespace usher::identity;

TEST_CASE("a platform is named by the word used in the configuration") {
    CHECK(name(Platform::slack) == "slack");
    CHECK(name(Platform::matrix) == "matrix");
}

TEST_CASE("a Slack person is listed with the workspace, since user ids are only unique within it") {
    const PersonId person{.platform = Platform::slack, .tenant = "T01", .native = "U0123"};

    CHECK(to_string(person) == "slack:T01:U0123");
}

TEST_CASE("a Matrix person is listed by the user id alone, which names the homeserver itself") {
    const PersonId person{.platform = Platform::matrix, .tenant = "example.org", .native = "@anna:example.org"};

    CHECK(to_string(person) == "matrix:@anna:example.org");
}

TEST_CASE("a conversation is logged with its tenant") {
    CHECK(to_string(ConversationId{.platform = Platform::slack, .tenant = "T01", .native = "C01"}) == "slack:T01/C01");
    CHECK(
        to_string(ConversationId{.platform = Platform::matrix, .tenant = "example.org", .native = "!a:example.org"}) ==
        "matrix:example.org/!a:example.org");
}

TEST_CASE("the same native id in another workspace is another conversation and another person") {
    CHECK(ConversationId{.platform = Platform::slack, .tenant = "T01", .native = "C01"} !=
          ConversationId{.platform = Platform::slack, .tenant = "T02", .native = "C01"});
    CHECK(PersonId{.platform = Platform::slack, .tenant = "T01", .native = "U01"} !=
          PersonId{.platform = Platform::slack, .tenant = "T02", .native = "U01"});
}

TEST_CASE("nothing is known about a conversation until the platform says it") {
    const ConversationFacts facts;

    CHECK(facts.kind == ConversationKind::unknown);
    CHECK(facts.outsiders == Outsiders::unknown);
}

} // namespace
