#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "app/running.hpp"
#include "testing/contains.hpp"

using nlohmann::json;
using usher::testing::contains;
using usher::testing::Folder;
using usher::testing::Process;
using usher::testing::RunningBot;
using usher::testing::RunningSandbox;
using usher::testing::usher_binary;

namespace {

/// A line as Usher writes it, with some members changed; null removes one.
std::string line(int item, const json& changes = json::object()) {
    json entry = {{"ts", "2026-03-02T14:00:00.000Z"},
                  {"platform", "slack"},
                  {"tenant", "T01"},
                  {"conversation", "C01"},
                  {"person", "U01"},
                  {"action", "command"},
                  {"ticket", "516757"},
                  {"view", "card"},
                  {"audience", "everyone"},
                  {"level", "internal"},
                  {"decision", "shown"},
                  {"item", item}};
    entry.merge_patch(changes);
    return entry.dump() + "\n";
}

struct Ran {
    int exit = 0;
    std::string output;
    std::string errors;
    /// The items of the lines that were printed.
    [[nodiscard]] std::vector<int> items() const {
        std::istringstream stream(output);
        std::vector<int> found;
        for (std::string text; std::getline(stream, text);) {
            found.push_back(json::parse(text).at("item").get<int>());
        }
        return found;
    }
};

Ran audit(std::vector<std::string> arguments, std::string input = {}) {
    arguments.insert(arguments.begin(), {usher_binary(), "audit"});
    Process process(arguments, {.input = std::move(input), .environment = {}, .folder = {}});
    const int code = process.wait();
    return {code, process.output(), process.errors()};
}

using Items = std::vector<int>;

Items found(const std::string& input, std::vector<std::string> filter) {
    filter.insert(filter.begin(), {"-", "--json"});
    const auto ran = audit(filter, input);
    CHECK(ran.exit == 0);
    return ran.items();
}

std::string ago(int hours) {
    const auto time =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) - std::chrono::hours(hours);
    std::ostringstream text;
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(time));
    const auto clock = std::chrono::hh_mm_ss(time - std::chrono::floor<std::chrono::days>(time));
    char form[32];
    std::snprintf(form, sizeof(form), "%04d-%02u-%02uT%02d:%02d:%02d.000Z", int(day.year()), unsigned(day.month()),
                  unsigned(day.day()), int(clock.hours().count()), int(clock.minutes().count()),
                  int(clock.seconds().count()));
    return form;
}

} // namespace

TEST_CASE("the audit is read with its rotated files, oldest first") {
    const Folder folder;
    folder.write("audit.jsonl", line(11));
    folder.write("audit.jsonl.1", line(10));
    folder.write("audit.jsonl.2", line(9));
    folder.write("audit.jsonl.10", line(1));
    folder.write("audit.jsonl.old", line(99));
    folder.write("usher.toml", "[audit]\nfile = \"" + folder.file("audit.jsonl") + "\"\n");

    CHECK(audit({"--json", "--config", folder.file("usher.toml")}).items() == Items{1, 9, 10, 11});
    CHECK(audit({"--json", folder.file("audit.jsonl")}).items() == Items{1, 9, 10, 11});
    // What a shell makes of audit.jsonl*.
    const auto all = audit({"--json", folder.file("audit.jsonl"), folder.file("audit.jsonl.1"),
                            folder.file("audit.jsonl.10"), folder.file("audit.jsonl.2")});
    CHECK(all.items() == Items{1, 9, 10, 11});
    CHECK(all.exit == 0);
}

TEST_CASE("the audit is printed as an aligned table") {
    const auto ran = audit({"-"}, line(1) + line(2, {{"decision", "refused"},
                                                     {"level", "none"},
                                                     {"reason", "user_not_listed"},
                                                     {"audience", nullptr},
                                                     {"ticket", "id:1"},
                                                     {"number", "CFB-250177"},
                                                     {"platform", "matrix"},
                                                     {"conversation", "!r:example.org"},
                                                     {"person", "@anna:example.org"}}));

    CHECK(ran.exit == 0);
    CHECK(ran.output ==
          "TIME                      DECISION  LEVEL     TICKET             VIEW  ACTION   TO        PERSON"
          "                    CONVERSATION           REASON\n"
          "2026-03-02T14:00:00.000Z  shown     internal  516757             card  command  everyone  slack:T01:U01"
          "             slack:C01              -\n"
          "2026-03-02T14:00:00.000Z  refused   none      id:1 (CFB-250177)  card  command  -         "
          "matrix:@anna:example.org  matrix:!r:example.org  user_not_listed\n");
}

