#include <algorithm>

#include "config/sections.hpp"

namespace usher::config {

namespace {

bool has_blank(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
}

/// `@name:server`.
bool is_user(std::string_view id) {
    const auto colon = id.find(':');
    return id.starts_with('@') && colon != std::string_view::npos && colon > 1 && colon + 1 < id.size() &&
           id.size() <= 255 && !has_blank(id);
}

bool is_server(std::string_view name) {
    return !name.empty() && !has_blank(name) && name.find_first_of("@/#!") == std::string_view::npos;
}

bool is_room(std::string_view id) {
    return id.starts_with('!') && id.size() > 1 && !has_blank(id);
}

void take_list(TableReader& reader, std::string_view key, std::vector<std::string>& target,
               bool (*fits)(std::string_view), std::string_view mend) {
    target = reader.strings(key).value_or(std::vector<std::string>{});
    for (std::size_t i = 0; i < target.size(); ++i) {
        if (!fits(target[i])) {
            reader.error_at(key, i, "\"" + target[i] + "\" does not belong here", std::string(mend));
        }
    }
}

void take_invite(const toml::table& table, Matrix::Invite& invite, Errors& errors) {
    TableReader reader(table, "[matrix] invite", errors);
    take_list(reader, "people", invite.people, is_user, "Write whole user ids: \"@anna:example.org\".");
    take_list(reader, "servers", invite.servers, is_server, "Write server names: \"example.org\".");
    take_list(reader, "rooms", invite.rooms, is_room, "Write room ids: \"!room:example.org\".");
}

bool is_command(std::string_view command) {
    return command.size() >= 2 && command.size() <= 32 && (command.front() == '!' || command.front() == '/') &&
           std::ranges::all_of(command.substr(1), [](unsigned char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
           });
}

} // namespace

void read_matrix(const toml::table& table, Config& config, Errors& errors) {
    TableReader reader(table, "[matrix]", errors);
    auto& matrix = config.matrix.emplace();
    take_url(reader, "homeserver", matrix.homeserver);
    if (!reader.has("homeserver")) {
        reader.missing("homeserver", "Give the base URL: homeserver = \"https://matrix.example.org\".");
    }
    take_text(reader, "user", matrix.user);
    if (!reader.has("user")) {
        reader.missing("user", "Give the bot's whole user id: user = \"@usher:example.org\".");
    } else if (!matrix.user.empty() && !is_user(matrix.user)) {
        reader.error_at("user", "\"" + matrix.user + "\" is no user id", "Write it whole: \"@usher:example.org\".");
    }
    matrix.access_token = reader.secret("access_token");
    matrix.password = reader.secret("password");
    matrix.refresh_token = reader.secret("refresh_token");
    take_text(reader, "client_id", matrix.client_id);
    if (!reader.has("access_token") && !reader.has("password") && !reader.has("refresh_token")) {
        reader.missing("access_token", "Give access_token, password or refresh_token, each as { file = \"…\" }.");
    }
    if (reader.has("client_id") && !reader.has("refresh_token")) {
        reader.error_at("client_id", "client_id stands without refresh_token",
                        "It belongs to the OAuth refresh token; remove it, or add refresh_token.");
    }
    take_text(reader, "device_id", matrix.device_id);
    take_text(reader, "command", matrix.command);
    if (reader.has("command") && !is_command(matrix.command)) {
        reader.error_at("command", "command is no command word",
                        "Use ! or / and up to 31 of a-z, 0-9, - and _: \"!ticket\".");
    }
    matrix.encryption_notice = reader.boolean("encryption_notice").value_or(true);
    if (const auto* invite = reader.table("invite")) {
        take_invite(*invite, matrix.invite, errors);
    }
}

} // namespace usher::config
