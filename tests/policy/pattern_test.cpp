#include <string>

#include <doctest/doctest.h>

#include "usher/policy/policy.hpp"

namespace {

using namespace usher::policy;
using usher::identity::Platform;

TEST_CASE("an exact pattern names one conversation by its id or alias") {
    const auto channel = Pattern::parse("slack:C0123ABCD");
    REQUIRE(channel);
    CHECK(channel->kind == Pattern::Kind::exact);
    CHECK(channel->platform == Platform::slack);
    CHECK(channel->native == "C0123ABCD");

    for (const auto* room : {"!abc:example.org", "#support:example.org", "!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM",
                             "!a:example.org:8448"}) {
        CAPTURE(room);
        const auto pattern = Pattern::parse(std::string("matrix:") + room);
        REQUIRE(pattern);
        CHECK(pattern->kind == Pattern::Kind::exact);
        CHECK(pattern->platform == Platform::matrix);
        CHECK(pattern->native == room);
    }
}

TEST_CASE("a star stands for a whole platform or for everything") {
    CHECK(Pattern::parse("*")->kind == Pattern::Kind::any);
    CHECK(Pattern::parse("slack:*")->kind == Pattern::Kind::platform);
    CHECK(Pattern::parse("slack:*")->platform == Platform::slack);
    CHECK(Pattern::parse("matrix:*")->platform == Platform::matrix);
}

TEST_CASE("what would never match anything is refused rather than ignored") {
    for (const auto* text : {"",
                             "slack",
                             "slack:",
                             "slack:#general",
                             "slack:general",
                             "slack:C01 ",
                             " slack:C01",
                             "slack:**",
                             "slack:C*",
                             "Slack:C01",
                             "matrix:",
                             "matrix:room",
                             "matrix:!",
                             "matrix:#support",
                             "matrix:!a b:example.org",
                             "matrix:@anna:example.org",
                             "matrix:**",
                             "**",
                             "teams:C01",
                             "slack:C01\n",
                             "matrix:!a\n:example.org"}) {
        CAPTURE(text);
        CHECK_FALSE(Pattern::parse(text));
    }
    CHECK_FALSE(Pattern::parse("slack:" + std::string(256, 'C')));
}

} // namespace
