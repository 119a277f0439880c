#pragma once

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include <asio/steady_timer.hpp>

#include "usher/runtime/asio_names.hpp"
#include "usher/store/store.hpp"

namespace usher::bot {

/// What one message asked, and asked anew when it was edited or deleted, is worked on in that order: each change waits
/// for what it changes, and what waits behind makes the work in front pointless. Loop thread only.
class Lines {
public:
    explicit Lines(const asio::any_io_executor& executor) : moved_(executor) {
        moved_.expires_at(asio::steady_timer::time_point::max());
    }

    void join(const store::Item& item) {
        if (item.message) {
            const bool changes = item.revises || item.ask.verb == store::Ask::Verb::withdraw;
            const bool asks = item.source == chat::Source::mention || item.source == chat::Source::direct_message;
            lines_[key(item)].push_back(
                {item.id, changes, item.source == chat::Source::link, asks, item.ask.reference});
            moved_.cancel();
        }
    }
    void leave(const store::Item& item) {
        const auto line = item.message ? lines_.find(key(item)) : lines_.end();
        if (line == lines_.end()) {
            return;
        }
        std::erase_if(line->second, [&](const Place& place) { return place.item == item.id; });
        if (line->second.empty()) {
            lines_.erase(line);
        }
        moved_.cancel();
    }
    /// Returns when nothing of the same message is in front.
    runtime::Task<void> turn(const store::Item& item) {
        while (waits(item)) {
            co_await moved_.async_wait(runtime::as_tuple);
        }
    }
    /// Whether the message has been edited or deleted since.
    [[nodiscard]] bool overtaken(const store::Item& item) const {
        return any_behind(item, [](const Place& place) { return place.changes; });
    }
    /// Whether the same is about to be attached to a link in the message.
    [[nodiscard]] bool attached_behind(const store::Item& item) const {
        return any_behind(item,
                          [&](const Place& place) { return place.attaches && place.reference == item.ask.reference; });
    }
    /// Whether the same message asks for the same, and is about to be answered.
    [[nodiscard]] bool asked_behind(const store::Item& item) const {
        return item.ask.reference && any_behind(item, [&](const Place& place) {
                   return place.asks && place.reference == item.ask.reference;
               });
    }
    /// Returns when some line has moved.
    runtime::Task<void> movement() { co_await moved_.async_wait(runtime::as_tuple); }

private:
    using Key = std::pair<identity::ConversationId, identity::MessageId>;
    static Key key(const store::Item& item) { return {item.conversation, *item.message}; }
    [[nodiscard]] bool waits(const store::Item& item) const {
        const auto line = item.message ? lines_.find(key(item)) : lines_.end();
        return line != lines_.end() && line->second.front().item != item.id;
    }

    struct Place {
        store::ItemId item;
        bool changes;                               ///< An edit or a deletion.
        bool attaches;                              ///< To a link.
        bool asks;                                  ///< The bot.
        std::optional<ticket::Reference> reference; ///< None for a list.
    };
    template <class Condition>
    [[nodiscard]] bool any_behind(const store::Item& item, Condition condition) const {
        const auto line = item.message ? lines_.find(key(item)) : lines_.end();
        if (line == lines_.end()) {
            return false;
        }
        const auto own = std::ranges::find(line->second, item.id, &Place::item);
        return own != line->second.end() && std::any_of(std::next(own), line->second.end(), condition);
    }

    std::map<Key, std::vector<Place>> lines_;
    asio::steady_timer moved_; ///< Cancelled whenever a line moves: the waiters' condition.
};

} // namespace usher::bot
