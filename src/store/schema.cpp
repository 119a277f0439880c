#include "store/schema.hpp"

#include <sqlite3.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace usher::store {

namespace {

// Every index costs each change a page of the write-ahead log: there are only those that start and intake need.
// Each entry takes the schema one version further. Never change one that was released: add another.
constexpr std::array migrations{
    R"sql(
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    platform TEXT NOT NULL, tenant TEXT NOT NULL, desk TEXT NOT NULL,
    source TEXT NOT NULL, conversation TEXT NOT NULL, thread TEXT, person TEXT NOT NULL, outsiders INTEGER NOT NULL,
    verb TEXT NOT NULL, reference TEXT, view TEXT NOT NULL, discloses_key INTEGER NOT NULL, private_answer INTEGER NOT NULL,
    why TEXT, refreshes_via INTEGER, refreshes_id TEXT,
    handle_url TEXT, handle_expires INTEGER,
    received_at INTEGER NOT NULL, outcome TEXT, finished_at INTEGER
) STRICT;
CREATE INDEX inbox_unfinished ON inbox (id) WHERE outcome IS NULL;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    item INTEGER NOT NULL UNIQUE REFERENCES inbox (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    conversation TEXT NOT NULL, thread TEXT, audience INTEGER NOT NULL,
    kind TEXT NOT NULL, reference TEXT, view TEXT NOT NULL, level TEXT NOT NULL,
    marker TEXT NOT NULL,
    via INTEGER, message TEXT,
    intent_at INTEGER NOT NULL
) STRICT;

CREATE TABLE dedup_key (
    platform TEXT NOT NULL, tenant TEXT NOT NULL, desk TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
    item INTEGER NOT NULL, expires_at INTEGER NOT NULL,
    PRIMARY KEY (platform, tenant, desk, kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX dedup_key_expiry ON dedup_key (expires_at);

CREATE TABLE secret (
    desk TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (desk, name)
) STRICT, WITHOUT ROWID;

-- One row, written to find out whether a durable write works.
CREATE TABLE probe (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL) STRICT;
)sql",
    R"sql(
-- The message that asks, where it can be edited or deleted; only such rows cost a page of the index.
ALTER TABLE inbox ADD COLUMN message TEXT;
ALTER TABLE inbox ADD COLUMN revises INTEGER NOT NULL DEFAULT 0;
ALTER TABLE inbox ADD COLUMN tickets TEXT;
CREATE INDEX inbox_message ON inbox (message) WHERE message IS NOT NULL;

-- How far a platform's stream of events has been taken in.
CREATE TABLE checkpoint (
    desk TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (desk, name)
) STRICT, WITHOUT ROWID;
)sql",
    R"sql(
ALTER TABLE inbox ADD COLUMN change TEXT;
ALTER TABLE inbox ADD COLUMN awaits_link INTEGER NOT NULL DEFAULT 0;

-- What was set in chat.
CREATE TABLE setting (
    platform TEXT NOT NULL, tenant TEXT NOT NULL, desk TEXT NOT NULL, conversation TEXT NOT NULL,
    setting TEXT NOT NULL, value TEXT NOT NULL, person_tenant TEXT NOT NULL, person TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (platform, tenant, desk, conversation, setting)
) STRICT, WITHOUT ROWID;
)sql",
};

constexpr std::int64_t largest_checked_file = 64LL << 20U;

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
    throw std::runtime_error("The store " + path + " " + what);
}

bool is_network_filesystem(const std::string& folder) {
    // Source: statfs(2), the magic numbers of NFS, SMB, CIFS, SMB2 and Ceph.
    constexpr std::array<unsigned long, 5> network{0x6969, 0x517B, 0xFF534D42, 0xFE534D42, 0x00C36400};
    struct statfs status{};
    if (::statfs(folder.c_str(), &status) != 0) {
        return false;
    }
    for (const auto magic : network) {
        if (static_cast<unsigned long>(status.f_type) == magic) {
            return true;
        }
    }
    return false;
}

