#include "app/match_command.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "testing/contains.hpp"
#include "testing/process.hpp"

namespace {

using usher::app::MatchArguments;
using usher::testing::contains;

struct Run {
    int code = 0;
    std::string out;
    std::string err;
    [[nodiscard]] std::vector<std::string> lines() const {
        std::vector<std::string> lines;
        std::istringstream stream(out);
        for (std::string line; std::getline(stream, line);) {
            lines.push_back(line);
        }
        return lines;
    }
};

Run match(std::string input, const MatchArguments& arguments = {}) {
    std::istringstream in(std::move(input));
    std::ostringstream out;
    std::ostringstream err;
    const int code = usher::app::run_match(arguments, in, out, err);
    return {code, out.str(), err.str()};
}

MatchArguments as_json() {
    MatchArguments arguments;
    arguments.json = true;
    return arguments;
}

MatchArguments on_wire(std::string wire) {
    MatchArguments arguments;
    arguments.wire = std::move(wire);
    return arguments;
}

/// A configuration file that lives as long as this.
class ConfigFile {
public:
    explicit ConfigFile(std::string_view text)
        : path_((std::filesystem::temp_directory_path() / ("usher-match-" + std::to_string(::getpid()) + ".toml"))
                    .string()) {
        std::ofstream(path_) << text;
    }
    ~ConfigFile() { std::filesystem::remove(path_); }
    ConfigFile(const ConfigFile&) = delete;
    ConfigFile& operator=(const ConfigFile&) = delete;

    [[nodiscard]] MatchArguments arguments() const {
        MatchArguments arguments;
        arguments.config = path_;
        return arguments;
    }

private:
    std::string path_;
};

constexpr std::string_view nothing = R"({"tickets":[],"rules":[],"rejected":[]})";

} // namespace

