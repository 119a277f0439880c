#pragma once

#include <memory>
#include <optional>
#include <string>

#include "sandbox/bell.hpp"
#include "sandbox/hub.hpp"
#include "usher/net/http_server.hpp"
#include "usher/runtime/clock.hpp"
#include "usher/runtime/task.hpp"

namespace usher::sandbox {

/// One WebSocket of Socket Mode, from the hello to the end: reads acknowledgements, pings, refreshes, and misbehaves as
/// scripted.
class Link final : public Line {
public:
    struct Parts {
        Hub& hub;
        Faults& faults;
        runtime::Clock& clock;
    };
    /// `life`: after it Slack refreshes the connection.
    Link(Parts parts, std::unique_ptr<net::WebSocket> socket, const asio::any_io_executor& executor,
         std::chrono::seconds life);

    /// Serves until either side ends it.
    runtime::Task<void> run();

    bool send(std::string text) override;
    void abort() override;
    void misbehave(const Fault& fault) override;

private:
    /// What the keeper decided.
    struct Close {
        std::uint16_t code = 1000;
        std::string reason;
    };

    runtime::Task<void> start_badly(Fault fault);
    runtime::Task<void> refuse(std::string reason);
    runtime::Task<void> serve(int connection);
    runtime::Task<std::optional<Close>> read(int connection);
    runtime::Task<Close> keep(int connection);
    void disconnect(std::string_view reason);
    void refresh(bool warning, runtime::milliseconds grace);
    std::string hello() const;

    Parts parts_;
    std::unique_ptr<net::WebSocket> socket_;
    Bell wake_;
    std::chrono::seconds life_;
    bool mute_ = false; ///< Sends nothing.
    bool warned_ = false;
    runtime::SteadyTime end_at_;
    std::optional<Close> close_;
};

} // namespace usher::sandbox
