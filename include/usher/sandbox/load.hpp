#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <iosfwd>

#include "usher/runtime/clock.hpp"
#include "usher/runtime/task.hpp"
#include "usher/sandbox/sandbox.hpp"

namespace usher::sandbox {

struct LoadOptions {
    double rate = 10; ///< Per second, kept up whether or not the bot keeps up.
    std::chrono::seconds duration{20};
    bool chatter = false;       ///< Messages that name no ticket, instead of commands.
    unsigned mention_every = 0; ///< Of chatter: so often one does name a ticket; 0: never.
};

/// What a load did to the bot so far. Commands come from 1,000 made-up people, for tickets 900000 to 900999 in turn.
struct LoadReport {
    std::chrono::seconds elapsed{0};
    std::uint64_t sent = 0;
    std::uint64_t acknowledged = 0;
    std::uint64_t answered =
        0; ///< Commands, or mentions, whose card arrived. Of mere chatter: what the bot posted (should be nothing).
    std::uint64_t duplicates = 0; ///< Cards posted for a command that had one.
    std::chrono::microseconds ack_p50{0};
    std::chrono::microseconds ack_p99{0};
    std::chrono::microseconds card_p50{0};
    std::chrono::microseconds card_p99{0};
};

/// Loads the bot that is connected to `sandbox` (waits until one is), then gives the last answers ten seconds.
/// `on_second` gets the state of every second. `sandbox` and `clock` outlive it; one load at a time.
runtime::Task<LoadReport> measure_load(Sandbox& sandbox, runtime::Clock& clock, LoadOptions options,
                                       std::function<void(const LoadReport&)> on_second);

/// The same, with a line per second and a last one that begins with `total` on `out`.
runtime::Task<void> run_load(Sandbox& sandbox, runtime::Clock& clock, LoadOptions options, std::ostream& out);

} // namespace usher::sandbox
