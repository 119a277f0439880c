#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace usher::store {

/// What SQLite said. The text is SQLite's own and names no stored value.
class SqliteError : public std::runtime_error {
public:
    SqliteError(int code, const std::string& what) : std::runtime_error(what), code_(code) {}
    [[nodiscard]] int code() const { return code_; }

private:
    int code_;
};

/// A prepared statement. Bind in order, then `step` through the rows or `run` it. Made once, used many times.
class Statement {
public:
    Statement(sqlite3* database, std::string_view sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// Forgets the last run and its values.
    Statement& reset();
    Statement& bind(std::int64_t value);
    Statement& bind(std::string_view value);
    Statement& bind(const std::optional<std::string>& value);
    Statement& bind_null();
    /// True if there is a row.
    bool step();
    /// For statements without rows.
    void run();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] bool is_null(int column) const;

private:
    void check(int code) const;

    sqlite3* database_;
    sqlite3_stmt* statement_ = nullptr;
    int next_ = 1;
};

/// One connection. Used by one thread at a time.
class Database {
public:
    /// Opens or creates the file. Throws SqliteError.
    explicit Database(const std::string& path);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void execute(const char* sql);
    [[nodiscard]] std::int64_t last_id() const;
    /// Rows changed by the last statement.
    [[nodiscard]] int changes() const;
    /// False once SQLite has rolled back by itself, as it does on a full disk.
    [[nodiscard]] bool in_transaction() const;
    [[nodiscard]] sqlite3* handle() const { return database_; }
    /// Puts the write-ahead log into the file and empties it. Failure is no error: the log stays.
    void checkpoint();

private:
    sqlite3* database_ = nullptr;
};

} // namespace usher::store
