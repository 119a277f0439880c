#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "text/shape.hpp"
#include "usher/text/utf8.hpp"

using namespace usher::text;
using namespace usher::text::testing;

namespace {

RichText clipped(std::string_view raw, std::size_t max) {
    return read_desk_text(raw, {max, true, "[removed]"});
}

} // namespace

TEST_CASE("a text that fits is not clipped") {
    const auto text = clipped("uno due\n\ntre", 10);

    CHECK(shape(text) == "uno due / tre");
    CHECK(text.more_characters == 0);
}

TEST_CASE("clipping ends on a word and counts the rest") {
    const auto text = clipped("uno due tre quattro", 12);

    CHECK(shape(text) == "uno due tre");
    CHECK(text.more_characters == 8);
}

TEST_CASE("clipping at the end of a word keeps it") {
    CHECK(shape(clipped("uno due tre", 7)) == "uno due");
}

TEST_CASE("a word that is too long for the first line is cut between graphemes") {
    const auto text = clipped("aaaaaaaae\xCC\x81"
                              "aaaa",
                              9);

    CHECK(shape(text) == "aaaaaaaa");
    CHECK(text.more_characters == 6);
}

TEST_CASE("a very long word is cut rather than left out") {
    const auto text = clipped("vedi https://example.org/" + std::string(300, 'a'), 100);

    CHECK(length(text) == 100);
}

TEST_CASE("blocks keep their kind when clipped, and empty ones go") {
    CHECK(shape(clipped("## Titolo\n\n- primo punto\n- secondo punto", 18)) == "# Titolo / - primo punto");
    CHECK(shape(clipped("## Titolo\n\n- primo punto\n- secondo punto", 25)) == "# Titolo / - primo punto / - secondo");
    CHECK(shape(clipped("hello\n\nworld", 7)) == "hello");
}

TEST_CASE("a mark is kept whole or not at all") {
    CHECK(shape(clipped("la password: tigre e altro", 15)) == "la password:");
    CHECK(shape(clipped("la password: tigre e altro", 22)) == "la password: [R|[removed]]");
    CHECK(shape(clipped("password: tigre", 12)) == "password:");
    const auto marked = read_desk_text("password: tigre99 e poi altro testo", {26, true, "[tolto di qui]"});
    CHECK(shape(marked) == "password: [R|[tolto di qui]] e");
}

TEST_CASE("nothing fits into nothing") {
    const auto text = clipped("uno due", 0);

    CHECK(text.blocks.empty());
    CHECK(text.more_characters == 7);
}

TEST_CASE("whatever the limit, kept and left out add up") {
    const std::string_view raw =
        "Il **server** non va:\n\n- uno\n- due tre\n\n> quote\n\npassword: tigre99 e https://example.org/lungo";
    const auto all = length(read(raw));

    for (std::size_t max = 0; max <= all + 1; ++max) {
        CAPTURE(max);
        const auto text = read_desk_text(raw, {max, false, "[removed]"});
        CHECK(length(text) <= max);
        CHECK(length(text) + text.more_characters == all);
    }
}

TEST_CASE("plain text shows lists and quotes with their marks") {
    CHECK(plain(read_unfolded("a\nb\n\n- c\n  - d\n1. e\n> f\n> g")) == "a\nb\n- c\n  - d\n1. e\n> f\n> g");
    CHECK(length(read_unfolded("- c\xC3\xA8\n> f")) == 3);
}
