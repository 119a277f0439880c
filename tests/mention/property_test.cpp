#include <doctest/doctest.h>

#include <array>
#include <random>

#include "mention/finding.hpp"

using usher::mention::Matcher;

namespace {

constexpr auto pieces = std::to_array<std::string_view>({"516757",
                                                         "#",
                                                         "ticket",
                                                         "tickets ",
                                                         "n.",
                                                         "n\xC2\xB0",
                                                         "ID",
                                                         ":",
                                                         " ",
                                                         "\n",
                                                         "`",
                                                         "```",
                                                         "~~~",
                                                         ">",
                                                         "||",
                                                         "[",
                                                         "]",
                                                         "](",
                                                         ")",
                                                         "*",
                                                         "_",
                                                         ",",
                                                         " e ",
                                                         "order ",
                                                         "https://",
                                                         "my.keliweb.example",
                                                         "/viewticket.php?tid=",
                                                         "&c=",
                                                         "&amp;",
                                                         "4711",
                                                         "a",
                                                         "\xC3\xA9",
                                                         "\xC3",
                                                         "\xF0\x9F",
                                                         "\xFF",
                                                         std::string_view("\0", 1),
                                                         ".",
                                                         "-",
                                                         "CFB-250177",
                                                         "\xC2\xA0",
                                                         "\xE2\x80\xAF",
                                                         "example.org/",
                                                         "?",
                                                         "@",
                                                         "\r\n"});

std::string generated(std::mt19937& random) {
    std::uniform_int_distribution<std::size_t> count(0, 40);
    std::uniform_int_distribution<std::size_t> piece(0, pieces.size() - 1);
    std::uniform_int_distribution<int> byte(0, 255);
    std::string text;
    for (auto left = count(random); left > 0; --left) {
        if (byte(random) < 16) {
            text += static_cast<char>(byte(random));
        } else {
            text += pieces.at(piece(random));
        }
    }
    return text;
}

void check_offsets(std::string_view text, const Matcher& matcher) {
    const auto explanation = matcher.explain(text);
    for (const auto& match : explanation.matches) {
        REQUIRE(match.offset < text.size());
        if (match.rule != usher::mention::Rule::link) {
            REQUIRE(text.substr(match.offset, match.number.size()) == match.number);
        }
    }
    for (const auto& rejection : explanation.rejected) {
        REQUIRE(rejection.offset < text.size());
        REQUIRE(text.substr(rejection.offset, rejection.text.size()) == rejection.text);
    }
}

} // namespace

TEST_CASE("whatever the bytes, what is told stands in the text at its offset") {
    std::mt19937 random(516757);
    auto masked_options = usher::testing::default_options();
    masked_options.mask = "CFB-%n%n%n%n%n%n";
    masked_options.bare = true;
    const Matcher masked(masked_options);
    for (int i = 0; i < 20'000; ++i) {
        const auto text = generated(random);
        CAPTURE(text);
        check_offsets(text, usher::testing::default_matcher());
        check_offsets(text, masked);
    }
}

TEST_CASE("every proper beginning of a text is read without a surprise") {
    const std::string text =
        "> q\n```\n#1\n``` [Ticket n\xC2\xB0 516757](https://my.keliweb.example/viewticket.php?c=a&amp;tid=516757) "
        "||x|| ticket 516757,902347 e\xE2\x80\xAF"
        "358126 order #111222";
    for (std::size_t length = 0; length <= text.size(); ++length) {
        check_offsets(text.substr(0, length), usher::testing::default_matcher());
    }
}

TEST_CASE("at most so many candidates of a text are kept") {
    std::string text;
    for (int i = 100'000; i < 101'000; ++i) {
        text += "#" + std::to_string(i) + " #4711 ";
    }

    const auto explanation = usher::testing::default_matcher().explain(text);

    CHECK(explanation.matches.size() == Matcher::max_candidates);
    CHECK(explanation.rejected.size() == Matcher::max_candidates);
}

TEST_CASE("a candidate is quoted in part if it is long") {
    const auto explanation = usher::testing::default_matcher().explain("#" + std::string(100'000, '7'));

    REQUIRE(explanation.rejected.size() == 1);
    CHECK(explanation.rejected[0].text.size() == 40);
}
