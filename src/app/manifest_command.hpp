#pragma once

#include <string>
#include <vector>

#include "usher/config/config.hpp"

namespace usher::app {

/// The Slack app manifest for a configuration, as JSON to paste into "Create New App → From a manifest".
/// Source: https://docs.slack.dev/reference/app-manifest
std::string make_manifest(const config::Config& config);

/// The hosts of ticket links whose links get cards: at most five, names only. Empty: the app asks for no links.
std::vector<std::string> unfurl_domains(const config::Config& config);

} // namespace usher::app
