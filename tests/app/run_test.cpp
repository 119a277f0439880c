#include <doctest/doctest.h>

#include <sys/stat.h>

#include <csignal>
#include <string>

#include "app/running.hpp"

using namespace usher::testing;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("the binary says its version") {
    Process process({usher_binary(), "--version"});

    CHECK(process.wait() == 0);
    CHECK(has(process.output(), "usher "));
}

TEST_CASE("no command, an unknown command and an unknown option are wrong usage") {
    for (const auto& arguments : std::vector<std::vector<std::string>>{{}, {"dance"}, {"demo", "--fast"}, {"run"}}) {
        auto command = arguments;
        command.insert(command.begin(), usher_binary());
        Process process(command);
        CHECK(process.wait() == 2);
        CHECK(process.output().empty());
    }
}

TEST_CASE("a wrong configuration is named by line and column and nothing starts") {
    const Folder folder;
    folder.write("usher.toml", "langage = \"en\"\n");

    Process process({usher_binary(), "run", "--config", folder.file("usher.toml")});

    CHECK(process.wait() == 2);
    CHECK(has(process.errors(), "usher.toml:1:1"));
    CHECK(has(process.errors(), "language"));
}

TEST_CASE("a command is answered over real sockets and the process stops cleanly when asked") {
    const RunningSandbox sandbox;
    RunningBot bot(sandbox);
    sandbox.wait_until_connected();

    const auto key = sandbox.type("/ticket 516757");
    const auto answer = sandbox.answer(key, "sample");
    bot.process().signal(SIGTERM);

    REQUIRE_FALSE(answer.is_null());
    CHECK(has(answer.at("text").get<std::string>(), "This is a sample ticket"));
    CHECK(bot.process().wait() == 0);
}

TEST_CASE("health and metrics are served, and ready means a frame has come") {
    const RunningSandbox sandbox;
    RunningBot bot(sandbox);
    const auto url = bot.ops_url();
    sandbox.wait_until_connected();
    eventually("readiness", [&] { return http_get(url + "/readyz").status == 200; });

    CHECK(http_get(url + "/livez").status == 200);
    const auto metrics = http_get(url + "/metrics");
    CHECK(metrics.status == 200);
    CHECK(has(metrics.body, "usher_slack_socket_up"));
    CHECK(http_get(url + "/nothing").status == 404);
}

TEST_CASE("a second process on the same store refuses to start") {
    const RunningSandbox sandbox;
    RunningBot first(sandbox);
    sandbox.wait_until_connected();

    RunningBot second(sandbox);

    CHECK(second.process().wait() == 1);
    CHECK(has(second.process().errors(), "another process"));
}

TEST_CASE("the tokens survive a restart without a new login") {
    const RunningSandbox sandbox;
    {
        RunningBot bot(sandbox);
        sandbox.wait_until_connected();
        REQUIRE_FALSE(sandbox.answer(sandbox.type("/ticket 516757"), "sample").is_null());
        bot.process().signal(SIGTERM);
        REQUIRE(bot.process().wait() == 0);
    }
    const auto issued = sandbox.get("counters").at("tokens_issued");

    RunningBot bot(sandbox);
    sandbox.wait_until_connected();
    REQUIRE_FALSE(sandbox.answer(sandbox.type("/ticket 900001"), "900001").is_null());

    CHECK(sandbox.get("counters").at("tokens_issued") == issued);
}

TEST_CASE("a mention inside a thread is answered in that thread") {
    const RunningSandbox sandbox;
    const RunningBot bot(sandbox);
    sandbox.wait_until_connected();
    const auto parent = sandbox.post("type", {{"text", "Who knows this customer?"}}).at("ts").get<std::string>();

    const auto key = sandbox.type("@usher 516757", "", "", parent);

    const auto answer = sandbox.answer(key, "sample");
    REQUIRE_FALSE(answer.is_null());
    CHECK(answer.at("message").at("thread_ts") == parent);
}

TEST_CASE("a direct message is answered with the card") {
    const RunningSandbox sandbox;
    const RunningBot bot(sandbox);
    sandbox.wait_until_connected();
    std::string direct;
    const auto directory = sandbox.get("directory");
    for (const auto& channel : directory.at("channels")) {
        if (channel.at("kind") == "direct" && direct.empty()) {
            direct = channel.at("id").get<std::string>();
        }
    }

    const auto answer = sandbox.answer(sandbox.type("516757", direct), "sample");

    CHECK_FALSE(answer.is_null());
}

TEST_CASE("where the bot is no member it answers by the response URL") {
    const RunningSandbox sandbox;
    const RunningBot bot(sandbox);
    sandbox.wait_until_connected();

    const auto answer = sandbox.answer(sandbox.type("/ticket 516757", "C0RANDOM01"), "sample");

    CHECK_FALSE(answer.is_null());
}

TEST_CASE("a channel shared with outsiders gets words and no ticket") {
    const RunningSandbox sandbox;
    const RunningBot bot(sandbox);
    sandbox.wait_until_connected();

    const auto key = sandbox.type("/ticket 516757", "C0NORDLYS1");

    const auto answer = sandbox.answer(key);
    REQUIRE_FALSE(answer.is_null());
    CHECK_FALSE(has(answer.at("text").get<std::string>(), "sample ticket"));
}

TEST_CASE("a slow desk gets a placeholder that becomes the card, in one message") {
    const RunningSandbox sandbox;
    const RunningBot bot(sandbox);
    sandbox.wait_until_connected();
    sandbox.fault({{{"at", "ticket"}, {"do", "slow"}, {"ms", 1500}}});

    const auto key = sandbox.type("/ticket 516757");
    const auto first = sandbox.answer(key);
    const auto last = sandbox.answer(key, "sample");

    REQUIRE_FALSE(first.is_null());
    REQUIRE_FALSE(last.is_null());
    CHECK_FALSE(has(first.at("text").get<std::string>(), "sample ticket"));
    CHECK(first.at("message").at("ts") == last.at("message").at("ts"));
}

TEST_CASE("a refresh of the connection loses no command") {
    const RunningSandbox sandbox;
    const RunningBot bot(sandbox);
    sandbox.wait_until_connected();

    sandbox.post("refresh", {{"warning", true}});
    std::vector<std::string> keys;
    for (int i = 0; i < 20; ++i) {
        keys.push_back(sandbox.type("/ticket " + std::to_string(900'200 + i)));
    }

    for (std::size_t i = 0; i < keys.size(); ++i) {
        CHECK_FALSE(sandbox.answer(keys[i], std::to_string(900'200 + i)).is_null());
    }
}

TEST_CASE("no secret and no ticket text reaches the log or the disk") {
    const RunningSandbox sandbox;
    RunningBot bot(sandbox);
    sandbox.wait_until_connected();
    REQUIRE_FALSE(sandbox.answer(sandbox.type("/ticket 516757"), "sample").is_null());
    bot.process().signal(SIGTERM);
    REQUIRE(bot.process().wait() == 0);

    const auto log = bot.process().errors();
    const auto database = sandbox.folder().read("usher.db");
    REQUIRE_FALSE(database.empty());
    for (const auto* canary : {"KPqH7yG3", "This is a sample ticket", "first ticket reply", "/respond/"}) {
        CAPTURE(canary);
        CHECK_FALSE(has(log, canary));
        CHECK_FALSE(has(database, canary));
    }
    CHECK_FALSE(has(log, "xoxb-"));
    CHECK_FALSE(has(log, "xapp-"));
    CHECK_FALSE(has(database, "xoxb-"));
    struct stat status{};
    REQUIRE(::stat(sandbox.folder().file("usher.db").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
}
