#include <doctest/doctest.h>

#include <csignal>
#include <sstream>
#include <vector>

#include "testing/process.hpp"

using usher::testing::Process;
using usher::testing::usher_binary;

namespace {

/// What `usher demo --stdin` prints for these lines, split at its `---` lines.
std::vector<std::string> converse(const std::string& lines) {
    Process demo({usher_binary(), "demo", "--stdin"}, {.input = lines, .environment = {}, .folder = {}});
    CHECK(demo.wait() == 0);
    std::vector<std::string> answers;
    std::string answer;
    std::istringstream output(demo.output());
    for (std::string line; std::getline(output, line);) {
        if (line == "---") {
            answers.push_back(std::move(answer));
            answer.clear();
        } else {
            answer += line + "\n";
        }
    }
    CHECK(answer.empty());
    return answers;
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("the demo answers the documentation's ticket with its card") {
    const auto answers = converse("/ticket 516757\n");

    REQUIRE(answers.size() == 1);
    CHECK(has(answers[0], "This is a sample ticket"));
    CHECK(has(answers[0], "This is the first ticket reply by an admin user!"));
    CHECK(has(answers[0], "This is a second reply!"));
    CHECK_FALSE(has(answers[0], "KPqH7yG3"));
}

TEST_CASE("every line of the demo gets its own answer, in order, and silence is a line of its own") {
    const auto answers = converse("/ticket 516757\ngood morning\n/ticket help\n\n/ticket 999999\n@usher 516757");

    REQUIRE(answers.size() == 6);
    CHECK(has(answers[0], "This is a sample ticket"));
    CHECK(answers[1].empty());
    CHECK(has(answers[2], "/ticket 516757"));
    CHECK(answers[3].empty());
    CHECK(has(answers[4], "999999"));
    CHECK(has(answers[5], "This is a sample ticket"));
}

TEST_CASE("asking many things quickly in the demo is never held back") {
    std::string lines;
    for (int i = 0; i < 60; ++i) {
        lines += "/ticket 516757\n";
    }

    const auto answers = converse(lines);

    REQUIRE(answers.size() == 60);
    for (const auto& answer : answers) {
        CHECK(has(answer, "This is a sample ticket"));
    }
}

TEST_CASE("the demo without a terminal serves its page until it is told to stop") {
    Process demo({usher_binary(), "demo", "--port", "0"});
    usher::testing::eventually("the page's address", [&] {
        demo.read_output();
        return demo.errors().find("http://127.0.0.1:") != std::string::npos;
    });
    const auto start = demo.errors().find("http://127.0.0.1:");
    const auto url = demo.errors().substr(start, demo.errors().find_first_of(" \n", start) - start);

    const auto page = usher::testing::http_get(url);
    demo.signal(SIGTERM);

    CHECK(page.status == 200);
    CHECK(has(page.body, "<html"));
    CHECK(demo.wait() == 0);
}
