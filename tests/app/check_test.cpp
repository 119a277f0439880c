#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <sstream>
#include <string>
#include <vector>

#include "app/running.hpp"

using nlohmann::json;
using usher::testing::Folder;
using usher::testing::Process;
using usher::testing::usher_binary;

namespace {

constexpr const char* canary = "canary-4711";

/// A folder with secrets and a configuration that would run, until the test spoils something.
class Installation {
public:
    Installation() {
        write_secret("app", "xapp-1-canary-4711");
        write_secret("bot", "xoxb-canary-4711");
        write_secret("desk", canary);
    }
    void write_secret(const std::string& name, const std::string& value, mode_t mode = 0600) const {
        folder_.write(name, value);
        ::chmod(folder_.file(name).c_str(), mode);
    }
    void add(const std::string& lines) { more_ += lines + "\n"; }

    struct Ran {
        int exit = 0;
        std::string output;
        std::vector<json> findings;
        /// The findings of an area that are not ok, as "grade: what mend".
        [[nodiscard]] std::string complaints(const std::string& area) const {
            std::string text;
            for (const auto& finding : findings) {
                if (finding.at("area") == area && finding.at("grade") != "ok") {
                    text += finding.at("grade").get<std::string>() + ": " + finding.at("what").get<std::string>() +
                            " " + finding.at("mend").get<std::string>() + "\n";
                }
            }
            return text;
        }
    };
    [[nodiscard]] Ran check() const {
        folder_.write("usher.toml", "[keliweb]\naccess_token = { file = \"" + folder_.file("desk") +
                                        "\" }\n[slack]\napp_token = { file = \"" + folder_.file("app") +
                                        "\" }\nbot_token = { file = \"" + folder_.file("bot") + "\" }\n" +
                                        (more_.find("[ops]") == std::string::npos ? "[ops]\nlisten = \"\"\n" : "") +
                                        more_);
        Process process({usher_binary(), "check", "--offline", "--json", "--config", folder_.file("usher.toml")},
                        {.input = {}, .environment = {}, .folder = folder_.path()});
        Ran ran;
        ran.exit = process.wait();
        ran.output = process.output();
        std::istringstream lines(ran.output);
        for (std::string line; std::getline(lines, line);) {
            ran.findings.push_back(json::parse(line));
        }
        CHECK(process.errors().find(canary) == std::string::npos);
        CHECK(ran.output.find(canary) == std::string::npos);
        return ran;
    }
    [[nodiscard]] const Folder& folder() const { return folder_; }

private:
    Folder folder_;
    std::string more_;
};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("check finds nothing to mend where nothing is wrong") {
    const Installation installation;

    const auto ran = installation.check();

    CHECK(ran.exit == 0);
    CHECK(ran.complaints("slack").empty());
    CHECK(ran.complaints("store").empty());
    CHECK(has(ran.complaints("keliweb"), "warning: access_token is fixed"));
}

TEST_CASE("check names a secret that is missing or of the wrong kind, and fails") {
    const Installation installation;
    installation.write_secret("app", "xoxb-canary-4711");
    installation.write_secret("bot", "");

    const auto ran = installation.check();

    CHECK(ran.exit == 1);
    CHECK(has(ran.complaints("slack"), "problem: app_token does not begin with xapp-."));
    CHECK(has(ran.complaints("slack"), "problem: bot_token cannot be read"));
    CHECK(has(ran.complaints("slack"), "is empty"));
}

TEST_CASE("check warns of a secret that every user of the machine may read, not of one that a group may") {
    const Installation installation;
    installation.write_secret("app", "xapp-1", 0644);
    installation.write_secret("bot", "xoxb-1", 0640);

    const auto ran = installation.check();

    CHECK(ran.exit == 0);
    CHECK(has(ran.complaints("slack"), "warning: app_token lies in a file that every user"));
    CHECK_FALSE(has(ran.complaints("slack"), "bot_token"));
}

TEST_CASE("check says when the store has no folder") {
    Installation installation;
    installation.add("[store]\nurl = \"sqlite:/nowhere/usher.db\"");

    const auto ran = installation.check();

    CHECK(ran.exit == 1);
    CHECK(has(ran.complaints("store"), "cannot write to the folder /nowhere. Create it"));
}

TEST_CASE("check does not make the store or touch anything else") {
    const Installation installation;

    CHECK(installation.check().exit == 0);

    CHECK(::access(installation.folder().file("usher.db").c_str(), F_OK) != 0);
}

TEST_CASE("check says whether the audit can be written and rotated, and makes nothing") {
    Installation nowhere;
    nowhere.add("[audit]\nfile = \"/nowhere/audit.jsonl\"");
    Installation folder;
    folder.add("[audit]\nfile = \"/tmp\"");
    Installation fine;
    fine.add("[audit]\nfile = \"" + fine.folder().file("audit.jsonl") + "\"");

    const auto ran = nowhere.check();
    CHECK(ran.exit == 1);
    CHECK(has(ran.complaints("audit"), "problem: cannot write to the folder /nowhere. Create it"));
    CHECK(has(folder.check().complaints("audit"), "problem: /tmp is no regular file."));
    CHECK(fine.check().exit == 0);
    CHECK(has(fine.check().output, "audit.jsonl can be written."));
    CHECK(::access(fine.folder().file("audit.jsonl").c_str(), F_OK) != 0);

    fine.folder().write("audit.jsonl", "");
    ::chmod(fine.folder().file("audit.jsonl").c_str(), 0644);
    CHECK(has(fine.check().complaints("audit"), "may be read or changed by every user"));
}

TEST_CASE("check looks whether the ops address can be had, and who can reach it") {
    Installation closed;
    closed.add("[ops]\nlisten = \"203.0.113.7:9464\"");
    Installation open;
    open.add("[ops]\nlisten = \"0.0.0.0:0\"");

    CHECK(has(closed.check().complaints("ops"), "problem: cannot listen on 203.0.113.7:9464"));
    CHECK(has(open.check().complaints("ops"), "warning: 0.0.0.0:0 can be reached from other machines"));
}

TEST_CASE("check warns of a pattern that opens conversations with outsiders") {
    Installation installation;
    installation.add("[[conversation]]\nmatch = \"slack:*\"\noutsiders = true");

    CHECK(has(installation.check().complaints("access"), "opens conversations with outsiders"));
}

TEST_CASE("check ends with 2 and every mistake where the file cannot be read") {
    Installation installation;
    installation.add("[mention]\ndigit = 6\nbare = 1");

    const auto ran = installation.check();

    CHECK(ran.exit == 2);
    REQUIRE(ran.findings.size() == 2);
    CHECK(has(ran.complaints("config"), "usher.toml:9:1: unknown key \"digit\""));
    CHECK(has(ran.complaints("config"), "usher.toml:10:8: bare is a whole number"));
}

TEST_CASE("check asks Slack and the desk, and both let the sandbox's bot in") {
    const usher::testing::RunningSandbox sandbox;
    Process process({usher_binary(), "check", "--config", sandbox.config()});

    CHECK(process.wait() == 0);

    CHECK(has(process.output(), "ok  slack: the bot token belongs to"));
    CHECK(has(process.output(), "ok  slack: the app token opens Socket Mode connections."));
    CHECK(has(process.output(), "ok  keliweb: the desk lets us in."));
    CHECK_FALSE(has(process.output(), "lacks"));
    CHECK_FALSE(has(process.output(), "problem"));
}
