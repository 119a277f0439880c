#include "usher/ops/audit.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "testing/contains.hpp"
#include "usher/ops/log.hpp"

using namespace usher::ops;
using nlohmann::json;
using usher::testing::contains;

namespace {

/// A folder with an audit file in it.
class Place {
public:
    Metrics metrics;

    Place() {
        std::string pattern = std::filesystem::temp_directory_path() / "usher-audit-XXXXXX";
        folder = ::mkdtemp(pattern.data());
    }
    ~Place() {
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
        std::filesystem::remove_all(folder);
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    [[nodiscard]] std::string path(const std::string& suffix = "") const { return folder + "/audit.jsonl" + suffix; }
    [[nodiscard]] bool exists(const std::string& suffix = "") const { return std::filesystem::exists(path(suffix)); }
    [[nodiscard]] std::string text(const std::string& suffix = "") const {
        std::ifstream stream(path(suffix), std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    /// The items of a file's lines, every one of which is an object.
    [[nodiscard]] std::vector<int> items(const std::string& suffix = "") const {
        std::istringstream lines(text(suffix));
        std::vector<int> found;
        for (std::string line; std::getline(lines, line);) {
            found.push_back(json::parse(line).at("item").get<int>());
        }
        return found;
    }
    [[nodiscard]] double lost() const { return metrics.value("usher_audit_lost_total"); }
    AuditFile open(std::uint64_t max_size = 0, int keep = 5) { return AuditFile({path(), max_size, keep}, metrics); }

    std::string folder;
};

AuditEntry entry(int item) {
    AuditEntry shown;
    shown.at = usher::runtime::WallTime(std::chrono::milliseconds(1'772'460'000'123));
    shown.platform = "slack";
    shown.tenant = "T01";
    shown.conversation = "C01";
    shown.person = "U01";
    shown.action = "command";
    shown.ticket = "516757";
    shown.view = "card";
    shown.audience = "everyone";
    shown.level = "internal";
    shown.decision = "shown";
    shown.item = item;
    return shown;
}

const auto line_length = audit_line(entry(1)).size();

/// No file of this process grows beyond some bytes while this lives: a full disk, for who writes.
class SmallDisk {
public:
    explicit SmallDisk(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        before_handler_ = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    ~SmallDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, before_handler_);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

private:
    rlimit before_{};
    void (*before_handler_)(int) = SIG_DFL;
};

} // namespace

TEST_CASE("an audit line is one JSON object with its members in a fixed order") {
    CHECK(audit_line(entry(123)) ==
          R"({"ts":"2026-03-02T14:00:00.123Z","platform":"slack","tenant":"T01","conversation":"C01","person":"U01",)"
          R"("action":"command","ticket":"516757","view":"card","audience":"everyone","level":"internal",)"
          R"("decision":"shown","item":123})"
          "\n");
}

TEST_CASE("a refusal's audit line has its reason") {
    auto refused = entry(1);
    refused.audience.clear();
    refused.level = "none";
    refused.decision = "refused";
    refused.reason = "user_not_listed";

    const auto line = json::parse(audit_line(refused));

    CHECK(line.at("reason") == "user_not_listed");
    CHECK_FALSE(line.contains("audience"));
}

TEST_CASE("hostile ids make one line of valid JSON") {
    for (const std::string hostile : {"@a\n{\"decision\":\"shown\"}:b", "quote\"", "back\\slash", "tab\t\r\x1b[2J",
                                      "bidi\u202e", "line\u2028end", "bad\xff\xfe utf8", "cut\xe2\x82"}) {
        CAPTURE(hostile);
        auto forged = entry(1);
        forged.person = hostile;
        forged.conversation = hostile;
        forged.tenant = hostile;

        const auto line = audit_line(forged);

        CHECK(line.find('\n') == line.size() - 1);
        CHECK(line.find('\x1b') == std::string::npos);
        const auto read = json::parse(line);
        CHECK(read.at("decision") == "shown");
        CHECK(read.at("person") == read.at("conversation"));
        CHECK(read.size() == 12);
    }
    auto zero = entry(1);
    zero.person = std::string("a\0b", 3);
    CHECK(json::parse(audit_line(zero)).at("person") == zero.person);
}

TEST_CASE("an audit file is made for its owner alone, and only added to") {
    Place place;
    {
        auto audit = place.open();
        audit.record(entry(1));
    }
    auto audit = place.open();
    audit.record(entry(2));

    CHECK(place.items() == std::vector{1, 2});
    struct stat facts{};
    REQUIRE(::stat(place.path().c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0600);
}

TEST_CASE("a file beyond its size is moved on, and the oldest goes") {
    Place place;
    auto audit = place.open(2 * line_length, 2);

    for (int item = 1; item <= 9; ++item) {
        audit.record(entry(item));
    }

    CHECK(place.items() == std::vector{9});
    CHECK(place.items(".1") == std::vector{7, 8});
    CHECK(place.items(".2") == std::vector{5, 6});
    CHECK_FALSE(place.exists(".3"));
    struct stat facts{};
    REQUIRE(::stat(place.path().c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0600);
}

TEST_CASE("a line longer than the size has a file of its own") {
    Place place;
    auto audit = place.open(10, 2);

    audit.record(entry(1));
    audit.record(entry(2));

    CHECK(place.items() == std::vector{2});
    CHECK(place.items(".1") == std::vector{1});
    CHECK(place.lost() == 0);
}

TEST_CASE("with size 0 nothing is rotated") {
    Place place;
    auto audit = place.open(0);

    for (int item = 1; item <= 100; ++item) {
        audit.record(entry(item));
    }

    CHECK(place.items().size() == 100);
    CHECK_FALSE(place.exists(".1"));
}

TEST_CASE("where the file cannot be moved it grows on, and that is said once") {
    Place place;
    auto audit = place.open(2 * line_length, 1);
    std::filesystem::create_directories(place.path(".1") + "/full");
    const LogCapture log;

    for (int item = 1; item <= 4; ++item) {
        audit.record(entry(item));
    }

    CHECK(place.items() == std::vector{1, 2, 3, 4});
    CHECK(place.lost() == 0);
    CHECK(contains(log.text(), "audit_not_rotated"));
    CHECK(log.text().find("audit_not_rotated") == log.text().rfind("audit_not_rotated"));

    std::filesystem::remove_all(place.path(".1"));
    audit.record(entry(5));
    CHECK(place.items() == std::vector{5});
    CHECK(place.items(".1") == std::vector{1, 2, 3, 4});
}

TEST_CASE("a file that somebody moved, deleted or emptied is followed") {
    Place place;
    auto audit = place.open();
    audit.record(entry(1));
    std::filesystem::rename(place.path(), place.path(".moved"));
    audit.record(entry(2));
    CHECK(place.items(".moved") == std::vector{1});
    CHECK(place.items() == std::vector{2});

    std::filesystem::remove(place.path());
    audit.record(entry(3));
    CHECK(place.items() == std::vector{3});

    std::filesystem::resize_file(place.path(), 0);
    audit.record(entry(4));
    CHECK(place.items() == std::vector{4});
}

TEST_CASE("a full disk loses lines, says so once, counts each, and leaves no half line") {
    Place place;
    auto audit = place.open();
    audit.record(entry(1));
    const LogCapture log;
    {
        const SmallDisk full(line_length + line_length / 2);
        audit.record(entry(2));
        audit.record(entry(3));
    }
    CHECK(place.lost() == 2);
    CHECK(place.items() == std::vector{1});
    CHECK(contains(log.text(), "audit_lost"));
    CHECK(log.text().find("audit_lost") == log.text().rfind("audit_lost"));
    CHECK(contains(log.text(), place.path()));

    audit.record(entry(4));

    CHECK(place.items() == std::vector{1, 4});
    CHECK(place.lost() == 2);
    CHECK(contains(log.text(), "audit_written_again"));
    CHECK(contains(log.text(), "lost=2"));
}

TEST_CASE("a folder that goes away loses lines until it is back") {
    Place place;
    auto audit = place.open();
    const LogCapture log;
    std::filesystem::rename(place.folder, place.folder + ".away");

    audit.record(entry(1));
    CHECK(place.lost() == 1);
    CHECK(contains(log.text(), "audit_lost"));

    std::filesystem::rename(place.folder + ".away", place.folder);
    audit.record(entry(2));
    CHECK(place.items() == std::vector{2});
}

TEST_CASE("after half a line from a power cut a new one begins") {
    Place place;
    std::ofstream(place.path(), std::ios::binary) << audit_line(entry(1)) << R"({"ts":"2026-)";
    auto audit = place.open();

    audit.record(entry(2));
    audit.record(entry(3));

    CHECK(place.text() ==
          audit_line(entry(1)) + R"({"ts":"2026-)" + "\n" + audit_line(entry(2)) + audit_line(entry(3)));
}

TEST_CASE("a file that cannot be written is refused at the start with the next step") {
    Place place;
    const auto refusal = [&](const std::string& path) -> std::string {
        try {
            const AuditFile audit({path, 0, 5}, place.metrics);
        } catch (const std::runtime_error& problem) {
            return problem.what();
        }
        return {};
    };
    CHECK(contains(refusal(place.folder + "/none/audit.jsonl"), "none/audit.jsonl cannot be written: No such file"));
    CHECK(contains(refusal(place.folder + "/none/audit.jsonl"), "LogsDirectory=usher"));
    CHECK(contains(refusal(place.folder), "has to name a regular file"));
    CHECK(contains(refusal("/dev/null"), "has to name a regular file"));
    REQUIRE(::mkfifo(place.path().c_str(), 0600) == 0);
    CHECK(contains(refusal(place.path()), "has to name a regular file"));
    if (::geteuid() != 0) {
        std::filesystem::remove(place.path());
        std::ofstream(place.path()) << "";
        std::filesystem::permissions(place.path(), std::filesystem::perms::none);
        CHECK(contains(refusal(place.path()), "Usher's user needs to read and write it"));
    }
}

TEST_CASE("a child process does not inherit the audit file") {
    Place place;
    auto audit = place.open();
    audit.record(entry(1));
    int inherited = 0;
    for (const auto& link : std::filesystem::directory_iterator("/proc/self/fd")) {
        std::error_code error;
        if (std::filesystem::read_symlink(link.path(), error) == place.path()) {
            const int file = std::stoi(link.path().filename());
            inherited += (::fcntl(file, F_GETFD) & FD_CLOEXEC) == 0 ? 1 : 0;
        }
    }
    CHECK(inherited == 0);
}
