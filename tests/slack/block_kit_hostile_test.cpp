#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "cards.hpp"
#include "testing/hostile_card.hpp"
#include "usher/slack/block_kit.hpp"

using namespace usher;
using testing::a_card;
using testing::a_card_reply;
using testing::violations;

namespace {

const std::vector<std::string> hostile_parts{"<!channel>",
                                             "&amp;",
                                             "&",
                                             "<",
                                             ">",
                                             "|",
                                             "*",
                                             "_",
                                             "`",
                                             "```",
                                             "~",
                                             "\n",
                                             "\x01",
                                             "\x1b[31m",
                                             "\xFF",
                                             "\xE2\x80\xAE",
                                             "\xE2\x80\x8B",
                                             "\xF0\x9F\x98\x80",
                                             "word",
                                             " ",
                                             "è",
                                             "<@U1>",
                                             "<https://evil.example|x>",
                                             "\xE4\xB8",
                                             "}",
                                             "\"",
                                             "\\",
                                             "^",
                                             "{date}"};

} // namespace

TEST_CASE("any card whatever respects every limit") {
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        CAPTURE(seed);
        const auto link = "https://a.example/" + std::string(seed * 20, 'a');
        CHECK(violations(slack::render_message(testing::HostileCard(seed, hostile_parts, link).card())) == "");
    }
}

TEST_CASE("five hundred replies of a megabyte each respect every limit") {
    auto made = a_card();
    made.view = card::View::full;
    const auto reply = a_card_reply(std::string(1U << 20U, 'x') + "<!channel>");
    made.replies.assign(500, reply);

    CHECK(violations(slack::render_message(made)) == "");
}
