#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "sandbox/impl.hpp"

namespace usher::sandbox {

namespace {

/// Writes a file that only its owner can read, from the moment it exists.
void write_secret(const std::filesystem::path& path, std::string_view value) {
    std::filesystem::remove(path);
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (file < 0) {
        throw std::system_error(errno, std::generic_category(), "cannot write " + path.string());
    }
    const auto written = ::write(file, value.data(), value.size());
    const int closed = ::close(file);
    if (written != static_cast<ssize_t>(value.size()) || closed != 0) {
        throw std::runtime_error("cannot write " + path.string());
    }
}

std::string toml_string(const std::string& text) {
    std::string escaped = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            escaped += '\\';
        }
        escaped += c;
    }
    return escaped + "\"";
}

} // namespace

std::string Sandbox::Impl::configuration(const std::string& folder) const {
    const std::filesystem::path root(folder);
    const auto secret = [&](const char* name, const std::string& value) {
        const auto path = root / name;
        write_secret(path, value);
        return toml_string(path.string());
    };
    const auto& credentials = desk.credentials();
    const auto& tokens = web_api.tokens();
    return fmt::format(R"(# Reaches a sandbox that listens on {base}; made up, and good only while it runs.
language = "en"
time_zone = "Europe/Rome"

[keliweb]
url = "{base}"
client_id = {client_id}
client_secret = {{ file = {client_secret} }}
username = {username}
password = {{ file = {password} }}
ticket_link = "https://{domain}/viewticket.php?tid={{number}}"

[slack]
api_url = "{base}/api/"
app_token = {{ file = {app_token} }}
bot_token = {{ file = {bot_token} }}

[access]
admins = ["slack:{team}:U0GIULIA01"]

[store]
url = {store}

[ops]
listen = "127.0.0.1:0"
)",
                       fmt::arg("base", base()), fmt::arg("domain", kUnfurlDomain),
                       fmt::arg("client_id", toml_string(credentials.client_id)),
                       fmt::arg("client_secret", secret("keliweb_client_secret", credentials.client_secret)),
                       fmt::arg("username", toml_string(credentials.username)),
                       fmt::arg("password", secret("keliweb_password", credentials.password)),
                       fmt::arg("app_token", secret("slack_app_token", tokens.app)),
                       fmt::arg("bot_token", secret("slack_bot_token", tokens.bot)), fmt::arg("team", kTeam),
                       fmt::arg("store", toml_string("sqlite:" + (root / "usher.db").string())));
}

} // namespace usher::sandbox
