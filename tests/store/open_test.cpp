#include <doctest/doctest.h>

#include <sys/stat.h>

#include <fstream>

#include "store/sqlite.hpp"
#include "store/sqlite_bench.hpp"
#include "testing/contains.hpp"

using namespace usher;
using namespace usher::store;
using namespace usher::store::tests;
using testing::contains;

namespace {

/// What the operator reads when the store cannot be opened; empty if it opens.
std::string refusal(const std::string& path) {
    asio::io_context loop;
    testing::ManualClock clock{loop};
    ops::Metrics metrics;
    try {
        const SqliteStore store(loop.get_executor(), path, keliweb, clock, metrics);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

unsigned mode_of(const std::string& path) {
    struct stat facts{};
    REQUIRE(::stat(path.c_str(), &facts) == 0);
    return facts.st_mode & 07777U;
}

/// A closed store with one unfinished question.
void leave_a_question(SqliteBench& bench) {
    store_question(bench.loop, bench.store(), a_question().build());
    bench.close();
}

void overwrite(const std::string& path, std::streamoff at, std::size_t length) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at);
    file << std::string(length, '\x5A');
}

class Umask {
public:
    explicit Umask(mode_t mask) : before_(::umask(mask)) {}
    ~Umask() { ::umask(before_); }
    Umask(const Umask&) = delete;
    Umask& operator=(const Umask&) = delete;

private:
    mode_t before_;
};

} // namespace

TEST_CASE("every file of the store is for its owner alone, whatever the umask") {
    const Umask open_to_all(0);
    SqliteBench bench;
    store_question(bench.loop, bench.store(), a_question().build());

    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(bench.folder.path())) {
        CHECK_MESSAGE(mode_of(entry.path()) == 0600U, entry.path().string());
        ++files;
    }
    CHECK(files >= 1);
}

TEST_CASE("a file that others could read is closed to them before it is used") {
    SqliteBench bench;
    bench.close();
    ::chmod(bench.path().c_str(), 0644);

    bench.open();

    CHECK(mode_of(bench.path()) == 0600U);
}

TEST_CASE("a folder that is missing is named, with what to do") {
    const auto words = refusal("/nowhere/at/all/usher.db");

    CHECK(contains(words, "/nowhere/at/all does not exist"));
    CHECK(contains(words, "Create it"));
}

TEST_CASE("a folder in the place of the file is refused") {
    const testing::Folder folder;

    CHECK(contains(refusal(folder.path()), "is not a file"));
}

TEST_CASE("something that is no database is refused and left as it is") {
    const testing::Folder folder;
    const std::string text(5000, 'x');
    folder.write("usher.db", text);

    CHECK(contains(refusal(folder.file("usher.db")), "is damaged or no SQLite file"));
    CHECK(folder.read("usher.db") == text);
}

TEST_CASE("a database with a damaged page is refused with the way out") {
    SqliteBench bench;
    leave_a_question(bench);
    overwrite(bench.path(), 4096, 2048);

    const auto words = refusal(bench.path());

    CHECK(contains(words, "damaged"));
    CHECK(contains(words, "Restore a backup"));
}

TEST_CASE("a database that was cut short is refused") {
    SqliteBench bench;
    leave_a_question(bench);
    std::filesystem::resize_file(bench.path(), 4096 + 100);

    CHECK(contains(refusal(bench.path()), "damaged"));
}

TEST_CASE("a database of a newer version is refused and keeps its version") {
    SqliteBench bench;
    bench.close();
    Database(bench.path()).execute("PRAGMA user_version = 999");

    CHECK(contains(refusal(bench.path()), "newer Usher (schema 999"));

    Database database(bench.path());
    Statement version(database.handle(), "PRAGMA user_version");
    REQUIRE(version.step());
    CHECK(version.integer(0) == 999);
}

TEST_CASE("a second store on the same file is refused, and the first goes on") {
    SqliteBench bench;

    CHECK(contains(refusal(bench.path()), "in use by another process"));

    CHECK(store_question(bench.loop, bench.store(), a_question().build()) > 0);
}

TEST_CASE("a store that was closed can be opened again") {
    SqliteBench bench;
    leave_a_question(bench);

    CHECK(refusal(bench.path()).empty());
}

TEST_CASE("every table is strict") {
    SqliteBench bench;
    bench.close();
    Database database(bench.path());
    Statement tables(database.handle(), "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                                        "'sqlite_%'");

    int seen = 0;
    while (tables.step()) {
        CHECK_MESSAGE(contains(tables.text(1), "STRICT"), tables.text(0));
        ++seen;
    }
    CHECK(seen == 7);
}
