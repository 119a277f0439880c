#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/directory.hpp"
#include "sandbox/json.hpp"
#include "usher/runtime/clock.hpp"

namespace usher::sandbox {

/// When the app hears of a message's links, beside the message itself. Slack promises no order.
enum class LinkOrder : std::uint8_t { last, first, none };

/// One message as the workspace keeps it.
struct Message {
    std::string channel;
    std::string ts;        ///< Given by the workspace.
    std::string thread_ts; ///< The parent, for a reply in a thread.
    std::string user;
    std::string text;         ///< mrkdwn, escaped.
    Json blocks;              ///< An array, or null.
    Json attachments;         ///< An array, or null.
    Json metadata;            ///< An object, or null.
    std::string ephemeral_to; ///< The only person who sees it.
    std::string edited_by;
    std::string edited_ts;
    std::string client_msg_id;
    std::string announce_as; ///< The event id under which a person's message is announced to the app.
    std::string answers;     ///< The key of the question that it answers, where the workspace knows (response URL).
    LinkOrder links = LinkOrder::last;
    bool other_bot = false;     ///< Some app posted it under that name; not the one that is connected.
    bool tombstone = false;     ///< A deleted message whose thread lives on.
    std::uint64_t revision = 0; ///< The workspace's count of changes when it was last changed.
    [[nodiscard]] bool by_bot() const { return user == kBotUser; }
    [[nodiscard]] bool ephemeral() const { return !ephemeral_to.empty(); }
};

/// What happened to a message. `before` is the earlier state of one that was changed or deleted.
struct Change {
    enum class Kind : std::uint8_t { posted, changed, deleted };
    Kind kind = Kind::posted;
    const Message* message = nullptr;
    const Message* before = nullptr;
};

/// Whoever holds it is told of every change; letting go of it ends that.
class Subscription {
public:
    Subscription() = default;
    explicit Subscription(std::function<void()> end) : end_(std::move(end)) {}
    ~Subscription();
    Subscription(Subscription&& other) noexcept;
    Subscription& operator=(Subscription&& other) noexcept;
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

private:
    std::function<void()> end_;
};

/// Channels and their messages, with a bounded history. Knows nothing of the protocols around it.
class Workspace {
public:
    static constexpr std::size_t kHistory = 2'000; ///< Messages per channel; the oldest are forgotten.

    explicit Workspace(runtime::Clock& clock) : clock_(clock) {}

    [[nodiscard]] const Directory& directory() const { return directory_; }
    /// Adds people to the main channel whom the page does not show; returns their ids.
    std::vector<std::string> add_crowd(std::size_t size) { return directory_.add_crowd(size); }
    [[nodiscard]] std::uint64_t revision() const { return revision_; }

    /// Stores the message under a new `ts` and returns that. References into the workspace live until its next change.
    std::string post(Message draft, std::chrono::seconds age = {});
    /// Replaces what is stored under `changed.channel` and `changed.ts`. False if there is none.
    bool change(Message changed);
    /// A parent with replies stays as a tombstone, as in Slack.
    bool remove(std::string_view channel, std::string_view ts);

    [[nodiscard]] const Message* find(std::string_view channel, std::string_view ts) const;
    /// All messages of a channel, oldest first, private ones included.
    [[nodiscard]] const std::deque<Message>& messages(std::string_view channel) const;
    /// The replies in a thread that everybody sees, oldest first.
    [[nodiscard]] std::vector<const Message*> replies(std::string_view channel, std::string_view parent) const;
    /// A timestamp in Slack's form that was never given before.
    std::string next_ts();

    Subscription subscribe(std::function<void(const Change&)> observer);

private:
    Message* find_mutable(std::string_view channel, std::string_view ts);
    void tell(const Change& change);

    runtime::Clock& clock_;
    Directory directory_;
    std::map<std::string, std::deque<Message>, std::less<>> channels_;
    std::list<std::function<void(const Change&)>> observers_;
    std::uint64_t revision_ = 0;
    std::int64_t last_micros_ = 0;
};

/// `1503435956.000247`
std::string format_ts(std::int64_t micros);
bool is_ts(std::string_view text);

} // namespace usher::sandbox
