#include <doctest/doctest.h>

#include "usher/policy/policy.hpp"

namespace {

using namespace usher::policy;

TEST_CASE("a level is read from the word it is named by, and from nothing else") {
    for (const auto level : {Level::none, Level::minimal, Level::internal, Level::full}) {
        CHECK(parse_level(name(level)) == level);
    }
    for (const auto* word : {"", "Full", "all", "internal ", "0"}) {
        CAPTURE(word);
        CHECK_FALSE(parse_level(word));
    }
}

TEST_CASE("levels are ordered from nothing to everything") {
    CHECK(Level::none < Level::minimal);
    CHECK(Level::minimal < Level::internal);
    CHECK(Level::internal < Level::full);
}

TEST_CASE("a language is read from its code, and from nothing else") {
    CHECK(parse_language("en") == Language::en);
    CHECK(parse_language("it") == Language::it);
    for (const auto* word : {"", "EN", "italiano", "de", "it-IT"}) {
        CAPTURE(word);
        CHECK_FALSE(parse_language(word));
    }
}

TEST_CASE("each refusal has a stable name for logs and the audit") {
    CHECK(name(Denial::user_not_listed) == "user_not_listed");
    CHECK(name(Denial::outsiders_present) == "outsiders_present");
    CHECK(name(Denial::level_none) == "level_none");
}

} // namespace
