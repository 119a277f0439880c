#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "keliweb/bodies.hpp"
#include "testing/manual_clock.hpp"

namespace usher::keliweb::tests {
namespace {

constexpr int rounds = 4000;

/// Breaks bodies in the ways that servers, proxies and PHP break them; the same ones in every run.
class Breaking {
public:
    std::string one(std::string text) {
        const auto times = 1 + below(4);
        for (std::size_t i = 0; i < times; ++i) {
            once(text);
        }
        return text;
    }

private:
    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : static_cast<std::size_t>(random_.next() % limit); }

    void once(std::string& text) {
        if (text.empty()) {
            return;
        }
        const auto at = below(text.size());
        const auto length = below(std::min<std::size_t>(text.size() - at, 40) + 1);
        switch (below(7)) {
        case 0:
            text.resize(at);
            break;
        case 1:
            text[at] = static_cast<char>(below(256));
            break;
        case 2:
            text.insert(at, text.substr(at, length));
            break;
        case 3:
            text.erase(at, length);
            break;
        case 4:
            swap_type(text, at);
            break;
        case 5:
            text.insert(at, fragments.at(below(fragments.size())));
            break;
        default:
            std::reverse(text.begin() + static_cast<std::ptrdiff_t>(at),
                         text.begin() + static_cast<std::ptrdiff_t>(at + length));
            break;
        }
    }

    /// Puts something of another type where a value begins.
    void swap_type(std::string& text, std::size_t from) {
        const auto colon = text.find(": ", from);
        if (colon != std::string::npos) {
            const auto end = std::min(text.find_first_of(",}]\n", colon), text.size());
            text.replace(colon + 2, end - colon - 2, fragments.at(below(fragments.size())));
        }
    }

    const std::vector<std::string> fragments = {
        "null",
        "true",
        "-1",
        "1e9",
        "9999999999999999999999",
        "[]",
        "{}",
        "[[]]",
        "\"\"",
        "\"\\ud800\"",
        "\"0\"",
        "[{}]",
        R"({"0":{}})",
        R"({"reply":{"attachments":{"filename":[]}}})",
        R"("reply":{"1":{"replyid":"0"}},)",
        "[[[[[[[[",
        "\"attachments\":[{\"filename\":\"a\"},\"b\"],",
        "\xC3",
        "\xEF\xBB\xBF",
        std::string(1, '\0'),
        "}",
        "]",
        "\"",
    };
    testing::SeededRandom random_{20261124};
};

TEST_CASE("a broken body is read to some outcome and never to a crash") {
    const std::vector<std::string> originals = {
        body("vendor-example"), body("replies-numeric-keys"), body("requestors"), body("attachments-numeric-keys"),
        body("unknown-keys"),   body("text-lone-surrogates"), body("notes-three")};
    Breaking breaking;
    std::size_t found = 0;
    std::size_t posts = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto broken = breaking.one(originals.at(static_cast<std::size_t>(round) % originals.size()));
        const auto fetched = read(broken);
        if (const auto* it = std::get_if<desk::Found>(&fetched)) {
            ++found;
            posts += it->ticket.replies.size();
            CHECK_FALSE(it->ticket.number.empty());
            CHECK_EQ(std::ranges::count_if(it->ticket.replies, &ticket::Reply::opening),
                     it->ticket.replies.empty() ? 0 : 1);
        }
    }
    // The mutations are to reach past the parser: some must still hold a ticket.
    CHECK_GT(found, static_cast<std::size_t>(rounds / 20));
    CHECK_GT(posts, found);
}

TEST_CASE("a body cut at any byte is read to some outcome") {
    for (const auto* name : {"vendor-example", "text-lone-surrogates", "text-not-utf8"}) {
        const auto whole = body(name);
        for (std::size_t length = 0; length + 2 < whole.size(); ++length) {
            CHECK_EQ(outcome(read(whole.substr(0, length))), "unavailable bad_json");
        }
    }
}

} // namespace
} // namespace usher::keliweb::tests
