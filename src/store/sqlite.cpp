#include "store/sqlite.hpp"

#include <sqlite3.h>

#include <string>

namespace usher::store {

namespace {

SqliteError error_of(sqlite3* database, int code) {
    return {code, database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code)};
}

} // namespace

Statement::Statement(sqlite3* database, std::string_view sql) : database_(database) {
    check(sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement_,
                             nullptr));
}

Statement::~Statement() {
    sqlite3_finalize(statement_);
}

void Statement::check(int code) const {
    if (code != SQLITE_OK) {
        throw error_of(database_, code);
    }
}

Statement& Statement::reset() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    next_ = 1;
    return *this;
}

Statement& Statement::bind(std::int64_t value) {
    check(sqlite3_bind_int64(statement_, next_++, value));
    return *this;
}

Statement& Statement::bind(std::string_view value) {
    check(sqlite3_bind_text64(statement_, next_++, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bind(const std::optional<std::string>& value) {
    return value ? bind(std::string_view(*value)) : bind_null();
}

Statement& Statement::bind_null() {
    check(sqlite3_bind_null(statement_, next_++));
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code != SQLITE_DONE) {
        const auto error = error_of(database_, code);
        sqlite3_reset(statement_);
        throw error;
    }
    return false;
}

void Statement::run() {
    while (step()) {
    }
    sqlite3_reset(statement_);
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string Statement::text(int column) const {
    const auto* bytes = sqlite3_column_text(statement_, column);
    if (bytes == nullptr) {
        return {};
    }
    const void* generic = bytes;
    return {static_cast<const char*>(generic), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Database::Database(const std::string& path) {
    const int code = sqlite3_open_v2(path.c_str(), &database_,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    if (code != SQLITE_OK) {
        const auto error = error_of(database_, code);
        sqlite3_close_v2(database_);
        throw error;
    }
    sqlite3_extended_result_codes(database_, 1);
}

Database::~Database() {
    sqlite3_close_v2(database_);
}

void Database::execute(const char* sql) {
    const int code = sqlite3_exec(database_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        throw error_of(database_, code);
    }
}

std::int64_t Database::last_id() const {
    return sqlite3_last_insert_rowid(database_);
}

int Database::changes() const {
    return sqlite3_changes(database_);
}

bool Database::in_transaction() const {
    return sqlite3_get_autocommit(database_) == 0;
}

void Database::checkpoint() {
    sqlite3_wal_checkpoint_v2(database_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
}

} // namespace usher::store
