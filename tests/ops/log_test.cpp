#include "usher/ops/log.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "testing/contains.hpp"

using namespace usher::ops;
using nlohmann::json;
using usher::testing::contains;

namespace {

/// Chooses the format for one test; afterwards it is as before the first call.
class Format {
public:
    explicit Format(LogFormat format, LogLevel least = LogLevel::info) { set_up_log(format, least); }
    ~Format() { set_up_log(LogFormat::text, LogLevel::info); }
    Format(const Format&) = delete;
    Format& operator=(const Format&) = delete;
};

/// Standard error as a file that is the journal's stream, as far as a process can tell.
class Journal {
public:
    Journal() : before_(::dup(STDERR_FILENO)) {
        std::string name = "/tmp/usher-journal-XXXXXX";
        const int file = ::mkstemp(name.data());
        ::unlink(name.c_str());
        ::dup2(file, STDERR_FILENO);
        ::close(file);
        struct stat facts{};
        ::fstat(STDERR_FILENO, &facts);
        const auto stream = std::to_string(facts.st_dev) + ":" + std::to_string(facts.st_ino);
        ::setenv("JOURNAL_STREAM", stream.c_str(), 1);
    }
    ~Journal() {
        ::unsetenv("JOURNAL_STREAM");
        ::dup2(before_, STDERR_FILENO);
        ::close(before_);
    }
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    [[nodiscard]] static std::string text() {
        std::string bytes(4096, '\0');
        const auto count = ::pread(STDERR_FILENO, bytes.data(), bytes.size(), 0);
        bytes.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
        return bytes;
    }

private:
    int before_;
};

std::string json_line(std::string_view message, std::initializer_list<Field> fields = {}) {
    const Format format(LogFormat::json);
    const LogCapture log;
    log_info("an_event", message, fields);
    return log.text();
}

} // namespace

TEST_CASE("a JSON line has the time, the level, the event, the message and the fields") {
    const auto line = json::parse(json_line(
        "Connected to Slack",
        {{"team", "T01"}, {"count", 3}, {"large", std::int64_t{1} << 40U}, {"seconds", 0.25}, {"again", true}}));

    CHECK(line.at("level") == "info");
    CHECK(line.at("event") == "an_event");
    CHECK(line.at("message") == "Connected to Slack");
    CHECK(line.at("team") == "T01");
    CHECK(line.at("count") == 3);
    CHECK(line.at("large") == std::int64_t{1} << 40U);
    CHECK(line.at("seconds") == 0.25);
    CHECK(line.at("again") == true);
    CHECK(line.size() == 9);
}

TEST_CASE("the time of a line is RFC 3339 in UTC with milliseconds") {
    const auto stamp = json::parse(json_line("x")).at("ts").get<std::string>();

    REQUIRE(stamp.size() == 24);
    for (std::size_t i = 0; i < stamp.size(); ++i) {
        const char shape = std::string_view("dddd-dd-ddTdd:dd:dd.dddZ")[i];
        CHECK((shape == 'd' ? stamp[i] >= '0' && stamp[i] <= '9' : stamp[i] == shape));
    }
}

TEST_CASE("whatever a value holds, a line is one line of valid JSON") {
    const std::string_view values[] = {"a\nb",         "\"",     "\\", "\xFF\xFE", std::string_view("\0", 1),
                                       "\xE2\x80\xA8", "\x1b[2J"};
    for (const auto value : values) {
        const auto text = json_line(value, {{"field", value}, {value, 1}});

        CHECK(text.find('\n') == text.size() - 1);
        CHECK(json::accept(text));
    }
}

TEST_CASE("numbers that JSON cannot write become null") {
    const auto line = json::parse(json_line("x", {{"bad", 0.0 / 0.0}, {"far", 1e308 * 10}}));

    CHECK(line.at("bad").is_null());
    CHECK(line.at("far").is_null());
}

TEST_CASE("a token is masked in message, value and key") {
    const auto text =
        json_line("rejected xoxb-canary", {{"url", "https://hooks.slack.com/canary"}, {"xapp-canary", "x"}});

    CHECK_FALSE(contains(text, "canary"));
}

TEST_CASE("lines below the least level are not written") {
    const Format format(LogFormat::json, LogLevel::warning);
    const LogCapture log;

    log_info("quiet", "not written");
    log_warning("loud", "written");
    log_error("louder", "written");

    CHECK_FALSE(log.contains("quiet"));
    CHECK(log.contains(R"("level":"warning","event":"loud")"));
    CHECK(log.contains(R"("level":"error","event":"louder")"));
}

TEST_CASE("a text line puts the sentence first and quotes only values that need it") {
    const Format format(LogFormat::text);
    const LogCapture log;

    log_warning("desk_slow", "The desk is slow",
                {{"seconds", 3}, {"reason", "no answer"}, {"code", "timeout"}, {"none", ""}});

    CHECK(log.contains(R"(warning The desk is slow  [desk_slow seconds=3 reason="no answer" code=timeout none=""])"));
}

TEST_CASE("a text value cannot pretend to be another field or line") {
    const Format format(LogFormat::text);
    const LogCapture log;

    log_info("event", "message", {{"a", "x b=1"}, {"c", "y\nz"}, {"d", "q\"] e"}});

    CHECK(log.contains(R"(a="x b=1" c=y\u000az d="q\"] e"])"));
}

TEST_CASE("in the journal a text line begins with its priority and leaves the time to systemd") {
    const Journal journal;
    const Format format(LogFormat::text);

    log_error("gone", "Slack is gone");
    log_info("back", "Slack is back");

    CHECK(Journal::text() == "<3>Slack is gone  [gone]\n<6>Slack is back  [back]\n");
}

TEST_CASE("lines of several threads do not mix") {
    const Format format(LogFormat::json);
    const LogCapture log;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([t] {
            for (int i = 0; i < 250; ++i) {
                log_info("event", "message", {{"thread", t}, {"turn", i}});
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }

    int lines = 0;
    const auto text = log.text();
    for (std::size_t at = 0; at < text.size(); ++lines) {
        const auto end = text.find('\n', at);
        CHECK(json::accept(text.substr(at, end - at)));
        at = end + 1;
    }
    CHECK(lines == 1000);
}
