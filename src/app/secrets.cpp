#include "app/service.hpp"

namespace usher::app {

namespace {

class Reader {
public:
    secret::Secret read(const char* key, const secret::Source& source) {
        auto value = secret::read(source);
        if (!value) {
            problems_.push_back(std::string(key) + ": " + value.error());
            return {};
        }
        return std::move(*value);
    }
    std::optional<secret::Secret> read(const char* key, const std::optional<secret::Source>& source) {
        return source ? std::optional(read(key, *source)) : std::nullopt;
    }
    [[nodiscard]] std::vector<std::string> problems() && { return std::move(problems_); }

private:
    std::vector<std::string> problems_;
};

} // namespace

std::expected<Secrets, std::vector<std::string>> read_secrets(const config::Config& config) {
    Reader reader;
    Secrets secrets;
    if (config.slack) {
        secrets.slack_app_token = reader.read("[slack] app_token", config.slack->app_token);
        secrets.slack_bot_token = reader.read("[slack] bot_token", config.slack->bot_token);
    }
    if (config.matrix) {
        secrets.matrix_access_token = reader.read("[matrix] access_token", config.matrix->access_token);
        secrets.matrix_password = reader.read("[matrix] password", config.matrix->password);
        secrets.matrix_refresh_token = reader.read("[matrix] refresh_token", config.matrix->refresh_token);
    }
    if (config.keliweb) {
        secrets.keliweb_client_secret = reader.read("[keliweb] client_secret", config.keliweb->client_secret);
        secrets.keliweb_password = reader.read("[keliweb] password", config.keliweb->password);
        secrets.keliweb_access_token = reader.read("[keliweb] access_token", config.keliweb->access_token);
    }
    auto problems = std::move(reader).problems();
    if (!problems.empty()) {
        return std::unexpected(std::move(problems));
    }
    return secrets;
}

} // namespace usher::app
