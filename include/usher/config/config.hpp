#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "usher/mention/matcher.hpp"
#include "usher/policy/policy.hpp"
#include "usher/secret/source.hpp"

namespace usher::config {

/// `[keliweb]`. Either `access_token` or the four of the password grant.
struct Keliweb {
    std::string url = "https://apiv2.keliweb.it";
    std::string client_id;
    std::optional<secret::Source> client_secret;
    std::string username;
    std::optional<secret::Source> password;
    std::optional<secret::Source> access_token;
    std::string time_zone = "Europe/Rome";
    std::string ticket_link; ///< Template with `{number}`; empty: none.
    std::vector<std::string> users;
};

/// `[slack]`.
struct Slack {
    secret::Source app_token;
    secret::Source bot_token;
    std::string api_url = "https://slack.com/api/";
    std::string command = "/ticket";
};

/// `[matrix]`. At least one of `access_token`, `password` and `refresh_token`.
struct Matrix {
    std::string homeserver;
    std::string user;
    std::optional<secret::Source> access_token;
    std::optional<secret::Source> password;
    std::optional<secret::Source> refresh_token;
    std::string client_id; ///< Beside `refresh_token`, where the homeserver speaks OAuth.
    std::string device_id = "USHER";
    std::string command = "!ticket";
    bool encryption_notice = true;
    struct Invite {
        std::vector<std::string> people;
        std::vector<std::string> servers;
        std::vector<std::string> rooms;
    };
    Invite invite;
};

/// `[audit]`.
struct Audit {
    std::optional<std::string> file;       ///< Relative to $LOGS_DIRECTORY or the current folder; absent: no audit.
    std::uint64_t max_size = 10ULL << 20U; ///< Bytes after which the file is rotated; 0: never.
    int keep = 5;                          ///< Rotated files that are kept.
};

/// `[ops]`.
struct Ops {
    std::string listen = "127.0.0.1:9464"; ///< IP address:port, port 0 for a free one, or empty for none.
    enum class Log : std::uint8_t { automatic, json, text };
    Log log = Log::automatic;
};

/// Where a card goes that nobody asked for.
enum class Place : std::uint8_t { thread, conversation };

/// The whole file, checked. Secrets are named here, not read.
struct Config {
    policy::Language language = policy::Language::en;
    std::string time_zone = "Europe/Rome";
    std::optional<Keliweb> keliweb;
    std::optional<Slack> slack;
    std::optional<Matrix> matrix;
    mention::Options mention;
    std::chrono::seconds window = std::chrono::minutes{30}; ///< `[mention] window`: one card per ticket in this time.
    Place place = Place::thread;                            ///< `[mention] place`.
    policy::Rules policy;                                   ///< `[access]` and `[[conversation]]`.
    std::string store_path; ///< From `[store] url`; relative to $STATE_DIRECTORY or the current folder.
    Audit audit;
    Ops ops;
};

/// One thing wrong with the file.
struct Error {
    std::uint32_t line = 0; ///< From 1; 0 if it has no place.
    std::uint32_t column = 0;
    std::string what; ///< What is wrong.
    std::string mend; ///< What would be right.
};
/// `usher.toml:3:9: unknown key "langage". Did you mean "language"?`
std::string to_string(const Error& error, std::string_view file);

/// What a caller needs from the file.
enum class Need : std::uint8_t {
    run,    ///< A desk and a platform.
    desk,   ///< `[keliweb]` alone (`usher show`).
    nothing ///< `[mention]` alone (`usher match`), `usher manifest`.
};

/// Parses and checks the text of a configuration file. All errors are returned, in the order of the file; unknown keys
/// are errors with a suggestion.
std::expected<Config, std::vector<Error>> parse(std::string_view toml, std::string_view file_name, Need need);
/// The same for a file. A directory, an unreadable or an over-large (1 MiB) file is an error with the next step.
std::expected<Config, std::vector<Error>> load(const std::string& path, Need need);

} // namespace usher::config
