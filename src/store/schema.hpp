#pragma once

#include <string>

#include "store/sqlite.hpp"

namespace usher::store {

/// Makes the file ours before anything is written: mode 0600, a local filesystem, a folder that exists. Throws
/// std::runtime_error with the sentence for the operator.
void prepare_file(const std::string& path);

/// Takes the file for this process alone, checks it and brings it to the current schema. Throws std::runtime_error with
/// the sentence for the operator.
void set_up(Database& database, const std::string& path);

} // namespace usher::store