TEST_CASE("nothing in an audit table drives a terminal or breaks a line") {
    const auto ran = audit({"-"}, line(1, {{"person", "@a\x1b[2J\n\u009b\u202e:b"}, {"platform", "matrix"}}));

    CHECK(ran.exit == 0);
    CHECK(contains(ran.output, "matrix:@a\\u001b[2J\\n\\u009b\\u202e:b"));
    CHECK(std::ranges::count(ran.output, '\n') == 2);
}

TEST_CASE("the audit is filtered by ticket, by number or by id") {
    const auto input = line(1) + line(2, {{"ticket", "CFB-250177"}}) + line(3, {{"ticket", "id:1"}}) +
                       line(4, {{"ticket", "id:1"}, {"number", "516757"}}) + line(5, {{"ticket", nullptr}});

    CHECK(found(input, {"--ticket", "516757"}) == Items{1, 4});
    CHECK(found(input, {"--ticket", "#cfb-250177"}) == Items{2});
    CHECK(found(input, {"--ticket", "id:1"}) == Items{3, 4});
}

TEST_CASE("the audit is filtered by person and conversation, as the platform or the configuration writes them") {
    const auto input = line(1) + line(2, {{"person", "U02"}, {"conversation", "C02"}}) +
                       line(3, {{"person_tenant", "T02"}}) +
                       line(4, {{"platform", "matrix"}, {"person", "@a:b.org"}, {"conversation", "!r:b.org"}});

    CHECK(found(input, {"--person", "U01"}) == Items{1, 3});
    CHECK(found(input, {"--person", "slack:T01:U01"}) == Items{1});
    CHECK(found(input, {"--person", "slack:T02:U01"}) == Items{3});
    CHECK(found(input, {"--person", "@a:b.org"}) == Items{4});
    CHECK(found(input, {"--person", "matrix:@a:b.org"}) == Items{4});
    CHECK(found(input, {"--conversation", "C02"}) == Items{2});
    CHECK(found(input, {"--conversation", "slack:C01"}) == Items{1, 3});
    CHECK(found(input, {"--conversation", "matrix:!r:b.org"}) == Items{4});
}

TEST_CASE("the audit is filtered by decision and level, and filters add up") {
    const auto input = line(1) + line(2, {{"level", "full"}}) + line(3, {{"decision", "refused"}, {"level", "none"}}) +
                       line(4, {{"level", "full"}, {"person", "U02"}});

    CHECK(found(input, {"--level", "full"}) == Items{2, 4});
    CHECK(found(input, {"--decision", "refused"}) == Items{3});
    CHECK(found(input, {"--level", "full", "--person", "U02"}) == Items{4});
    CHECK(found(input, {"--level", "minimal"}).empty());
}

TEST_CASE("the audit is filtered by time, with an offset or as a span before now") {
    const auto input = line(1) + line(2, {{"ts", "2026-03-02T15:30:00.500Z"}}) + line(3, {{"ts", ago(30)}}) +
                       line(4, {{"ts", ago(1)}});

    CHECK(found(input, {"--since", "2026-03-02T14:00:00Z", "--until", "2026-03-02T15:30:00.500Z"}) == Items{1});
    CHECK(found(input, {"--since", "2026-03-02T16:30:00+01:00", "--until", "2026-03-03T00:00:00Z"}) == Items{2});
    CHECK(found(input, {"--since", "24h"}) == Items{4});
    CHECK(found(input, {"--since", "2d", "--until", "24h"}) == Items{3});
}

