#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/service.hpp"
#include "usher/config/config.hpp"

namespace usher::app {

struct CheckArguments {
    std::string config;
    bool offline = false;
    bool json = false;
};

/// One thing that was looked at.
struct Finding {
    enum class Grade : std::uint8_t { ok, warning, problem };
    Grade grade = Grade::ok;
    std::string area; ///< "slack", "keliweb", "store", …
    std::string what;
    std::string mend; ///< The next step; empty if all is well.
};

/// `usher check`: one line a finding. 2 if the configuration cannot be parsed, 1 if the bot would not run, else 0.
int check(const CheckArguments& arguments);

/// What can be seen without the network.
std::vector<Finding> check_offline(const config::Config& config);
/// What Slack and the desk say to our credentials. Every call has a deadline; nothing is posted and no ticket is shown.
std::vector<Finding> check_online(const config::Config& config, Secrets secrets);

} // namespace usher::app
