#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <asio/any_io_executor.hpp>

#include "usher/bot/patience.hpp"
#include "usher/bot/rate_limiter.hpp"
#include "usher/chat/platform.hpp"
#include "usher/desk/cached_desk.hpp"
#include "usher/mention/matcher.hpp"
#include "usher/ops/audit.hpp"
#include "usher/ops/metrics.hpp"
#include "usher/policy/policy.hpp"
#include "usher/store/store.hpp"

namespace usher::bot {

/// What the product's logic needs to know from the configuration.
struct Options {
    identity::DeskId desk{"keliweb"};
    policy::Rules rules;
    mention::Options mention;
    std::string ticket_link;
    std::string time_zone = "Europe/Rome";
    RateLimit rate_limit;
    PatienceOptions patience;
    milliseconds give_up_after = std::chrono::minutes{60};
    /// A private answer can only be given while its reply handle lives (Slack: 30 minutes).
    milliseconds give_up_private_after = std::chrono::minutes{25};
    /// A Refresh is not worth waiting long for: its card is still there.
    milliseconds give_up_refresh_after = std::chrono::seconds{30};
    /// What nobody asked for comes soon or not at all.
    milliseconds give_up_unfurl_after = std::chrono::seconds{30};
    milliseconds oldest_unfurl = std::chrono::minutes{10};
    /// A message that names a ticket by a link leaves it to the link for so long, where the platform has that.
    milliseconds wait_for_link{1'500};
    /// Then what cannot be attached to a link is posted on its own.
    milliseconds give_up_attaching_after{10'000};
    /// How long a post whose fate is unknown may still be on its way before we believe that it is absent.
    milliseconds landing_time = std::chrono::seconds{5};
};

/// The product's logic: turns chat events into stored questions, and stored questions into answers. On ports only.
///
/// Loop thread only; the references outlive it. Every question that `accept` stored ends in exactly one outcome, in
/// this process or, after `recover`, in a later one.
class Bot final : public chat::Intake {
public:
    struct Ports {
        desk::CachedDesk& desk;
        store::Store& store;
        runtime::Clock& clock;
        runtime::Random& random;
        ops::Metrics& metrics;
        ops::Audit* audit = nullptr; ///< Absent: nobody keeps one.
    };
    /// A question was stored (no outcome yet), or has ended.
    struct Progress {
        const std::vector<chat::DedupKey>& keys;
        std::optional<store::Outcome> outcome;
    };
    using OnProgress = std::function<void(const Progress&)>;

    Bot(const asio::any_io_executor& executor, Options options, Ports ports);
    ~Bot() override;
    Bot(const Bot&) = delete;
    Bot& operator=(const Bot&) = delete;

    /// Registers the platform whose conversations are answered through it. Before `recover` and `accept`.
    void add(identity::Platform name, chat::Platform& platform);
    /// For the demo, which has to know when a line is done.
    void on_progress(OnProgress callback);

    runtime::Task<chat::Receipt> accept(chat::Event event) override;
    runtime::Task<bool> accept_all(const std::vector<chat::Event>& events, chat::Checkpoint checkpoint) override;
    /// Takes up every question that an earlier process acknowledged and did not finish. Throws std::runtime_error if
    /// the store cannot be read.
    runtime::Task<void> recover();
    /// Finishes what is being posted, leaves what is waiting for the next process, and returns when nothing runs or
    /// after `limit`.
    runtime::Task<void> drain(milliseconds limit);
    /// Questions being worked on now.
    [[nodiscard]] std::size_t in_progress() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace usher::bot
