#include "slack/locating.hpp"

#include <algorithm>

#include "usher/runtime/asio_names.hpp"

namespace usher::slack {

using runtime::Task;

/// Being the one who walks. However it ends, the others are woken, and what was not found out is asked anew.
class Locating::Walk {
public:
    explicit Walk(std::shared_ptr<Place> place) : place_(std::move(place)), wishes_(std::move(place_->wishes)) {
        place_->wishes.clear();
        place_->walking = true;
    }
    ~Walk() {
        for (auto& wish : wishes_) {
            if (!wish->result && wish.use_count() > 1) { // Somebody still waits for it.
                place_->wishes.push_back(std::move(wish));
            }
        }
        place_->walking = false;
        place_->walked.cancel();
    }
    Walk(const Walk&) = delete;
    Walk& operator=(const Walk&) = delete;

    [[nodiscard]] Search search(const Key& key) const {
        Search search{key.first, key.second, wishes_.front()->since, {}};
        for (const auto& wish : wishes_) {
            search.since = std::min(search.since, wish->since);
            search.markers.insert(wish->marker);
        }
        return search;
    }
    void tell(const Sighting& seen) {
        for (const auto& wish : wishes_) {
            const auto found = seen.posts.find(wish->marker);
            if (found != seen.posts.end()) {
                wish->result = chat::Located{{chat::PostedMessage::Via::message, {found->second}}};
            } else if (seen.cut_short) {
                wish->result = chat::CannotTell{seen.cut_short->code, seen.cut_short->retry_after};
            } else {
                wish->result = chat::Absent{};
            }
        }
    }

private:
    std::shared_ptr<Place> place_;
    std::vector<Wish> wishes_;
};

Task<chat::LocateResult> Locating::locate(chat::Destination where, std::string marker, runtime::WallTime since) {
    if (where.audience == chat::Audience::asker) {
        co_return chat::CannotTell{"private_answers_cannot_be_read", std::nullopt};
    }
    const Key key{where.conversation.native, where.thread ? where.thread->native : std::string()};
    auto& known = places_[key];
    if (!known) {
        known = std::make_shared<Place>(co_await asio::this_coro::executor);
    }
    const auto place = known;
    const auto wish = std::make_shared<Wanted>(Wanted{std::move(marker), since, std::nullopt});
    // Also when this coroutine is cancelled.
    struct Leave {
        Locating& owner;
        const Key& key;
        Place& place;
        const Wish& wish;
        ~Leave() {
            std::erase(place.wishes, wish);
            const auto known = owner.places_.find(key);
            if (!place.walking && place.wishes.empty() && known != owner.places_.end() &&
                known->second.get() == &place) {
                owner.places_.erase(known);
            }
        }
    };
    const Leave leave{*this, key, *place, wish};
    place->wishes.push_back(wish);
    while (!wish->result) {
        if (place->walking) {
            co_await place->walked.async_wait(runtime::as_tuple);
        } else {
            co_await walk(key, place);
        }
    }
    co_return *wish->result;
}

Task<void> Locating::walk(Key key, std::shared_ptr<Place> place) {
    Walk walk(place);
    walk.tell(co_await api_.find_markers(walk.search(key)));
}

} // namespace usher::slack
