#include <doctest/doctest.h>

#include "sandbox/message_text.hpp"

namespace usher::sandbox {

namespace {

std::string text_of_blocks(const char* blocks, const char* attachments = "null") {
    static const Directory kDirectory;
    Message message;
    message.text = "only in notifications";
    message.blocks = Json::parse(blocks);
    message.attachments = Json::parse(attachments);
    return message_text(message, kDirectory);
}

std::string plain(std::string_view mrkdwn) {
    static const Directory kDirectory;
    return mrkdwn_text(mrkdwn, kDirectory);
}

} // namespace

TEST_CASE("mrkdwn reads as plain text") {
    struct Row {
        const char* mrkdwn;
        const char* plain;
    };
    for (const Row& row :
         {Row{"a &amp; b &lt;c&gt;", "a & b <c>"}, Row{"<https://a.example|Open it>", "Open it"},
          Row{"<https://a.example?x=1&amp;y=2>", "https://a.example?x=1&y=2"},
          Row{"<!date^1700000000^{date_short} {time}|2023-11-14 22:13>", "2023-11-14 22:13"},
          Row{"<@U0GIULIA01> in <#C0GENERAL1|general>", "@giulia in #general"}, Row{"<!channel>", "@channel"},
          Row{"*bold* and _italic_ and ~gone~", "bold and italic and gone"}, Row{"*bold _both_*", "bold both"},
          Row{"2*3*4 snake_case_name", "2*3*4 snake_case_name"}, Row{"* not bold *", "* not bold *"},
          Row{"`a < b` ```x```", "a < b x"}, Row{"&amp;lt;", "&lt;"}, Row{"5 < 6", "5 < 6"}}) {
        CAPTURE(row.mrkdwn);
        CHECK(plain(row.mrkdwn) == row.plain);
    }
}

TEST_CASE("a card reads line by line, as it stands in Slack") {
    const auto text = text_of_blocks(R"([
        {"type":"header","text":{"type":"plain_text","text":"#516757 A subject"}},
        {"type":"section","text":{"type":"mrkdwn","text":"*Waiting on us*"},
         "fields":[{"type":"mrkdwn","text":"*Status*\nOpen"},{"type":"mrkdwn","text":"*Opened*\n<!date^1^{date}|1970-01-01>"}]},
        {"type":"context","elements":[{"type":"mrkdwn","text":"*Anna*"},{"type":"mrkdwn","text":"client"}]},
        {"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"Hello"}]}]},
        {"type":"divider"},
        {"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"Refresh"}},
                                      {"type":"button","text":{"type":"plain_text","text":"Open"},"url":"https://a.example"}]}])");

    CHECK(text == "#516757 A subject\n"
                  "\n"
                  "Waiting on us\n"
                  "Status: Open\n"
                  "Opened: 1970-01-01\n"
                  "\n"
                  "Anna  client\n"
                  "Hello\n"
                  "\n"
                  "────────\n"
                  "\n"
                  "[Refresh] [Open]\n");
}

TEST_CASE("rich text keeps lists, quotes and code apart") {
    const auto text = text_of_blocks(R"([{"type":"rich_text","elements":[
        {"type":"rich_text_section","elements":[{"type":"text","text":"See "},{"type":"link","url":"https://a.example","text":"this"}]},
        {"type":"rich_text_list","style":"ordered","elements":[
            {"type":"rich_text_section","elements":[{"type":"text","text":"one"}]},
            {"type":"rich_text_section","elements":[{"type":"text","text":"two"}]}]},
        {"type":"rich_text_list","style":"bullet","indent":1,"elements":[
            {"type":"rich_text_section","elements":[{"type":"text","text":"deep"}]}]},
        {"type":"rich_text_quote","elements":[{"type":"text","text":"a\nb"}]},
        {"type":"rich_text_preformatted","elements":[{"type":"text","text":"x = 1"}]}]}])");

    CHECK(text == "See this\n1. one\n2. two\n  • deep\n> a\n> b\n    x = 1\n");
}

TEST_CASE("attachments follow the blocks") {
    CHECK(text_of_blocks(
              R"([{"type":"section","text":{"type":"plain_text","text":"Title"}}])",
              R"([{"color":"ff0000","blocks":[{"type":"section","text":{"type":"plain_text","text":"Inside"}}]}])") ==
          "Title\n\nInside\n");
}

TEST_CASE("without blocks the text is what is read") {
    CHECK(text_of_blocks("null") == "only in notifications\n");
    CHECK(text_of_blocks("[]") == "only in notifications\n");
}

TEST_CASE("plain text objects are taken literally") {
    CHECK(text_of_blocks(R"([{"type":"section","text":{"type":"plain_text","text":"*a* &amp; <b>"}}])") ==
          "*a* &amp; <b>\n");
}

} // namespace usher::sandbox
