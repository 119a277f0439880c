#pragma once

#include "config/table_reader.hpp"

namespace usher::config {

// One function a section of the file; each reports what is wrong to `errors` and fills what is right.
void read_keliweb(const toml::table& table, Config& config, Errors& errors);
void read_slack(const toml::table& table, Config& config, Errors& errors);
void read_matrix(const toml::table& table, Config& config, Errors& errors);
void read_mention(const toml::table& table, Config& config, Errors& errors);
void read_access(const toml::table& table, Config& config, Errors& errors);
void read_conversation(const toml::table& table, Config& config, Errors& errors);
void read_store(const toml::table& table, Config& config, Errors& errors);
void read_audit(const toml::table& table, Config& config, Errors& errors);
void read_ops(const toml::table& table, Config& config, Errors& errors);

std::optional<policy::Answers> parse_answers(std::string_view word);
std::optional<Place> parse_place(std::string_view word);
std::optional<Ops::Log> parse_log(std::string_view word);

/// Where a file lies: a relative path is below the folder that a variable of systemd's names ($STATE_DIRECTORY,
/// $LOGS_DIRECTORY), or else in the current folder.
std::string path_in(const char* variable, std::string_view path);

/// Takes a URL that may be called: https, or http on loopback, without a login or a query.
void take_url(TableReader& reader, std::string_view key, std::string& target);
/// Takes a text that may not be empty.
void take_text(TableReader& reader, std::string_view key, std::string& target);

/// Reports a time zone that the system does not know.
void check_time_zone(TableReader& reader, std::string_view key, const std::string& zone);

} // namespace usher::config
