#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

#include "usher/text/utf8.hpp"

using namespace usher::text;

namespace {

struct Case {
    std::string_view bytes;
    std::string_view cleaned;
};

constexpr std::string_view woman_coder = "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB";
constexpr std::string_view rainbow_flag = "\xF0\x9F\x8F\xB3\xEF\xB8\x8F\xE2\x80\x8D\xF0\x9F\x8C\x88";
constexpr std::string_view waver = "\xF0\x9F\xA7\x91\xF0\x9F\x8F\xBD\xE2\x80\x8D\xF0\x9F\x92\xBB";

} // namespace

TEST_CASE("every byte that is not valid UTF-8 becomes the replacement character") {
    constexpr auto cases = std::to_array<Case>({
        {"a\xFF\x62", "a\xEF\xBF\xBD\x62"},
        {"\xC3", "\xEF\xBF\xBD"},
        {"\xE2\x82", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xC0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"caff\xE8 freddo", "caff\xEF\xBF\xBD freddo"},
        {"\xC3\xA8\xE2\x82\xAC\xF0\x9F\x98\x80", "\xC3\xA8\xE2\x82\xAC\xF0\x9F\x98\x80"},
    });
    for (const auto& [bytes, cleaned] : cases) {
        CAPTURE(cleaned);
        CHECK(clean(bytes) == cleaned);
    }
}

TEST_CASE("what cannot be seen or turns text around is removed") {
    constexpr auto cases = std::to_array<Case>({
        {"a\x01\x1B[31mb\x7F", "a[31mb"},
        {"a\tb\nc", "a\tb\nc"},
        {std::string_view("a\0b", 3), "ab"},
        {"a\xC2\x85\xC2\x9F\x62", "ab"},
        {"invoice\xE2\x80\xAEgpj.exe", "invoicegpj.exe"},
        {"\xE2\x81\xA6x\xE2\x81\xA9\xE2\x80\x8E\xE2\x80\x8F\xD8\x9C", "x"},
        {"pass\xE2\x80\x8Bword\xE2\x80\x8C\xE2\x81\xA0\xEF\xBB\xBF\xC2\xAD", "password"},
        {"a\xF3\xA0\x81\xA1\xF3\xA0\x81\xBF\x62", "ab"},
        {"a\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xB7\x90\xF0\x9F\xBF\xBE\x62", "ab"},
        {"a\xE2\x80\x8D\x62", "ab"},
    });
    for (const auto& [bytes, cleaned] : cases) {
        CAPTURE(cleaned);
        CHECK(clean(bytes) == cleaned);
    }
}

TEST_CASE("the joiner stays between emoji only") {
    CHECK(clean(woman_coder) == woman_coder);
    CHECK(clean(rainbow_flag) == rainbow_flag);
    CHECK(clean(waver) == waver);
    CHECK(clean("\xF0\x9F\x91\xA9\xE2\x80\x8D") == "\xF0\x9F\x91\xA9");
    CHECK(clean("\xE2\x80\x8D\xF0\x9F\x91\xA9") == "\xF0\x9F\x91\xA9");
    CHECK(clean("\xF0\x9F\x91\xA9\xE2\x80\x8D\xE2\x80\x8D\xF0\x9F\x92\xBB") ==
          "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB");
}

TEST_CASE("a pile of combining marks is cut down to what scripts use") {
    std::string pile = "e";
    for (int i = 0; i < 100; ++i) {
        pile += "\xCC\x81";
    }

    CHECK(count_characters(clean(pile)) <= 10);
    CHECK(clean("e\xCC\x81\xCC\xA3") == "e\xCC\x81\xCC\xA3");
}

TEST_CASE("characters are code points") {
    CHECK(count_characters("") == 0);
    CHECK(count_characters("caff\xC3\xA8") == 5);
    CHECK(count_characters(woman_coder) == 3);
}

TEST_CASE("the first characters never end inside what belongs together") {
    CHECK(first_characters("caff\xC3\xA8 nero", 5) == "caff\xC3\xA8");
    CHECK(first_characters("abc", 5) == "abc");
    CHECK(first_characters("abc", 0).empty());
    CHECK(first_characters("xe\xCC\x81y", 2) == "x");
    CHECK(first_characters("xe\xCC\x81y", 3) == "xe\xCC\x81");
    CHECK(first_characters(std::string("a") + std::string(woman_coder), 2) == "a");
    CHECK(first_characters("e\xCC\x81\xCC\x81", 2) == "e\xCC\x81"); // Cannot be avoided.
}

TEST_CASE("an ellipsis counts, and stands behind a whole word if one ends near") {
    CHECK(ellipsize("short", 5) == "short");
    CHECK(ellipsize("too long", 0).empty());
    CHECK(ellipsize("too long", 1) == "\xE2\x80\xA6");
    CHECK(ellipsize("the mail server", 13) == "the mail\xE2\x80\xA6");
    CHECK(ellipsize("the mail server", 9) == "the mail\xE2\x80\xA6");
    CHECK(ellipsize("abcdefghij", 5) == "abcd\xE2\x80\xA6");
    CHECK(ellipsize("a bcdefghijklmn", 10) == "a bcdefgh\xE2\x80\xA6");
}
