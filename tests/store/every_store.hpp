#pragma once

#include <doctest/doctest.h>

#include "store/sqlite_bench.hpp"
#include "testing/memory_store.hpp"

namespace usher::store::tests {

class MemoryBench {
public:
    asio::io_context loop{1};
    testing::MemoryStore& store() { return store_; }

private:
    testing::MemoryStore store_;
};

} // namespace usher::store::tests

/// A part of the Store port's contract. The tests of other rooms use MemoryStore, so it is held to the same contract as
/// the real one.
#define FOR_EVERY_STORE(name) TEST_CASE_TEMPLATE(name, Bench, SqliteBench, MemoryBench)
