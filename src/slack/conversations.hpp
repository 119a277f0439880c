#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include <asio/steady_timer.hpp>

#include "slack/web_api.hpp"

namespace usher::slack {

/// What Slack says about conversations, remembered for a short time and asked once for however many want to know. Loop
/// thread only.
class Conversations {
public:
    Conversations(WebApi& api, runtime::Clock& clock) : api_(api), clock_(clock) {}

    runtime::Task<identity::ConversationFacts> describe(std::string channel);

    static constexpr std::size_t max_remembered = 2'000;
    static constexpr runtime::milliseconds known_for{60'000};
    static constexpr runtime::milliseconds unknown_for{30'000};
    static constexpr runtime::milliseconds guests_known_for{600'000};

private:
    struct Entry {
        identity::ConversationFacts facts;
        runtime::SteadyTime until;
    };
    using Waiters = std::shared_ptr<asio::steady_timer>;
    void remember(const std::string& channel, Entry entry);
    /// Whether guests are among the members; unknown if Slack does not tell.
    runtime::Task<identity::Outsiders> guests_in(std::string channel);

    WebApi& api_;
    runtime::Clock& clock_;
    std::map<std::string, Entry> known_;
    std::map<std::string, Waiters> asking_;
    std::set<std::string> guests_;
    std::optional<runtime::SteadyTime> guests_until_;
};

} // namespace usher::slack
