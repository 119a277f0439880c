#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sandbox/faults.hpp"
#include "sandbox/ids.hpp"
#include "sandbox/latencies.hpp"
#include "usher/runtime/clock.hpp"

namespace usher::sandbox {

/// What the workspace has to tell the app.
struct Outbound {
    enum class Kind : std::uint8_t { slash_command, event, interaction };
    Kind kind = Kind::event;
    std::string payload; ///< JSON.
    std::string key;     ///< `trigger_id` or `event_id`.
    std::string channel;
    std::string person;
};

/// The workspace's end of one WebSocket, as the hub needs it. Nothing here waits.
class Line {
public:
    virtual ~Line() = default;
    virtual bool send(std::string text) = 0;
    virtual void abort() = 0;
    /// Carries out a fault of the places `hello` and `now`.
    virtual void misbehave(const Fault& fault) = 0;
};

struct HubCounters {
    std::uint64_t envelopes = 0; ///< Sent, retries included.
    std::uint64_t acknowledged = 0;
    std::uint64_t late = 0;        ///< Acknowledged after the deadline.
    std::uint64_t unknown = 0;     ///< Acknowledgements of nothing we sent, or again.
    std::uint64_t elsewhere = 0;   ///< Acknowledged on another connection than the one that delivered.
    std::uint64_t unanswered = 0;  ///< Not acknowledged in time.
    std::uint64_t undelivered = 0; ///< No connection was there.
    std::uint64_t retries = 0;
    std::uint64_t given_up = 0; ///< Events whose last retry failed.
    std::uint64_t opened = 0;   ///< Connections that were said hello to.
    std::uint64_t refused = 0;  ///< Connections above the limit.
};

/// Socket Mode without I/O: which connection gets which payload, what is acknowledged, what is sent again when.
///
/// Each payload goes to one connection, any of them. An event that is not acknowledged in three seconds is sent again
/// at once, a minute and five minutes later, under a new envelope id. Commands and interactions are not:
/// `on_unanswered` is told instead. Source: https://docs.slack.dev/apis/events-api/using-socket-mode
class Hub {
public:
    static constexpr std::size_t kMostConnections = 10;
    static constexpr std::size_t kMostTickets = 100;
    static constexpr std::size_t kMostPending = 20'000;
    static constexpr std::size_t kMostSettled = 20'000;
    static constexpr std::size_t kLargestFrame = 20'480; ///< From the client; above: close 1009.
    static constexpr std::size_t kLargestAnswer =
        20'000; ///< From here on Slack ignores what an acknowledgement carries.

    enum class Unanswered : std::uint8_t { not_delivered, timeout };
    using OnUnanswered = std::function<void(const Outbound&, Unanswered)>;
    using OnAnswer = std::function<void(const Outbound&, const Json& payload)>;

    Hub(runtime::Clock& clock, runtime::Random& random, Ids& ids, Faults& faults);
    void on_unanswered(OnUnanswered callback) { on_unanswered_ = std::move(callback); }
    void on_answer(OnAnswer callback) { on_answer_ = std::move(callback); }
    using OnAcknowledged = std::function<void(const Outbound&, std::chrono::nanoseconds after)>;
    void on_acknowledged(OnAcknowledged callback) { on_acknowledged_ = std::move(callback); }
    /// `next_due` may have come nearer.
    void on_deadline(std::function<void()> callback) { on_deadline_ = std::move(callback); }
    void on_change(std::function<void()> callback) { on_change_ = std::move(callback); }

    /// A single-use ticket for `/link/`, good for a minute.
    std::string issue_ticket();
    bool redeem_ticket(const std::string& ticket);

    /// A new WebSocket; nothing if there are too many. It gets payloads after `ready`.
    std::optional<int> open(Line& line);
    void ready(int connection);
    /// No new payloads if another connection is there.
    void drain(int connection);
    void close(int connection);
    [[nodiscard]] bool connected() const;
    [[nodiscard]] std::size_t connections() const { return connections_.size(); }
    [[nodiscard]] Json describe() const;
    /// Carries out a fault on one connection, or on all.
    void misbehave(const Fault& fault, std::optional<int> connection);

    /// Sends it, or keeps it for a retry if it is an event. False if no connection was there.
    bool deliver(Outbound outbound);
    /// A text frame of the client. Anything but an acknowledgement is counted and ignored.
    void received(int connection, const std::string& frame);

    /// When `tick` has something to do next.
    [[nodiscard]] std::optional<runtime::SteadyTime> next_due() const;
    void tick();
    /// Makes the retries that are due within `time` due now.
    std::size_t advance_retries(runtime::milliseconds time);

    [[nodiscard]] const HubCounters& counters() const { return counters_; }
    [[nodiscard]] const Latencies& ack_latencies() const { return ack_latencies_; }
    /// Whether the app has acknowledged the event or command with this key, or will not get it again.
    [[nodiscard]] bool settled(const std::string& key) const { return settled_.contains(key); }
    /// Whether it was acknowledged.
    [[nodiscard]] bool was_acknowledged(const std::string& key) const {
        const auto found = settled_.find(key);
        return found != settled_.end() && found->second;
    }
    [[nodiscard]] std::size_t pending() const { return pending_.size(); }

private:
    struct Connection {
        Line* line = nullptr;
        bool ready = false;
        bool draining = false;
        runtime::SteadyTime since;
        std::uint64_t delivered = 0;
        std::uint64_t acknowledged = 0;
    };
    struct Pending {
        Outbound outbound;
        int attempt = 0;
        int connection = 0;
        bool awaiting = true; ///< An acknowledgement; else the time of the retry.
        runtime::SteadyTime sent;
        runtime::SteadyTime due;
    };

    std::optional<int> choose();
    bool send(Outbound outbound, int attempt);
    bool transmit(int connection, const std::string& id, const Outbound& outbound, int attempt);
    void acknowledged(int connection, const std::string& id, const Json* payload);
    void expire(const std::string& id);
    void remember(const std::string& id, Pending pending);
    void schedule(const std::string& id, Pending& pending, runtime::SteadyTime due);
    void forget(const std::string& id);
    void settle(const std::string& key, bool acknowledged);

    runtime::Clock& clock_;
    runtime::Random& random_;
    Ids& ids_;
    Faults& faults_;
    OnUnanswered on_unanswered_;
    OnAnswer on_answer_;
    OnAcknowledged on_acknowledged_;
    std::function<void()> on_change_;
    std::function<void()> on_deadline_;
    std::map<std::string, runtime::SteadyTime> tickets_;
    std::map<int, Connection> connections_;
    int last_connection_ = 0;
    std::map<std::string, Pending> pending_;
    std::set<std::pair<runtime::SteadyTime, std::string>> due_;
    std::map<std::string, bool> settled_; ///< By key, whether it was acknowledged.
    std::deque<std::string> settled_order_;
    HubCounters counters_;
    Latencies ack_latencies_;
};

} // namespace usher::sandbox
