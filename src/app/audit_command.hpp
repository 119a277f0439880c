#pragma once

#include <string>
#include <vector>

namespace usher::app {

struct AuditArguments {
    std::string config;
    std::vector<std::string> files; ///< Instead of a configuration; "-" is standard input.
    std::string ticket;
    std::string person;
    std::string conversation;
    std::string since;
    std::string until;
    std::string decision;
    std::string level;
    bool json = false;
};

/// `usher audit`: the lines of audit files and their rotated predecessors, oldest first. 1 if a file or a line could
/// not be read, 2 for wrong usage, else 0.
int audit(const AuditArguments& arguments);

} // namespace usher::app
