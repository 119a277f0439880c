#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <asio/any_io_executor.hpp>

#include "usher/runtime/clock.hpp"
#include "usher/runtime/task.hpp"

namespace usher::sandbox {

struct Options {
    std::uint16_t port = 0; ///< 0: a free one.
    std::string faults;     ///< JSON text of scripted faults; empty: none.
};

/// What a message of the bot would be in a Matrix room.
struct MatrixVersion {
    std::string channel;
    std::string ts;      ///< Empty for a private answer, whose author Slack does not tell it.
    std::string person;  ///< Who sees the private answer.
    std::string content; ///< Of an `m.room.message` event, JSON.
    std::vector<std::string> reactions;
};

/// A loopback Slack workspace (Socket Mode, Web API, response URLs) and Keliweb desk (OAuth, get-ticket) with made-up
/// tickets, and the demo page. One server, one port. It is the demo's backend and the tests' fake. Runs on the loop of
/// `executor`, one thread.
class Sandbox {
public:
    Sandbox(const asio::any_io_executor& executor, runtime::Clock& clock, runtime::Random& random, Options options);
    ~Sandbox();
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    /// Binds and serves; throws std::runtime_error if the port is taken or the faults make no sense.
    void start();
    runtime::Task<void> stop();

    /// `http://127.0.0.1:PORT/`: the page. The Slack API is below `api/`, the desk at the root.
    [[nodiscard]] std::string url() const;
    /// A configuration file that reaches this sandbox. `folder` gets the secret files, mode 0600.
    [[nodiscard]] std::string configuration(const std::string& folder) const;

    /// What a person types as one message of one person in the demo's private channel. Returns the key by which its
    /// outcome is known: `trigger_id` of a command or `event_id` of a message; empty if the workspace had no connection
    /// to deliver it to.
    std::string type(std::string line);
    /// The latest state of the message that answers `key`, as plain text; nothing if none was posted.
    [[nodiscard]] std::optional<std::string> answer_text(const std::string& key) const;
    /// Whether the app has acknowledged what was typed under `key`, or will not be told of it again.
    [[nodiscard]] bool acknowledged(const std::string& key) const;
    /// Whether a bot is connected (said hello to).
    [[nodiscard]] bool connected() const;

    /// Lets the page show a message as Element would. Without `ts`, the bot's private answer to `person` that changed
    /// last is meant. A message that is gone is ignored.
    void show_as_matrix(const MatrixVersion& version);

    class Impl;
    [[nodiscard]] Impl& impl() { return *impl_; } ///< For the load driver, which watches the workspace from inside.

private:
    std::unique_ptr<Impl> impl_;
};

} // namespace usher::sandbox
