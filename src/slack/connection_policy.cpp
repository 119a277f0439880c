#include "slack/connection_policy.hpp"

#include <algorithm>

namespace usher::slack {

milliseconds Backoff::next(runtime::Random& random) {
    last_ = std::min(most_, random.between(least_, std::max(least_, last_ * 3)));
    return last_;
}

bool ConnectionPolicy::ours(Number number) const {
    return current_ == number || pending_ == number || std::ranges::find(retired_, number) != retired_.end();
}

void ConnectionPolicy::open(Actions& actions) {
    open_at_.reset();
    pending_ = ++last_number_;
    actions.emplace_back(Open{*pending_});
}

void ConnectionPolicy::open_after(milliseconds delay, SteadyTime now) {
    if (!stopping_) {
        open_at_ = now + delay;
    }
}

void ConnectionPolicy::forget(Number number) {
    if (current_ == number) {
        current_.reset();
    }
    if (pending_ == number) {
        pending_.reset();
    }
    std::erase(retired_, number);
}

/// A connection that we counted on is gone, and nothing is under way to take its place.
void ConnectionPolicy::lost(Actions& actions, milliseconds delay, SteadyTime now, std::string_view reason) {
    if (!current_) {
        actions.emplace_back(Down{std::string(reason)});
    }
    if (!pending_) {
        open_after(delay, now);
    }
}

void ConnectionPolicy::on_live(Number number, Actions& actions) {
    usual_.reset();
    crowded_.reset();
    if (current_ && current_ != number) {
        retired_.push_back(*current_);
        actions.emplace_back(Retire{*current_});
    }
    pending_.reset();
    open_at_.reset();
    current_ = number;
}

void ConnectionPolicy::on_disconnect(const DisconnectAsked& asked, Actions& actions, SteadyTime now) {
    if (asked.reason == "link_disabled") {
        forget(asked.number);
        actions.emplace_back(Dismiss{asked.number});
        actions.emplace_back(Alarm{"link_disabled"});
        lost(actions, slow_retry, now, "link_disabled");
        return;
    }
    if (asked.reason == "too_many_websockets") {
        // Ours has to go first, else the next one is refused as well; so do those that are only read to their end.
        forget(asked.number);
        actions.emplace_back(Dismiss{asked.number});
        for (const auto surplus : retired_) {
            actions.emplace_back(Dismiss{surplus});
        }
        retired_.clear();
        lost(actions, crowded_.next(random_), now, "too_many_websockets");
        return;
    }
    // `warning`, `refresh_requested` and whatever may be invented: this connection is about to end.
    if (pending_ == asked.number) {
        forget(asked.number);
        actions.emplace_back(Dismiss{asked.number});
        lost(actions, usual_.next(random_), now, "refused_before_hello");
    } else if (current_ == asked.number && !pending_ && !open_at_) {
        open(actions);
    }
}

void ConnectionPolicy::on_open_failed(const OpenFailed& failed, Actions& actions, SteadyTime now) {
    if (pending_ != failed.number) {
        return;
    }
    pending_.reset();
    const auto& error = failed.error;
    if (is_fatal_for_token(error.code)) {
        actions.emplace_back(Fail{mend_for_token("app_token", error.code)});
        return;
    }
    if (needs_administrator(error.code)) {
        actions.emplace_back(Alarm{error.code});
        lost(actions, slow_retry, now, error.code);
        return;
    }
    lost(actions, std::max(usual_.next(random_), error.retry_after.value_or(milliseconds{0})), now, error.code);
}

void ConnectionPolicy::on_over(Number number, Actions& actions, SteadyTime now) {
    const bool counted = current_ == number || pending_ == number;
    forget(number);
    if (!counted) {
        return;
    }
    if (!current_) {
        actions.emplace_back(Down{"disconnected"});
    }
    if (!pending_ && !open_at_) {
        open_after(usual_.next(random_), now);
    }
}

void ConnectionPolicy::on_stop(Actions& actions) {
    stopping_ = true;
    open_at_.reset();
    for (const auto& number : {current_, pending_}) {
        if (number) {
            actions.emplace_back(Dismiss{*number});
        }
    }
    for (const auto number : retired_) {
        actions.emplace_back(Dismiss{number});
    }
    current_.reset();
    pending_.reset();
    retired_.clear();
}

std::vector<ConnectionPolicy::Action> ConnectionPolicy::resume(const Input& input, SteadyTime now) {
    Actions actions;
    if (std::holds_alternative<Stop>(input)) {
        on_stop(actions);
    } else if (stopping_) {
        return actions;
    } else if (std::holds_alternative<Start>(input)) {
        open(actions);
    } else if (std::holds_alternative<Tick>(input)) {
        if (open_at_ && now >= *open_at_ && !pending_) {
            open(actions);
        }
    } else if (const auto* live = std::get_if<Live>(&input)) {
        if (pending_ == live->number) {
            on_live(live->number, actions);
        }
    } else if (const auto* asked = std::get_if<DisconnectAsked>(&input)) {
        if (ours(asked->number)) {
            on_disconnect(*asked, actions, now);
        }
    } else if (const auto* failed = std::get_if<OpenFailed>(&input)) {
        on_open_failed(*failed, actions, now);
    } else if (const auto* over = std::get_if<Over>(&input)) {
        on_over(over->number, actions, now);
    }
    return actions;
}

std::string mend_for_token(std::string_view key, std::string_view error) {
    const bool app = key == "app_token";
    std::string sentence = "[slack] " + std::string(key) + ": Slack refuses it (" + std::string(error) + "). ";
    if (error == "not_allowed_token_type") {
        sentence += app ? "It has to be an app-level token, which begins with xapp-."
                        : "It has to be a bot token, which begins with xoxb-.";
    } else if (error == "missing_scope") {
        sentence +=
            app ? "Generate an app-level token with the scope connections:write (Basic Information, App-Level Tokens)."
                : "Add the scopes of `usher manifest` to the app and install it again.";
    } else if (error == "account_inactive" || error == "user_removed_from_team" || error == "team_disabled") {
        sentence += "The app was removed from the workspace, or the workspace was closed: install the app again and "
                    "use its new token.";
    } else if (app) {
        sentence += "Copy the app-level token again, or generate a new one (Basic Information, App-Level Tokens).";
    } else {
        sentence += "Copy the Bot User OAuth Token again (OAuth & Permissions), or install the app again.";
    }
    return sentence;
}

} // namespace usher::slack
