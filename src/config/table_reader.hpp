#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/toml.hpp"
#include "usher/config/config.hpp"
#include "usher/config/units.hpp"

namespace usher::config {

/// Everything that is wrong with a file, gathered while it is read.
class Errors {
public:
    void add(const toml::source_region& where, std::string what, std::string mend);
    void add_without_place(std::string what, std::string mend);
    [[nodiscard]] bool empty() const { return errors_.empty(); }
    /// In the order of the file.
    std::vector<Error> sorted() &&;

private:
    std::vector<Error> errors_;
};

/// Reads one table of the file by its expected keys; a wrong type is an error at its place, and so is every key that
/// nobody asked for.
class TableReader {
public:
    /// Whether an unknown key may be repeated in its error. Where a secret's source is expected, it may be the secret.
    enum class UnknownKeys : std::uint8_t { named, hidden };
    /// `name` is how the table is written in the file: `[keliweb]`.
    TableReader(const toml::table& table, std::string name, Errors& errors, UnknownKeys unknown = UnknownKeys::named);
    /// Reports the keys that nobody asked for.
    ~TableReader();
    TableReader(const TableReader&) = delete;
    TableReader& operator=(const TableReader&) = delete;

    std::optional<std::string> string(std::string_view key);
    std::optional<bool> boolean(std::string_view key);
    std::optional<int> integer(std::string_view key, int least, int most);
    std::optional<std::vector<std::string>> strings(std::string_view key);
    std::optional<std::chrono::seconds> duration(std::string_view key);
    std::optional<std::uint64_t> size(std::string_view key);
    std::optional<secret::Source> secret(std::string_view key);
    const toml::table* table(std::string_view key);
    std::vector<const toml::table*> tables(std::string_view key);

    /// A string that `parse` understands; `choices` is for the mend.
    template <class T>
    std::optional<T> choice(std::string_view key, std::optional<T> (*parse)(std::string_view),
                            std::string_view choices) {
        const auto word = string(key);
        if (!word) {
            return std::nullopt;
        }
        auto value = parse(*word);
        if (!value) {
            error_at(key, "\"" + *word + "\" is no value for " + std::string(key),
                     "Use one of " + std::string(choices) + ".");
        }
        return value;
    }

    [[nodiscard]] bool has(std::string_view key) const { return table_.contains(key); }
    /// Where the value of a key stands; the table itself if the key is missing.
    [[nodiscard]] toml::source_region place(std::string_view key) const;
    void error_at(std::string_view key, std::string what, std::string mend);
    /// The same for one element of a list.
    void error_at(std::string_view key, std::size_t element, std::string what, std::string mend);
    void missing(std::string_view key, std::string mend);

private:
    const toml::node* take(std::string_view key);
    void wrong_type(std::string_view key, const toml::node& node, std::string_view wanted);

    const toml::table& table_;
    std::string name_;
    Errors& errors_;
    UnknownKeys unknown_;
    std::set<std::string, std::less<>> expected_;
};

/// The candidate that `word` was probably meant to be; empty if none is near.
std::string suggestion(std::string_view word, const std::set<std::string, std::less<>>& candidates);

} // namespace usher::config
