#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <asio/steady_timer.hpp>

#include "slack/web_api.hpp"
#include "usher/chat/platform.hpp"

namespace usher::slack {

/// Looks for posts whose fate is unknown. After a crash there may be many in one conversation, and Slack allows few
/// looks at a history: one walk through it serves all who want one, and who comes during a walk waits for the next.
/// Loop thread only; the references outlive it.
class Locating {
public:
    explicit Locating(WebApi& api) : api_(api) {}

    runtime::Task<chat::LocateResult> locate(chat::Destination where, std::string marker, runtime::WallTime since);

private:
    struct Wanted {
        std::string marker;
        runtime::WallTime since;
        std::optional<chat::LocateResult> result;
    };
    using Wish = std::shared_ptr<Wanted>;
    /// One conversation's history, or one thread.
    struct Place {
        explicit Place(const asio::any_io_executor& executor)
            : walked(executor, asio::steady_timer::time_point::max()) {}
        std::vector<Wish> wishes; ///< For the next walk.
        bool walking = false;
        asio::steady_timer walked; ///< Cancelled after each walk: the waiters' condition.
    };
    using Key = std::pair<std::string, std::string>; ///< The channel, and the thread or nothing.

    class Walk;
    runtime::Task<void> walk(Key key, std::shared_ptr<Place> place);

    WebApi& api_;
    std::map<Key, std::shared_ptr<Place>> places_; ///< Where somebody is looking.
};

} // namespace usher::slack
