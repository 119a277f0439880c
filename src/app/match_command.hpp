#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>

namespace usher::app {

struct MatchArguments {
    std::string wire = "neutral"; ///< neutral, slack or matrix: whose texts and events the lines are.
    std::string config;           ///< Empty: the default rule, with no ticket host.
    bool json = false;            ///< Each line is a JSON string or, with a wire, an event instead of plain text.
};

/// `usher match`: for each line of `in` one line of JSON on `out` that says which tickets it names, by which rule, and
/// what was rejected and why. A line that cannot be read becomes an `{"error": …}` line and the rest goes on. Returns
/// the exit code: 0, 1 after any error line, 2 for wrong arguments or a wrong configuration. Memory is bounded by
/// `max_match_line`.
int run_match(const MatchArguments& arguments, std::istream& in, std::ostream& out, std::ostream& err);

/// Longer lines are not read but reported.
inline constexpr std::size_t max_match_line = 1U << 20U;

} // namespace usher::app
