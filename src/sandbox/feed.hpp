#pragma once

#include "sandbox/hub.hpp"
#include "sandbox/links.hpp"
#include "sandbox/workspace.hpp"

namespace usher::sandbox {

/// Tells the app of what happens in the conversations that its bot is in: `message` with its subtypes, and
/// `app_mention`. The app hears of its own messages too, as in Slack. Of links to its domain it hears everywhere.
class Feed {
public:
    Feed(Workspace& workspace, Hub& hub, Links& links, Ids& ids, runtime::Clock& clock);

private:
    void tell(const Change& change);
    void tell_member(const Change& change, const Channel& channel);
    void tell_of_links(const Change& change, const Channel& channel);
    void posted(const Message& message, const Channel& channel);
    void changed(const Message& message, const Message& before, const Channel& channel);
    void deleted(const Message& message, const Channel& channel);
    void deliver(Json event, const Channel& channel, std::string id, const std::string& person);

    Workspace& workspace_;
    Hub& hub_;
    Links& links_;
    Ids& ids_;
    runtime::Clock& clock_;
    Subscription subscription_;
};

} // namespace usher::sandbox
