#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "slack/events.hpp"
#include "usher/card/notice.hpp"
#include "usher/ops/metrics.hpp"
#include "usher/runtime/clock.hpp"
#include "usher/runtime/task_group.hpp"

namespace usher::slack {

/// Takes what Slack delivers to the intake, and acknowledges it once the intake has it on disk. Loop thread only.
///
/// Each envelope has its own task, so that a slow commit holds up neither reading nor other envelopes; at most
/// `max_in_flight` at a time, and what comes beyond that is not acknowledged, so that Slack delivers it again.
class Envelopes {
public:
    /// Sends a text frame on the connection that delivered, or on any other that is live. False if there is none.
    using Send = std::function<bool(std::uint64_t connection, std::string frame)>;

    Envelopes(chat::Intake& intake, runtime::TaskGroup& tasks, runtime::Clock& clock, ops::Metrics& metrics,
              card::Language language, Send send);

    void handle(std::uint64_t connection, Envelope envelope);
    void count_malformed(std::string_view reason);

    static constexpr std::size_t max_in_flight = 500;

private:
    runtime::Task<void> deliver(std::uint64_t connection, Envelope envelope);
    void acknowledge(std::uint64_t connection, const Envelope& envelope, runtime::SteadyTime arrived,
                     const std::string& payload);
    void count(const Envelope& envelope, std::string_view result);

    chat::Intake& intake_;
    runtime::TaskGroup& tasks_;
    runtime::Clock& clock_;
    ops::Metrics& metrics_;
    card::Language language_;
    Send send_;
    bool overload_mentioned_ = false;
};

/// Slack closes a connection that sends more than 20,480 bytes in a frame, and delivers the same command again.
inline constexpr std::size_t max_acknowledgement = 20'000;

/// The frame that acknowledges; `payload` is JSON or empty, and is left out if the frame would become too large.
std::string acknowledgement(const std::string& envelope_id, const std::string& payload);

} // namespace usher::slack
