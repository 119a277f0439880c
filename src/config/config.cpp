#include "usher/config/config.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "config/sections.hpp"
#include "usher/net/http_client.hpp"

namespace usher::config {

namespace {

constexpr std::size_t largest_file = 1U << 20U;

/// The host of a URL without its port.
std::string host_of(std::string_view url) {
    auto host = net::origin(url);
    host.erase(0, host.find("://") == std::string::npos ? 0 : host.find("://") + 3);
    const auto colon = host.rfind(':');
    if (colon != std::string::npos && !host.ends_with(']')) {
        host.erase(colon);
    }
    return host;
}

void fill_defaults(Config& config) {
    if (config.store_path.empty()) {
        config.store_path = path_in("STATE_DIRECTORY", "usher.db");
    }
    config.policy.language = config.language;
    if (config.mention.hosts.empty() && config.keliweb && !config.keliweb->ticket_link.empty()) {
        config.mention.hosts.push_back(host_of(config.keliweb->ticket_link));
    }
}

void check_needs(const toml::table& table, Need need, Errors& errors) {
    if (need != Need::nothing && !table.contains("keliweb")) {
        errors.add_without_place("there is no [keliweb] section",
                                 "Add one with the access to the desk; config/usher.toml shows it.");
    }
    if (need == Need::run && !table.contains("slack") && !table.contains("matrix")) {
        errors.add_without_place("there is no chat platform",
                                 "Add a [slack] or a [matrix] section; config/usher.toml shows them.");
    }
}

void read_file(const toml::table& table, Config& config, Errors& errors) {
    TableReader reader(table, "the file", errors);
    config.language =
        reader.choice<policy::Language>("language", policy::parse_language, "en and it").value_or(config.language);
    config.time_zone = reader.string("time_zone").value_or(config.time_zone);
    check_time_zone(reader, "time_zone", config.time_zone);

    using Section = void (*)(const toml::table&, Config&, Errors&);
    const std::pair<std::string_view, Section> sections[] = {
        {"keliweb", read_keliweb}, {"slack", read_slack}, {"matrix", read_matrix}, {"mention", read_mention},
        {"access", read_access},   {"store", read_store}, {"audit", read_audit},   {"ops", read_ops}};
    for (const auto& [name, read] : sections) {
        if (const auto* section = reader.table(name)) {
            read(*section, config, errors);
        }
    }
    for (const auto* rule : reader.tables("conversation")) {
        read_conversation(*rule, config, errors);
    }
}

} // namespace

std::optional<policy::Answers> parse_answers(std::string_view word) {
    if (word == "conversation") {
        return policy::Answers::conversation;
    }
    return word == "private" ? std::optional(policy::Answers::private_) : std::nullopt;
}

std::optional<Place> parse_place(std::string_view word) {
    if (word == "thread") {
        return Place::thread;
    }
    return word == "conversation" ? std::optional(Place::conversation) : std::nullopt;
}

std::optional<Ops::Log> parse_log(std::string_view word) {
    if (word == "json") {
        return Ops::Log::json;
    }
    return word == "text" ? std::optional(Ops::Log::text) : std::nullopt;
}

std::string to_string(const Error& error, std::string_view file) {
    std::string text(file);
    if (error.line > 0) {
        text += ":" + std::to_string(error.line) + ":" + std::to_string(error.column);
    }
    text += ": " + error.what;
    return error.mend.empty() ? text : text + ". " + error.mend;
}

namespace {

/// The parser's words without the piece of the file that it saw: it may be a secret that lacks its quotes.
std::string without_quotation(std::string_view description) {
    return std::string(description.substr(0, description.find(", saw ")));
}

} // namespace

std::expected<Config, std::vector<Error>> parse(std::string_view text, std::string_view file_name, Need need) {
    Errors errors;
    Config config;
    try {
        const auto table = toml::parse(text, file_name);
        read_file(table, config, errors);
        check_needs(table, need, errors);
    } catch (const toml::parse_error& problem) {
        errors.add(problem.source(), without_quotation(problem.description()),
                   "This is not valid TOML here; see https://toml.io.");
    }
    if (!errors.empty()) {
        return std::unexpected(std::move(errors).sorted());
    }
    fill_defaults(config);
    return config;
}

std::expected<Config, std::vector<Error>> load(const std::string& path, Need need) {
    const auto refuse = [](std::string what, std::string mend) {
        return std::unexpected(std::vector<Error>{{0, 0, std::move(what), std::move(mend)}});
    };
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
        return refuse("this is a folder", "Name the configuration file itself, for example /etc/usher/usher.toml.");
    }
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        return refuse("cannot be read", "Check that the file exists and that Usher's user may read it.");
    }
    std::string text(largest_file + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.size() > largest_file) {
        return refuse("is larger than 1 MiB", "This is hardly a configuration; check the path.");
    }
    return parse(text, path, need);
}

} // namespace usher::config
