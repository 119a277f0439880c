#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "cards.hpp"
#include "html_checker.hpp"
#include "testing/hostile_card.hpp"
#include "usher/matrix/message.hpp"

using namespace usher;
using testing::violations;

namespace {

constexpr const char* honest_link = "https://honest.example/";

const std::vector<std::string> hostile_parts{"<script>alert(1)</script>",
                                             "</p></blockquote>",
                                             "<img src=x onerror=alert(1)>",
                                             "<!--",
                                             "]]>",
                                             "&amp;",
                                             "&#60;",
                                             "&",
                                             "<",
                                             ">",
                                             "\"",
                                             "'",
                                             "\" onclick=\"x",
                                             "@room",
                                             "@",
                                             "@user:server.example",
                                             "#alias:server.example",
                                             "!room:server.example",
                                             "@ro",
                                             "om ",
                                             ":server",
                                             "https://matrix.to/#/@user:server.example",
                                             "matrix.",
                                             "to/#/",
                                             "matrix:u/user:server.example",
                                             "javascript:alert(1)",
                                             "<a href=\"https://evil.example\">x</a>",
                                             "\n",
                                             "\t",
                                             "\x01",
                                             "\x1b[31m",
                                             "\xFF",
                                             "\xE2\x80\xAE",
                                             "\xE2\x80\x8B",
                                             "\xE2\x81\xA0",
                                             "\xF0\x9F\x98\x80",
                                             "word",
                                             " ",
                                             " ",
                                             "è",
                                             "\xE4\xB8",
                                             "}",
                                             "\\",
                                             "`"};

} // namespace

TEST_CASE("any card whatever is well-formed, within the limits, and mentions and links nothing of its own") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        const auto message = matrix::render_message(testing::HostileCard(seed, hostile_parts, honest_link).card());

        CHECK(violations(message) == "");
        const auto html = nlohmann::json::parse(message).at("formatted_body").get<std::string>();
        CHECK(std::ranges::all_of(testing::check_html(html).links, [](const auto& url) { return url == honest_link; }));
    }
}
