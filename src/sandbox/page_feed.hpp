#pragma once

#include <asio/any_io_executor.hpp>

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "sandbox/hub.hpp"
#include "sandbox/workspace.hpp"
#include "usher/net/http_server.hpp"
#include "usher/runtime/clock.hpp"
#include "usher/runtime/task.hpp"
#include "usher/sandbox/sandbox.hpp"

namespace usher::sandbox {

/// Keeps the open pages up to date over `/_events`: everything at first, then what changes. docs/sandbox.md has the
/// messages.
class PageFeed {
public:
    static constexpr std::size_t kMostPages = 32;

    struct Parts {
        const Workspace& workspace;
        const Hub& hub;
    };
    PageFeed(Parts parts, Workspace& workspace, asio::any_io_executor executor, runtime::Clock& clock);
    ~PageFeed();
    PageFeed(const PageFeed&) = delete;
    PageFeed& operator=(const PageFeed&) = delete;

    [[nodiscard]] bool full() const { return pages_.size() >= kMostPages; }
    /// Serves one page, as that person sees the workspace, until it goes away.
    runtime::Task<void> serve(std::unique_ptr<net::WebSocket> socket, std::string person);
    /// The app came or went.
    void connections_changed();
    /// A line that the person's pages show for a moment.
    void notice(const std::string& person, const std::string& text);
    /// Keeps what a message would be in Matrix, and sends it along with the message.
    void show_as_matrix(const MatrixVersion& version);

private:
    class Page;
    using Place = std::pair<std::string, std::string>; ///< Channel and ts.
    Json shown(const Message& message) const;
    void tell(const Change& change);
    Json welcome(const Person& person) const;
    Json state() const;

    Parts parts_;
    asio::any_io_executor executor_;
    runtime::Clock& clock_;
    std::list<Page*> pages_;
    std::map<Place, Json> matrix_; ///< Of messages that are still there, give or take a few.
    Subscription subscription_;
};

/// Whether the person sees the message at all.
bool visible(const Message& message, const Channel& channel, std::string_view person);
/// A message as the page draws it: Slack's JSON, the channel, and whether only this person sees it.
Json page_message(const Message& message, const Workspace& workspace);

} // namespace usher::sandbox