std::int64_t schema_version(Database& database) {
    Statement statement(database.handle(), "PRAGMA user_version");
    return statement.step() ? statement.integer(0) : 0;
}

void migrate(Database& database, const std::string& path) {
    const auto version = schema_version(database);
    const auto newest = static_cast<std::int64_t>(migrations.size());
    if (version > newest) {
        refuse(path, "was written by a newer Usher (schema " + std::to_string(version) + ", this one knows " +
                         std::to_string(newest) + "). Start that version, or restore a backup.");
    }
    for (auto next = version; next < newest; ++next) {
        database.execute("BEGIN IMMEDIATE");
        database.execute(migrations.at(static_cast<std::size_t>(next)));
        database.execute(("PRAGMA user_version = " + std::to_string(next + 1)).c_str());
        database.execute("COMMIT");
    }
}

void check_health(Database& database, const std::string& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error || static_cast<std::int64_t>(size) > largest_checked_file) {
        return; // A large file is checked by its backup, not at every start.
    }
    Statement statement(database.handle(), "PRAGMA quick_check(1)");
    if (statement.step() && statement.text(0) != "ok") {
        refuse(path, "is damaged. Restore a backup, or move the file away to start empty.");
    }
}

} // namespace

void prepare_file(const std::string& path) {
    const auto folder = std::filesystem::absolute(path).parent_path();
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error)) {
        refuse(path,
               "cannot be made: the folder " + folder.string() + " does not exist. Create it, owned by Usher's user.");
    }
    if (is_network_filesystem(folder.string())) {
        refuse(path, "would lie on a network filesystem, where SQLite can lose data. Use a local folder.");
    }
    // An existing file is not opened here: closing it again would drop the locks of a connection that this process has
    // on it.
    struct stat facts{};
    if (::stat(path.c_str(), &facts) != 0) {
        const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (descriptor < 0) {
            refuse(path, std::string("cannot be made: ") + std::strerror(errno) +
                             ". Usher's user must be able to write to " + folder.string() + ".");
        }
        ::close(descriptor);
        return;
    }
    if (!S_ISREG(facts.st_mode)) {
        refuse(path, "is not a file. Name a file in [store] url.");
    }
    if (::access(path.c_str(), R_OK | W_OK) != 0 || ::access(folder.c_str(), W_OK) != 0) {
        refuse(path, std::string("cannot be written: ") + std::strerror(errno) +
                         ". Usher's user must own it and its folder.");
    }
    if ((facts.st_mode & 07777U) != 0600 && ::chmod(path.c_str(), 0600) != 0) {
        refuse(path, std::string("holds secrets and cannot be closed to other users: ") + std::strerror(errno) +
                         ". Usher's user must own it.");
    }
}

void set_up(Database& database, const std::string& path) {
    try {
        // With one process and one connection nothing is shared: no second writer, no -shm file.
        database.execute("PRAGMA locking_mode = EXCLUSIVE");
        database.execute("PRAGMA journal_mode = WAL");
        database.execute(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
            "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;"
            "PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY");
        database.execute("BEGIN EXCLUSIVE; COMMIT");
        check_health(database, path);
        migrate(database, path);
    } catch (const SqliteError& error) {
        const int primary = error.code() & 0xFF;
        if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED) {
            refuse(path, "is in use by another process. Only one Usher may run on it: stop the other one first.");
        }
        if (primary == SQLITE_FULL) {
            refuse(path, "cannot be used: the disk is full. Make room.");
        }
        if (primary == SQLITE_NOTADB || primary == SQLITE_CORRUPT) {
            refuse(path, "is damaged or no SQLite file. Restore a backup, or move the file away to start empty.");
        }
        refuse(path, std::string("cannot be used: ") + error.what() + ".");
    }
}

} // namespace usher::store
