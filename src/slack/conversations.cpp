#include "slack/conversations.hpp"

#include <algorithm>
#include <utility>

#include "usher/ops/log.hpp"
#include "usher/runtime/asio_names.hpp"

namespace usher::slack {

runtime::Task<identity::ConversationFacts> Conversations::describe(std::string channel) {
    if (channel == composer_channel) {
        co_return identity::ConversationFacts{}; // Nobody knows yet where it will be sent.
    }
    for (;;) {
        if (const auto found = known_.find(channel); found != known_.end() && found->second.until > clock_.steady()) {
            co_return found->second.facts;
        }
        const auto asking = asking_.find(channel);
        if (asking == asking_.end()) {
            break;
        }
        const auto answered = asking->second;
        co_await answered->async_wait(runtime::as_tuple);
    }
    const auto waiters = std::make_shared<asio::steady_timer>(co_await asio::this_coro::executor);
    waiters->expires_at(asio::steady_timer::time_point::max());
    asking_[channel] = waiters;
    // Also when this coroutine is cancelled: the next in line then asks itself.
    struct Done {
        Conversations& owner;
        const std::string& channel;
        const Waiters& waiters;
        ~Done() {
            owner.asking_.erase(channel);
            waiters->cancel();
        }
    };
    const Done done{*this, channel, waiters};
    auto facts = co_await api_.conversation_facts(channel);
    if (facts && facts->outsiders == identity::Outsiders::absent) {
        facts->outsiders = co_await guests_in(channel);
    }
    if (!facts) {
        ops::log_info("slack_conversation_unknown", "Slack does not say what kind of conversation this is",
                      {{"error", facts.error().code}});
    }
    Entry entry{facts.value_or(identity::ConversationFacts{}), clock_.steady() + (facts ? known_for : unknown_for)};
    remember(channel, entry);
    co_return entry.facts;
}

runtime::Task<identity::Outsiders> Conversations::guests_in(std::string channel) {
    if (!guests_until_ || clock_.steady() >= *guests_until_) {
        auto guests = co_await api_.guests();
        if (!guests) {
            ops::log_info("slack_guests_unknown", "Slack does not say who is a guest",
                          {{"error", guests.error().code}});
            co_return identity::Outsiders::unknown;
        }
        guests_ = std::move(*guests);
        guests_until_ = clock_.steady() + guests_known_for;
    }
    if (guests_.empty()) {
        co_return identity::Outsiders::absent;
    }
    const auto members = co_await api_.members(std::move(channel));
    if (!members) {
        ops::log_info("slack_members_unknown", "Slack does not say who is in a conversation",
                      {{"error", members.error().code}});
        co_return identity::Outsiders::unknown;
    }
    const bool present = std::ranges::any_of(*members, [&](const auto& id) { return guests_.contains(id); });
    co_return present ? identity::Outsiders::present : identity::Outsiders::absent;
}

void Conversations::remember(const std::string& channel, Entry entry) {
    if (known_.size() >= max_remembered) {
        std::erase_if(known_, [now = clock_.steady()](const auto& item) { return item.second.until <= now; });
    }
    if (known_.size() >= max_remembered) {
        known_.erase(known_.begin());
    }
    known_.insert_or_assign(channel, entry);
}

} // namespace usher::slack
