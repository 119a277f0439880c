#pragma once

namespace usher::store::tests {

/// A disk that fails on demand, under every database that is opened while it lives. SQLite's own layer does the work;
/// the answers of write and sync are scripted. Used from any thread.
class FailingDisk {
public:
    FailingDisk();
    ~FailingDisk();
    FailingDisk(const FailingDisk&) = delete;
    FailingDisk& operator=(const FailingDisk&) = delete;

    /// From now on writes say that the disk is full.
    void fill();
    /// From now on syncs fail.
    void break_sync();
    void mend();
};

} // namespace usher::store::tests