TEST_CASE("match answers each line with one line, blank ones included") {
    const auto run = match("who owns #516757?\n\ni ticket 615208, 902347\n#4711\n");

    CHECK(run.code == 0);
    CHECK(run.lines() ==
          std::vector<std::string>{R"({"tickets":["516757"],"rules":["R1"],"rejected":[]})", std::string(nothing),
                                   R"({"tickets":["615208","902347"],"rules":["R2","R5"],"rejected":[]})",
                                   R"({"tickets":[],"rules":[],"rejected":[{"text":"#4711","reason":"digits"}]})"});
}

TEST_CASE("match takes CRLF and a last line without its end") {
    const auto run = match("#516757\r\n\r\n#902347");

    CHECK(run.lines().size() == 3);
    CHECK(contains(run.lines()[2], "902347"));
}

TEST_CASE("match without input answers nothing") {
    CHECK(match("").out.empty());
    CHECK(match("").code == 0);
}

TEST_CASE("match reads JSON strings with --json, so that a message may have several lines") {
    const auto run = match("\"> #111222\\nsee #516757\"\n\n", as_json());

    CHECK(run.code == 0);
    CHECK(run.lines() ==
          std::vector<std::string>{
              R"({"tickets":["516757"],"rules":["R1"],"rejected":[{"text":"#111222","reason":"quote"}]})",
              std::string(nothing)});
}

TEST_CASE("match reports a line that is no JSON string and goes on") {
    const std::string deep(100'000, '[');
    const auto run = match("#516757\n{\"text\":1}\n\"open\n" + deep + "\n\"#516757\"\n", as_json());

    const auto lines = run.lines();
    CHECK(run.code == 1);
    REQUIRE(lines.size() == 5);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(contains(nlohmann::json::parse(lines[i]).at("error").get<std::string>(), "JSON string"));
    }
    CHECK(contains(lines[4], "R1"));
}

TEST_CASE("match reports a line that is too long and goes on") {
    const auto run = match(std::string(usher::app::max_match_line + 1, 'x') + "\n#516757\n");

    CHECK(run.code == 1);
    REQUIRE(run.lines().size() == 2);
    CHECK(contains(run.lines()[0], "1 MiB"));
    CHECK(contains(run.lines()[1], "516757"));
}

TEST_CASE("match answers in valid JSON whatever the bytes") {
    std::string input = "\xC3( ticket 516757 \xFF #4711\n";
    input += std::string("\0#516757\n", 9);
    for (const auto& line : match(input).lines()) {
        CHECK(nlohmann::json::accept(line));
    }
    CHECK(match("\"\xFF\"\n", as_json()).code == 1);
}

TEST_CASE("match finds links of the hosts that the configuration names") {
    const ConfigFile file("[mention]\nhosts = [\"desk.example\"]\nbare = true\n");

    const auto run = match("https://desk.example/viewticket.php?tid=516757 and 902347\n", file.arguments());

    CHECK(run.err.empty());
    CHECK(run.out == R"({"tickets":["516757","902347"],"rules":["R4","bare"],"rejected":[]})"
                     "\n");
}

TEST_CASE("match refuses a wrong configuration without reading anything") {
    const ConfigFile file("[mention]\ndigits = 99\n");

    const auto run = match("#516757\n", file.arguments());

    CHECK(run.code == 2);
    CHECK(run.out.empty());
    CHECK(contains(run.err, "digits"));
}

TEST_CASE("match refuses a wire that there is none of") {
    const auto run = match("#516757\n", on_wire("irc"));

    CHECK(run.code == 2);
    CHECK(run.out.empty());
    CHECK(contains(run.err, "neutral, slack and matrix"));
}

TEST_CASE("match reads the wire text of Slack") {
    const auto run = match("&gt; #111222\n<https://evil.example/|#111222> #516757\n", on_wire("slack"));

    CHECK(run.code == 0);
    CHECK(run.lines() ==
          std::vector<std::string>{R"({"tickets":[],"rules":[],"rejected":[{"text":"#111222","reason":"quote"}]})",
                                   R"({"tickets":["516757"],"rules":["R1"],"rejected":[]})"});
}

TEST_CASE("match reads a body of Matrix as it is") {
    CHECK(match("> #111222\n", on_wire("matrix")).out == match("> #111222\n").out);
}

TEST_CASE("match reads events of Slack, bare and as they arrive") {
    auto arguments = on_wire("slack");
    arguments.json = true;
    const auto run = match(
        R"({"type":"message","bot_id":"B1","text":"who owns #516757?"})"
        "\n"
        R"({"envelope_id":"e","type":"events_api","payload":{"event":{"type":"message","text":"#516757","blocks":[)"
        R"({"type":"rich_text","elements":[{"type":"rich_text_section","elements":[)"
        R"({"type":"text","text":"#111222","style":{"code":true}},{"type":"text","text":" #902347"}]}]}]}}})"
        "\n\n"
        R"("&gt; #111222\n#516757")"
        "\n",
        arguments);

    CHECK(run.code == 0);
    CHECK(run.lines() ==
          std::vector<std::string>{
              R"({"tickets":["516757"],"rules":["R1"],"rejected":[]})",
              R"({"tickets":["902347"],"rules":["R1"],"rejected":[{"text":"#111222","reason":"code"}]})",
              std::string(nothing),
              R"({"tickets":["516757"],"rules":["R1"],"rejected":[{"text":"#111222","reason":"quote"}]})"});
}

TEST_CASE("match reads events of Matrix") {
    auto arguments = on_wire("matrix");
    arguments.json = true;
    const auto run = match(
        R"({"type":"m.room.message","content":{"msgtype":"m.notice","body":"ticket 516757"}})"
        "\n"
        R"({"type":"m.room.message","content":{"msgtype":"m.text","body":"* #1","m.relates_to":)"
        R"({"rel_type":"m.replace","event_id":"$1"},"m.new_content":{"msgtype":"m.text","body":"x #111222 #902347",)"
        R"("format":"org.matrix.custom.html","formatted_body":"<span data-mx-spoiler>#111222</span> #902347"}}})"
        "\n",
        arguments);

    CHECK(run.code == 0);
    CHECK(run.lines() ==
          std::vector<std::string>{
              R"({"tickets":["516757"],"rules":["R2"],"rejected":[]})",
              R"({"tickets":["902347"],"rules":["R1"],"rejected":[{"text":"#111222","reason":"spoiler"}]})"});
}

TEST_CASE("match reports what is no event of the wire and goes on") {
    const std::string deep(100'000, '[');
    for (const auto* wire : {"slack", "matrix"}) {
        auto arguments = on_wire(wire);
        arguments.json = true;
        const auto run = match("#516757\n{\"type\":\"m.reaction\",\"content\":{}}\n{\"text\":\n{\"a\":" + deep +
                                   "\n[]\n\"#516757\"\n",
                               arguments);

        const auto lines = run.lines();
        CHECK(run.code == 1);
        REQUIRE(lines.size() == 6);
        for (std::size_t i = 0; i < 5; ++i) {
            CAPTURE(lines[i]);
            CHECK(nlohmann::json::parse(lines[i]).contains("error"));
        }
        CHECK(contains(lines[5], "R1"));
    }
}

TEST_CASE("the binary reads events line by line and says with its code that one was bad") {
    usher::testing::Process process({usher::testing::usher_binary(), "match", "--wire", "slack", "--json"},
                                    {.input = R"({"type":"message","text":"#516757"})"
                                              "\n{}\n",
                                     .environment = {},
                                     .folder = {}});

    CHECK(process.wait() == 1);
    CHECK(process.output() ==
          "{\"tickets\":[\"516757\"],\"rules\":[\"R1\"],\"rejected\":[]}\n"
          "{\"error\":\"this is no message event of Slack: its type is neither message nor app_mention\"}\n");
}
