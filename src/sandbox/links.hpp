#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/hub.hpp"
#include "sandbox/workspace.hpp"

namespace usher::sandbox {

/// The domain whose links the app unfurls, as its manifest has it: that of the ticket links.
inline constexpr std::string_view kUnfurlDomain = "my.keliweb.example";

/// Tells the app of links to its domain, in messages and in what somebody is still writing, and keeps what it hangs
/// below them. In every conversation, whether the bot is in it or not.
/// Source: https://docs.slack.dev/messaging/unfurling-links-in-messages
class Links {
public:
    static constexpr std::size_t kMost = 2'000; ///< Places that are remembered; the oldest are forgotten.

    struct Parts {
        Workspace& workspace;
        Hub& hub;
        Ids& ids;
        runtime::Clock& clock;
    };
    explicit Links(Parts parts) : parts_(parts) {}

    /// `link_shared` for what a person's message links to, or links to anew.
    void posted(const Message& message, const Channel& channel);
    void changed(const Message& message, const Message& before, const Channel& channel);

    struct Composed {
        std::string key;       ///< The event's id; empty if there is no link to the domain in it.
        std::string unfurl_id; ///< The same.
    };
    /// Somebody is writing this.
    Composed compose(const std::string& text, const Person& person);

    /// Where `chat.unfurl` attaches.
    struct Place {
        std::string channel;
        std::string ts;
        std::string unfurl_id; ///< Instead of the two.
        std::string source;
    };
    /// Attaches checked unfurls by URL, or an error of `chat.unfurl`.
    std::string attach(const Place& place, const Json& unfurls);

    /// The event that announced the latest links of a message; empty if none did.
    [[nodiscard]] std::string key_of(std::string_view channel, std::string_view ts) const;
    /// What hangs below the links of a message that is being written: attachments. Null if nobody writes it.
    [[nodiscard]] Json composed(const std::string& unfurl_id) const;

private:
    struct Event {
        std::string key;
        std::vector<std::string> urls;
    };
    struct Shared {
        std::string channel; ///< Empty: still being written.
        std::string ts;
        std::vector<Event> events;
        Json attachments = Json::array(); ///< Of what is still being written.
    };

    void announce(const Message& message, const Channel& channel, std::vector<std::string> urls);
    std::string deliver(Json event, const Channel& channel, const Person& person);
    Shared& shared(const std::string& unfurl_id, std::string channel, std::string ts);
    [[nodiscard]] const Shared* find(const Place& place, std::string& error) const;
    [[nodiscard]] std::string check(const Shared& shared, const Json& unfurls) const;

    Parts parts_;
    std::map<std::string, Shared, std::less<>> by_id_; ///< By unfurl id.
    std::map<std::string, std::string, std::less<>> id_of_message_;
    std::deque<std::string> order_;
};

/// The addresses on the unfurl domain that a message's blocks link to, each once. Code is no link.
std::vector<std::string> shared_urls(const Json& blocks);
/// Adds or replaces what hangs below some links. `unfurls`: by URL, as `chat.unfurl` takes them.
void merge_unfurls(Json& attachments, const Json& unfurls, Ids& ids);
/// Drops what hangs below links that are no longer among `urls`.
void keep_unfurls(Json& attachments, const std::vector<std::string>& urls);

} // namespace usher::sandbox
