#include <doctest/doctest.h>

#include <string>

#include <nlohmann/json.hpp>

#include "cards.hpp"
#include "html_checker.hpp"
#include "matrix/message_json.hpp"
#include "usher/matrix/message.hpp"

using namespace usher;
using nlohmann::json;
using testing::a_card;
using testing::a_card_reply;
using testing::violations;

namespace {

std::string member(const chat::Content& content, const char* name) {
    return matrix::render_json(content, {}).at(name).get<std::string>();
}

} // namespace

TEST_CASE("when not all replies fit the latest are shown and the others counted") {
    auto made = a_card();
    made.view = card::View::full;
    for (int i = 0; i < 100; ++i) {
        made.replies.push_back(a_card_reply("reply " + std::to_string(i) + std::string(500, 'x')));
    }
    made.earlier_replies = 3;

    CHECK(violations(matrix::render_message(made)) == "");
    for (const auto* name : {"body", "formatted_body"}) {
        const auto text = member(made, name);
        CHECK(text.contains("reply 99"));
        CHECK_FALSE(text.contains("reply 0x"));
        CHECK(text.contains("earlier replies"));
    }
}

TEST_CASE("the room is used: a long reply fills it and says how much is missing") {
    auto made = a_card();
    constexpr std::size_t words = 5'000;
    std::string text;
    for (std::size_t i = 0; i < words; ++i) {
        text += "word ";
    }
    made.replies = {a_card_reply(text)};

    const auto html = member(made, "formatted_body");

    CHECK(violations(matrix::render_message(made)) == "");
    CHECK(html.size() > 11'000);
    CHECK(html.contains("more characters"));
    CHECK(member(made, "body").contains("more characters"));
    CHECK(matrix::reactions(made).size() == 2);
}

TEST_CASE("what was cut already is counted together with what is cut here") {
    auto made = a_card();
    made.replies = {a_card_reply(std::string(20'000, 'x'))};
    made.replies[0].body.more_characters = 1'000'000;

    const auto html = member(made, "formatted_body");
    const auto text = html.substr(html.find("xxxx"));
    const auto shown = text.find_first_not_of('x');
    auto said = text.substr(text.find("<i>") + 3);
    said.resize(said.find(' '));
    std::erase(said, ',');

    CHECK(said == std::to_string(1'020'000 - shown));
}

TEST_CASE("short replies are whole beside a long one, which is cut") {
    auto made = a_card();
    made.replies = {a_card_reply(std::string(600, 'a')), a_card_reply(std::string(50'000, 'b')),
                    a_card_reply(std::string(600, 'c'))};

    const auto html = member(made, "formatted_body");

    CHECK(html.contains(std::string(600, 'a')));
    CHECK(html.contains(std::string(600, 'c')));
    CHECK(html.contains(std::string(5'000, 'b')));
    CHECK(html.contains("more characters"));
}

TEST_CASE("replies that fit are not cut") {
    auto made = a_card();
    made.replies = {a_card_reply(std::string(3'000, 'a')), a_card_reply(std::string(3'000, 'b'))};

    const auto html = member(made, "formatted_body");

    CHECK(html.contains(std::string(3'000, 'a')));
    CHECK(html.contains(std::string(3'000, 'b')));
    CHECK_FALSE(html.contains("more characters"));
}

TEST_CASE("text that grows by escaping fits nevertheless") {
    for (const auto* piece : {"\"", "\\", "&", "\n", "<'>", "@a:b ", "😀", "è"}) {
        auto made = a_card();
        std::string text;
        while (text.size() < 60'000) {
            text += piece;
        }
        made.subject = text;
        made.department = text;
        made.client = text;
        made.email = text;
        made.replies = {a_card_reply(text), a_card_reply(text)};
        made.replies[0].author = text;
        made.replies[1].attachments = {text, text};
        CAPTURE(piece);
        CHECK(violations(matrix::render_message(made)) == "");
    }
}

TEST_CASE("a redaction mark is never cut in two") {
    for (std::size_t before = 9'000; before < 11'600; before += 211) {
        auto made = a_card();
        made.replies = {a_card_reply(std::string(before, 'x') + " ")};
        made.replies[0].body.blocks[0].spans.push_back({"[removed]", {}, {}, true});
        made.replies[0].body.blocks[0].spans.push_back({std::string(1'000, 'y'), {}, {}, false});
        const auto html = member(made, "formatted_body");
        CAPTURE(before);
        CHECK(html.contains("[r") == html.contains("[removed]"));
        CHECK(violations(matrix::render_message(made)) == "");
    }
}

TEST_CASE("five hundred replies of a megabyte each fit") {
    auto made = a_card();
    made.view = card::View::full;
    made.replies.assign(500, a_card_reply(std::string(1U << 20U, 'x') + "@room"));

    CHECK(violations(matrix::render_message(made)) == "");
}

TEST_CASE("a million empty blocks, and ten thousand small ones in every depth, fit") {
    auto made = a_card();
    made.replies = {a_card_reply("")};
    made.replies[0].body.blocks.assign(1'000'000, text::Block{});
    CHECK(violations(matrix::render_message(made)) == "");

    made.replies[0].body.blocks.clear();
    for (int i = 0; i < 10'000; ++i) {
        const auto kind = static_cast<text::Block::Kind>(i % 5);
        const auto depth = static_cast<std::uint8_t>(i * 7 % 256);
        made.replies[0].body.blocks.push_back({kind, depth, i % 4 - 1, {{"x", {}, {}, false}}});
    }
    CHECK(violations(matrix::render_message(made)) == "");
}
