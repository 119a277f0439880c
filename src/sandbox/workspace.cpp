#include "sandbox/workspace.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace usher::sandbox {

namespace {

const std::deque<Message> kNothing;

} // namespace

Subscription::~Subscription() {
    if (end_) {
        end_();
    }
}

Subscription::Subscription(Subscription&& other) noexcept : end_(std::exchange(other.end_, nullptr)) {}

Subscription& Subscription::operator=(Subscription&& other) noexcept {
    std::swap(end_, other.end_);
    return *this;
}

std::string format_ts(std::int64_t micros) {
    return fmt::format("{}.{:06}", micros / 1'000'000, micros % 1'000'000);
}

bool is_ts(std::string_view text) {
    const auto dot = text.find('.');
    const auto digits = [](std::string_view part) {
        return !part.empty() && std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
    };
    return dot != std::string_view::npos && text.size() <= 24 && digits(text.substr(0, dot)) &&
           text.size() - dot == 7 && digits(text.substr(dot + 1));
}

std::string Workspace::next_ts() {
    const std::int64_t now = std::chrono::microseconds(clock_.now().time_since_epoch()).count();
    last_micros_ = std::max(now, last_micros_ + 1);
    return format_ts(last_micros_);
}

std::string Workspace::post(Message draft, std::chrono::seconds age) {
    auto& channel = channels_[draft.channel];
    draft.ts = next_ts();
    if (age.count() > 0) {
        const auto written = format_ts(last_micros_ - std::chrono::microseconds(age).count());
        // A channel is in order.
        draft.ts = channel.empty() || channel.back().ts < written ? written : draft.ts;
    }
    draft.revision = ++revision_;
    channel.push_back(std::move(draft));
    if (channel.size() > kHistory) {
        channel.pop_front();
    }
    std::string ts = channel.back().ts;
    const Message posted = channel.back();
    tell({.kind = Change::Kind::posted, .message = &posted, .before = nullptr});
    return ts;
}

bool Workspace::change(Message changed) {
    auto* stored = find_mutable(changed.channel, changed.ts);
    if (stored == nullptr) {
        return false;
    }
    const Message before = std::exchange(*stored, std::move(changed));
    stored->revision = ++revision_;
    const Message after = *stored;
    tell({.kind = Change::Kind::changed, .message = &after, .before = &before});
    return true;
}

bool Workspace::remove(std::string_view channel, std::string_view ts) {
    auto* stored = find_mutable(channel, ts);
    if (stored == nullptr) {
        return false;
    }
    if (!stored->ephemeral() && !replies(channel, ts).empty()) {
        Message tombstone = *stored;
        tombstone.tombstone = true;
        tombstone.user = std::string(kSlackbot);
        tombstone.text = "This message was deleted.";
        tombstone.blocks = tombstone.attachments = tombstone.metadata = nullptr;
        return change(std::move(tombstone));
    }
    auto& messages = channels_.find(channel)->second;
    const Message before = *stored;
    messages.erase(std::ranges::find(messages, before.ts, &Message::ts));
    ++revision_;
    tell({.kind = Change::Kind::deleted, .message = &before, .before = &before});
    return true;
}

const Message* Workspace::find(std::string_view channel, std::string_view ts) const {
    const auto& list = messages(channel);
    const auto found = std::ranges::lower_bound(list, ts, {}, &Message::ts);
    return found != list.end() && found->ts == ts ? &*found : nullptr;
}

Message* Workspace::find_mutable(std::string_view channel, std::string_view ts) {
    const auto list = channels_.find(channel);
    if (list == channels_.end()) {
        return nullptr;
    }
    const auto found = std::ranges::find(list->second, ts, &Message::ts);
    return found == list->second.end() ? nullptr : &*found;
}

const std::deque<Message>& Workspace::messages(std::string_view channel) const {
    const auto found = channels_.find(channel);
    return found == channels_.end() ? kNothing : found->second;
}

std::vector<const Message*> Workspace::replies(std::string_view channel, std::string_view parent) const {
    std::vector<const Message*> found;
    for (const auto& message : messages(channel)) {
        if (message.thread_ts == parent && !message.ephemeral()) {
            found.push_back(&message);
        }
    }
    return found;
}

Subscription Workspace::subscribe(std::function<void(const Change&)> observer) {
    const auto place = observers_.insert(observers_.end(), std::move(observer));
    return Subscription([this, place] { observers_.erase(place); });
}

void Workspace::tell(const Change& change) {
    for (auto next = observers_.begin(); next != observers_.end();) {
        const auto current = next++;
        (*current)(change);
    }
}

} // namespace usher::sandbox
