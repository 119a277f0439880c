#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "store/questions.hpp"
#include "testing/manual_clock.hpp"
#include "testing/process.hpp"
#include "usher/store/sqlite_store.hpp"

namespace usher::store::tests {

/// A SQLite store in a folder of its own, which can be closed and opened again.
class SqliteBench {
public:
    testing::Folder folder;
    asio::io_context loop{1};
    testing::ManualClock clock{loop};
    ops::Metrics metrics;

    SqliteBench() { open(); }

    void open() { store_ = std::make_unique<SqliteStore>(loop.get_executor(), path(), keliweb, clock, metrics); }
    void close() {
        store_.reset();
        // What the store handed to the loop on its way out is still to be run.
        loop.restart();
        loop.run();
    }
    void reopen() {
        close();
        open();
    }
    SqliteStore& store() { return *store_; }
    [[nodiscard]] std::string path() const { return folder.file("usher.db"); }

    /// Every byte of every file of the store.
    [[nodiscard]] std::string bytes_on_disk() const {
        std::string bytes;
        for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
            bytes += folder.read(entry.path().filename().string());
        }
        return bytes;
    }

private:
    std::unique_ptr<SqliteStore> store_;
};

} // namespace usher::store::tests