TEST_CASE("a broken line of the audit is named and skipped, and the rest is read") {
    const Folder folder;
    folder.write("audit.jsonl", line(1) + "{\"ts\":\"2026-\n" + line(2, {{"decision", nullptr}}) + "[]\n\n" +
                                    line(3, {{"ts", "yesterday"}}) + line(4, {{"person", 5}}) +
                                    std::string(70'000, 'x') + "\n" + line(5, {{"later", {1, 2}}}));

    const auto ran = audit({"--json", folder.file("audit.jsonl")});

    CHECK(ran.exit == 1);
    CHECK(ran.items() == Items{1, 5});
    for (const auto* place : {"audit.jsonl:2 is no line", "audit.jsonl:3 is no line", "audit.jsonl:4 is no line",
                              "audit.jsonl:6 is no line", "audit.jsonl:7 is no line", "audit.jsonl:8 is longer"}) {
        CAPTURE(place);
        CHECK(contains(ran.errors, place));
    }
}

TEST_CASE("a file that is not there is a failure, unless only its predecessors are") {
    const Folder folder;
    const auto missing = audit({"--json", folder.file("audit.jsonl")});
    CHECK(missing.exit == 1);
    CHECK(contains(missing.errors, "audit.jsonl: No such file"));

    folder.write("audit.jsonl.1", line(1));
    const auto rotated = audit({"--json", folder.file("audit.jsonl")});
    CHECK(rotated.exit == 0);
    CHECK(rotated.items() == Items{1});

    CHECK(audit({folder.path()}).exit == 1);
}

TEST_CASE("a filter that means nothing is wrong usage") {
    const Folder folder;
    folder.write("usher.toml", "language = \"it\"\n");
    for (const auto& arguments : std::vector<std::vector<std::string>>{{},
                                                                       {"-", "--ticket", "!"},
                                                                       {"-", "--since", "yesterday"},
                                                                       {"-", "--until", "2026-13-01T00:00:00Z"},
                                                                       {"-", "--decision", "granted"},
                                                                       {"-", "--level", "all"},
                                                                       {"-", "--colour", "red"},
                                                                       {"-", "--config", folder.file("usher.toml")},
                                                                       {"--config", folder.file("usher.toml")},
                                                                       {"--config", folder.file("none.toml")}}) {
        const auto ran = audit(arguments);
        CAPTURE(ran.errors);
        CHECK(ran.exit == 2);
        CHECK(ran.output.empty());
        CHECK_FALSE(ran.errors.empty());
    }
}

TEST_CASE("a running bot keeps the audit that its configuration names, without a word of a ticket") {
    const RunningSandbox sandbox;
    const auto path = sandbox.folder().file("audit.jsonl");
    std::ofstream(sandbox.config(), std::ios::app) << "\n[audit]\nfile = \"" << path << "\"\n";
    {
        RunningBot bot(sandbox);
        sandbox.wait_until_connected();
        REQUIRE_FALSE(sandbox.answer(sandbox.type("/ticket 516757"), "sample").is_null());
        REQUIRE_FALSE(sandbox.answer(sandbox.type("/ticket 999999")).is_null());
        REQUIRE_FALSE(sandbox.answer(sandbox.type("/ticket 516757", "C0NORDLYS1")).is_null());
        bot.process().signal(SIGTERM);
        REQUIRE(bot.process().wait() == 0);
        CHECK_FALSE(contains(bot.process().errors(), "audit"));
    }

    const auto ran = audit({"--json", "--config", sandbox.config()});

    CHECK(ran.exit == 0);
    std::vector<json> lines;
    std::istringstream stream(ran.output);
    for (std::string text; std::getline(stream, text);) {
        lines.push_back(json::parse(text));
    }
    REQUIRE(lines.size() == 3);
    std::ranges::sort(lines, {}, [](const json& entry) { return entry.at("item").get<int>(); });
    CHECK(lines[0].at("decision") == "shown");
    CHECK(lines[0].at("level") == "internal");
    CHECK(lines[0].at("ticket") == "516757");
    CHECK(lines[1].at("decision") == "not_found");
    CHECK(lines[2].at("decision") == "refused");
    CHECK(lines[2].at("reason") == "outsiders_present");
    CHECK(lines[2].at("conversation") == "C0NORDLYS1");
    for (const auto* canary : {"sample", "@example", "/respond/", "xoxb-", "Mario"}) {
        CHECK_FALSE(contains(ran.output, canary));
    }
    struct stat facts{};
    REQUIRE(::stat(path.c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0600);
}

TEST_CASE("a bot whose audit cannot be written does not start, and says what to do") {
    const RunningSandbox sandbox;
    std::ofstream(sandbox.config(), std::ios::app) << "\n[audit]\nfile = \"/nowhere/audit.jsonl\"\n";

    RunningBot bot(sandbox);

    CHECK(bot.process().wait() == 1);
    CHECK(contains(bot.process().errors(), "/nowhere/audit.jsonl cannot be written: No such file or directory"));
    CHECK(contains(bot.process().errors(), "LogsDirectory=usher"));
}
