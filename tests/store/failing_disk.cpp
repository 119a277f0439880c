#include "store/failing_disk.hpp"

#include <sqlite3.h>

#include <atomic>

namespace usher::store::tests {

namespace {

std::atomic<int> write_answer{SQLITE_OK};
std::atomic<int> sync_answer{SQLITE_OK};

sqlite3_vfs* real = nullptr;
sqlite3_vfs ours;

/// SQLite's unix layer gives a database other methods than its log, so each kind of file has a table of its own here:
/// the real one with two entries changed.
template <bool main_database>
struct Methods {
    static inline const sqlite3_io_methods* real = nullptr;
    static inline sqlite3_io_methods ours;

    static int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
        const int answer = write_answer;
        return answer == SQLITE_OK ? real->xWrite(file, bytes, count, offset) : answer;
    }
    static int sync(sqlite3_file* file, int flags) {
        const int answer = sync_answer;
        return answer == SQLITE_OK ? real->xSync(file, flags) : answer;
    }
    static void take_over(sqlite3_file* file) {
        real = file->pMethods;
        ours = *real;
        ours.xWrite = &write;
        ours.xSync = &sync;
        file->pMethods = &ours;
    }
};

int open(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    const int code = real->xOpen(real, name, file, flags, out_flags);
    if (code == SQLITE_OK && file->pMethods != nullptr) {
        if ((flags & SQLITE_OPEN_MAIN_DB) != 0) {
            Methods<true>::take_over(file);
        } else {
            Methods<false>::take_over(file);
        }
    }
    return code;
}

} // namespace

FailingDisk::FailingDisk() {
    mend();
    real = sqlite3_vfs_find(nullptr);
    ours = *real;
    ours.zName = "failing";
    ours.xOpen = &open;
    sqlite3_vfs_register(&ours, 1);
}

FailingDisk::~FailingDisk() {
    sqlite3_vfs_unregister(&ours);
    sqlite3_vfs_register(real, 1);
}

void FailingDisk::fill() {
    write_answer = SQLITE_FULL;
}
void FailingDisk::break_sync() {
    sync_answer = SQLITE_IOERR_FSYNC;
}
void FailingDisk::mend() {
    write_answer = SQLITE_OK;
    sync_answer = SQLITE_OK;
}

} // namespace usher::store::tests
