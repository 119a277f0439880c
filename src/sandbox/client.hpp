#pragma once

#include <string>
#include <string_view>

#include "sandbox/hub.hpp"
#include "sandbox/links.hpp"
#include "sandbox/questions.hpp"
#include "sandbox/response_urls.hpp"
#include "sandbox/workspace.hpp"

namespace usher::sandbox {

/// What people do with their Slack client: type, press buttons, use the shortcut, edit and delete their messages.
class Client {
public:
    struct Parts {
        Workspace& workspace;
        Hub& hub;
        Links& links;
        ResponseUrls& urls;
        Questions& questions;
        Ids& ids;
    };
    /// `base`: where response URLs begin (`http://127.0.0.1:1234`).
    explicit Client(Parts parts) : parts_(parts) {}
    void set_base(std::string base) { base_ = std::move(base); }

    struct Line {
        std::string channel;
        std::string person;
        std::string thread_ts;
        std::string text;
        LinkOrder links = LinkOrder::last;
        bool other_bot = false;        ///< The message is some other app's.
        std::chrono::seconds age = {}; ///< It was written so long ago and is delivered only now.
    };
    struct Done {
        std::string error;         ///< Empty if it was done.
        std::string key;           ///< Empty if nothing was delivered to the app.
        std::string ts;            ///< Of the person's message, if it made one.
        std::string link_key = {}; ///< Of the event about its links; empty if there was none.
    };

    /// A command (`/…`) or a message.
    Done say(const Line& line);
    /// Presses the button with this action id, or this label. `url`: of the link below which it is, where several
    /// links of a message have one.
    Done press(const Line& where, const std::string& ts, std::string_view action, std::string_view url);
    /// Uses the app's shortcut on any message that everybody sees.
    Done shortcut(const Line& where, const std::string& ts);
    Done edit(const Line& line, const std::string& ts);
    Done remove(const Line& line, const std::string& ts);
    /// Says to one person what Slack itself has to say.
    void tell(const std::string& channel, const std::string& person, const std::string& thread_ts, std::string text);

private:
    Done command(const Line& line, const Channel& channel, const Person& person);
    Done message(const Line& line, const Channel& channel, const Person& person);
    [[nodiscard]] std::string check(const Line& line, const Channel** channel, const Person** person) const;

    Parts parts_;
    std::string base_;
};

} // namespace usher::sandbox
