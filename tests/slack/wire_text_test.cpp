#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "usher/slack/wire_text.hpp"

using usher::slack::to_neutral_text;

TEST_CASE("wire text becomes neutral text") {
    struct Row {
        std::string wire;
        std::string neutral;
    };
    const std::vector<Row> rows{
        {"516757", "516757"},
        {"a &amp; b &lt;c&gt;", "a & b <c>"},
        {"&amp;lt;", "&lt;"},
        {"&ampere; &", "&ampere; &"},
        {"&gt; quoted #516757", "> quoted #516757"},
        {"&gt;&gt;&gt; all\nthe rest\n\n#516757", ">>> all\n> the rest\n> \n> #516757"},
        {"a\n&gt;&gt;&gt;b\n<@U1>", "a\n>>>b\n> @user"},
        {"a &gt;&gt;&gt; b\n#516757", "a >>> b\n#516757"},
        {"<https://desk.example/viewticket.php?tid=516757&amp;c=x>",
         "https://desk.example/viewticket.php?tid=516757&c=x"},
        {"<https://evil.example/|#516757>", "https://evil.example/"},
        {"see <https://a.example|a>516757", "see https://a.example 516757"},
        {"<https://a.example/\"#516757>", "https://a.example/%22#516757"},
        {"x<https://a.example>", "x https://a.example"},
        {"<@U516757>", "@user"},
        {"ticket <@U1|bob> 516757", "ticket @user 516757"},
        {"ticket<@U1>516757", "ticket @user 516757"},
        {"<#C123|516757> hi", "#channel hi"},
        {"<!here> <!channel|channel> <!everyone>", "@here @channel @everyone"},
        {"<!subteam^S123|@516757>", "@group"},
        {"<!date^1700000000^{date}|516757>", "(date)"},
        {"<mailto:516757@x.example|516757@x.example>", "(mail)"},
        {"<tel:516757|516757>", "(phone)"},
        {"a < b", "a < b"},
        {"<", "<"},
        {"<>", "<>"},
        {"<516757>", "516757"},
        {"<<@U1>", "< @user"},
        {"<@U1", "<@U1"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.wire);
        CHECK(to_neutral_text(row.wire) == row.neutral);
    }
}

TEST_CASE("mentions of the bot itself are left out") {
    CHECK(to_neutral_text("<@UBOT> 516757", "UBOT") == " 516757");
    CHECK(to_neutral_text("<@UBOT|usher> 516757", "UBOT") == " 516757");
    CHECK(to_neutral_text("<@UOTHER> 516757", "UBOT") == "@user 516757");
}

TEST_CASE("a megabyte of brackets is read in one pass") {
    const std::string opens(1U << 20U, '<');
    const std::string pairs = [] {
        std::string text;
        for (int i = 0; i < 200'000; ++i) {
            text += "<a";
        }
        return text + ">";
    }();

    CHECK(to_neutral_text(opens).size() == opens.size());
    CHECK_FALSE(to_neutral_text(pairs).empty());
}
