#pragma once

#include <optional>
#include <string>

#include "usher/config/config.hpp"

namespace usher::app {

/// Loads a configuration file for a command; prints every error with its place and mend on standard error.
std::optional<config::Config> load_configuration(const std::string& path, config::Need need);

/// Sets the log up as `[ops] log` says; automatic is text on a terminal, JSON elsewhere.
void set_up_log(config::Ops::Log log);

} // namespace usher::app
