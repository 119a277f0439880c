#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

#include "usher/text/entities.hpp"

using usher::text::decode_entities;

namespace {

struct Case {
    std::string_view raw;
    std::string_view decoded;
};

} // namespace

TEST_CASE("every reference is decoded once and only once") {
    constexpr auto cases = std::to_array<Case>({
        {"", ""},
        {"plain", "plain"},
        {"l&#039;ordine", "l'ordine"},
        {"&#39;&#x27;&#X27;", "'''"},
        {"&lt;b&gt;", "<b>"},
        {"&amp;lt;", "&lt;"},
        {"&amp;amp;", "&amp;"},
        {"&#38;lt;", "&lt;"},
        {"&quot;a&quot; &amp; &apos;b&apos;", "\"a\" & 'b'"},
        {"caff&egrave; &euro; 5&nbsp;&hellip;", "caff\xC3\xA8 \xE2\x82\xAC 5\xC2\xA0\xE2\x80\xA6"},
        {"&thetasym;&zwnj;", "\xCF\x91\xE2\x80\x8C"},
        {"&#128512;", "\xF0\x9F\x98\x80"},
        {"&#146;", "\xE2\x80\x99"},
    });
    for (const auto& [raw, decoded] : cases) {
        CAPTURE(raw);
        CHECK(decode_entities(raw) == decoded);
    }
}

TEST_CASE("references that are broken or unknown stay as they are") {
    constexpr auto cases = std::to_array<std::string_view>({"&", "&&", "&;", "&#;", "&#x;", "&#xzz;", "&#12", "&amp",
                                                            "&nosuch;", "&AMPLITUDE;", "AT&T", "a=1&b=2", "&lt",
                                                            "&#x27", "& amp;", "&a mp;", "&verylongnamethatisnone;"});
    for (const auto raw : cases) {
        CAPTURE(raw);
        CHECK(decode_entities(raw) == raw);
    }
}

TEST_CASE("references to what is no character become the replacement character") {
    for (const std::string_view raw :
         {"&#0;", "&#x0;", "&#xD800;", "&#xDFFF;", "&#x110000;", "&#99999999999999999999;"}) {
        CAPTURE(raw);
        CHECK(decode_entities(raw) == "\xEF\xBF\xBD");
    }
}
