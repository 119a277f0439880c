#pragma once

#include <memory>

#include "app/service.hpp"
#include "usher/keliweb/keliweb.hpp"

namespace usher::app {

/// Credentials for the desk, out of the configuration and the secrets that it names. Moves the secrets out.
keliweb::Credentials desk_credentials(const config::Keliweb& config, Secrets& secrets);
/// The desk's options as configured.
keliweb::Options desk_options(const config::Keliweb& config);

} // namespace usher::app
