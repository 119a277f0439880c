#include "app/desk_factory.hpp"

#include <utility>

namespace usher::app {

keliweb::Credentials desk_credentials(const config::Keliweb& config, Secrets& secrets) {
    if (secrets.keliweb_access_token) {
        return keliweb::StaticToken{std::move(*secrets.keliweb_access_token)};
    }
    keliweb::PasswordGrant grant;
    grant.client_id = config.client_id;
    grant.client_secret = std::move(secrets.keliweb_client_secret).value_or(secret::Secret{});
    grant.username = config.username;
    grant.password = std::move(secrets.keliweb_password).value_or(secret::Secret{});
    return grant;
}

keliweb::Options desk_options(const config::Keliweb& config) {
    keliweb::Options options;
    options.url = config.url;
    options.time_zone = config.time_zone;
    options.users = config.users;
    return options;
}

} // namespace usher::app
