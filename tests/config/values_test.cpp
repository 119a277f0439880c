#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "config/files.hpp"

using namespace usher;
using namespace usher::config;
using namespace usher::config::tests;
using namespace std::chrono_literals;
using testing::contains;
using Kind = secret::Source::Kind;

namespace {

class Variable {
public:
    Variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
    ~Variable() { ::unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    const char* name_;
};

class Folder {
public:
    Folder() {
        std::string pattern = std::filesystem::temp_directory_path() / "usher-config-XXXXXX";
        path_ = ::mkdtemp(pattern.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::string write(std::string_view text) const {
        std::ofstream(path_ + "/usher.toml", std::ios::binary) << text;
        return path_ + "/usher.toml";
    }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

std::string loading_error(const std::string& path) {
    const auto loaded = load(path, Need::nothing);
    REQUIRE_FALSE(loaded);
    REQUIRE(loaded.error().size() == 1);
    return to_string(loaded.error().front(), path);
}

} // namespace

TEST_CASE("an empty file has the documented defaults") {
    const auto config = good("");

    CHECK(config.language == policy::Language::en);
    CHECK(config.time_zone == "Europe/Rome");
    CHECK_FALSE(config.keliweb);
    CHECK_FALSE(config.slack);
    CHECK(config.mention.digits == 6);
    CHECK_FALSE(config.mention.bare);
    CHECK(config.window == 30min);
    CHECK(config.place == Place::thread);
    CHECK(config.store_path == "usher.db");
    CHECK_FALSE(config.audit.file);
    CHECK(config.audit.max_size == 10 * 1024 * 1024);
    CHECK(config.audit.keep == 5);
    CHECK(config.ops.listen == "127.0.0.1:9464");
    CHECK(config.ops.log == Ops::Log::automatic);
}

TEST_CASE("the desk's login is read, its secrets as places") {
    const auto config =
        good("[keliweb]\nurl = \"https://api.example/\"\nclient_id = \"c\"\nclient_secret = { file = \"/s\" }\n"
             "username = \"u\"\npassword = { credential = \"p\" }\ntime_zone = \"UTC\"\nusers = [\"42\"]\n");

    REQUIRE(config.keliweb);
    CHECK(config.keliweb->url == "https://api.example");
    CHECK(config.keliweb->client_id == "c");
    CHECK(config.keliweb->client_secret->kind == Kind::file);
    CHECK(config.keliweb->client_secret->name == "/s");
    CHECK(config.keliweb->username == "u");
    CHECK(config.keliweb->password->kind == Kind::credential);
    CHECK(config.keliweb->time_zone == "UTC");
    CHECK(config.keliweb->users == std::vector<std::string>{"42"});
}

TEST_CASE("a token stands instead of the login") {
    const auto config = good(desk);

    CHECK(config.keliweb->access_token->kind == Kind::environment);
    CHECK(config.keliweb->url == "https://apiv2.keliweb.it");
    CHECK_FALSE(config.keliweb->password);
}

TEST_CASE("Slack's addresses and command are read") {
    const auto config = good(slack + "api_url = \"http://127.0.0.1:8080/api\"\ncommand = \"/tt-1\"\n");

    CHECK(config.slack->app_token.name == "A");
    CHECK(config.slack->bot_token.name == "B");
    CHECK(config.slack->api_url == "http://127.0.0.1:8080/api/");
    CHECK(config.slack->command == "/tt-1");
}

TEST_CASE("http is for loopback, by name and by number") {
    for (const auto* url :
         {"http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "https://api.example:8443/base"}) {
        CHECK(good("[keliweb]\naccess_token = { env = \"T\" }\nurl = \"" + std::string(url) + "\"\n").keliweb->url ==
              url);
    }
}

TEST_CASE("our hosts are the host of the ticket link, without its port, unless they are given") {
    const std::string link = desk + "ticket_link = \"https://My.Desk.example:444/viewticket.php?tid={number}\"\n";

    CHECK(good(link).mention.hosts.size() == 1);
    CHECK(contains(good(link).mention.hosts.front(), "esk.example"));
    CHECK(good(link + "[mention]\nhosts = [\"a.example\"]\n").mention.hosts == std::vector<std::string>{"a.example"});
    CHECK(good(desk).mention.hosts.empty());
}

TEST_CASE("a conversation's keys are read, and what it leaves out stays open") {
    const auto config = good(R"(
language = "it"
[[conversation]]
match = "slack:C01"
level = "full"
unfurl = false
unfurl_level = "none"
answers = "private"
replies = 0
notes = true
outsiders = false
language = "en"
departments = ["Support", "3"]
bare = true
window = "2h"
place = "conversation"
[[conversation]]
match = "*"
)");

    CHECK(config.policy.language == policy::Language::it);
    REQUIRE(config.policy.conversations.size() == 2);
    const auto& first = config.policy.conversations[0];
    CHECK(first.match.kind == policy::Pattern::Kind::exact);
    CHECK(first.match.native == "C01");
    CHECK(first.level == policy::Level::full);
    CHECK(first.unfurl == false);
    CHECK(first.unfurl_level == policy::Level::none);
    CHECK(first.answers == policy::Answers::private_);
    CHECK(first.replies == 0);
    CHECK(first.notes == true);
    CHECK(first.outsiders == false);
    CHECK(first.language == policy::Language::en);
    CHECK(first.departments == std::vector<std::string>{"Support", "3"});
    CHECK(first.bare == true);
    CHECK(first.window == 2h);
    CHECK(first.place_thread == false);
    const auto& second = config.policy.conversations[1];
    CHECK(second.match.kind == policy::Pattern::Kind::any);
    CHECK_FALSE(second.level);
    CHECK_FALSE(second.outsiders);
    CHECK_FALSE(second.place_thread);
}

TEST_CASE("people are named by ids that cannot be taken by somebody else") {
    const auto config =
        good("[access]\nusers = [\"slack:T01:U01\", \"matrix:@bob:example.org\"]\nadmins = [\"slack:T01:U02\"]\n");

    CHECK(config.policy.users == std::vector<std::string>{"slack:T01:U01", "matrix:@bob:example.org"});
    CHECK(config.policy.admins == std::vector<std::string>{"slack:T01:U02"});
}

TEST_CASE("durations have seconds, minutes, hours or days") {
    const std::pair<const char*, std::chrono::seconds> cases[] = {
        {"90s", 90s}, {"30m", 30min}, {"2h", 2h}, {"7d", 168h}, {"0s", 0s}};
    for (const auto& [text, duration] : cases) {
        CHECK(good("[mention]\nwindow = \"" + std::string(text) + "\"\n").window == duration);
    }
}

TEST_CASE("a relative store lies in the state directory, or else in the current folder") {
    CHECK(good("[store]\nurl = \"sqlite:data/usher.db\"").store_path == "data/usher.db");
    const Variable folder("STATE_DIRECTORY", "/var/lib/usher:/var/lib/other");

    CHECK(good("[store]\nurl = \"sqlite:data/usher.db\"").store_path == "/var/lib/usher/data/usher.db");
    CHECK(good("").store_path == "/var/lib/usher/usher.db");
    CHECK(good("[store]\nurl = \"sqlite:/srv/usher.db\"").store_path == "/srv/usher.db");
}

TEST_CASE("the audit file is named, with its size and how many are kept") {
    const auto config = good("[audit]\nfile = \"/srv/a.jsonl\"\nmax_size = \"64K\"\nkeep = 100\n");

    CHECK(config.audit.file == "/srv/a.jsonl");
    CHECK(config.audit.max_size == 64 * 1024);
    CHECK(config.audit.keep == 100);
    CHECK(good("[audit]\nmax_size = \"0\"").audit.max_size == 0);
    CHECK(good("[audit]\nmax_size = \"1024G\"").audit.max_size == 1ULL << 40U);
}

TEST_CASE("a relative audit file lies in the logs directory, or else in the current folder") {
    CHECK(good("[audit]\nfile = \"audit.jsonl\"").audit.file == "audit.jsonl");
    const Variable folder("LOGS_DIRECTORY", "/var/log/usher");

    CHECK(good("[audit]\nfile = \"audit.jsonl\"").audit.file == "/var/log/usher/audit.jsonl");
    CHECK(good("[audit]\nfile = \"/srv/a.jsonl\"").audit.file == "/srv/a.jsonl");
    CHECK_FALSE(good("").audit.file);
}

TEST_CASE("the ops endpoints listen where they are told, or nowhere") {
    for (const auto* address : {"", "0.0.0.0:80", "[::1]:9464", "127.0.0.1:0"}) {
        CHECK(good("[ops]\nlisten = \"" + std::string(address) + "\"").ops.listen == address);
    }
    CHECK(good("[ops]\nlog = \"json\"").ops.log == Ops::Log::json);
    CHECK(good("[ops]\nlog = \"text\"").ops.log == Ops::Log::text);
}

TEST_CASE("a file is read as its text is") {
    const Folder folder;

    CHECK(load(folder.write("language = \"it\"\n"), Need::nothing)->language == policy::Language::it);
    CHECK(contains(loading_error(folder.write("x = 1\n")), "/usher.toml:1:1: unknown key \"x\""));
}

TEST_CASE("what is no readable file is refused with the next step") {
    const Folder folder;

    CHECK(contains(loading_error(folder.path()), "this is a folder. Name the configuration file itself"));
    CHECK(contains(loading_error(folder.path() + "/none.toml"), "cannot be read. Check that the file exists"));
    CHECK(contains(loading_error(folder.write(std::string((1U << 20U) + 1, '#'))), "larger than 1 MiB"));
    CHECK(load(folder.write(std::string(1U << 20U, '#')), Need::nothing));
}
