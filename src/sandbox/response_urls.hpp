#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "sandbox/ids.hpp"
#include "sandbox/workspace.hpp"
#include "usher/runtime/clock.hpp"

namespace usher::sandbox {

/// What one may do with a response URL: 30 minutes, five uses, no token, no membership.
/// Source: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
class ResponseUrls {
public:
    static constexpr std::chrono::minutes kLife{30};
    static constexpr int kUses = 5;
    static constexpr std::size_t kMost = 20'000;

    ResponseUrls(runtime::Clock& clock, Ids& ids, Workspace& workspace);

    /// Where the answers of one URL go.
    struct Origin {
        std::string channel;
        std::string person;
        std::string key;       ///< The question that it belongs to.
        std::string command;   ///< The typed line, shown with the first public answer.
        std::string original;  ///< `ts` of the message that carries the pressed button.
        std::string thread_ts; ///< Its thread.
    };
    /// A new path below the server: `/respond/…`.
    std::string issue(Origin origin);

    struct Answer {
        int status = 200;
        Json body;
    };
    /// A POST to `path` with this body.
    Answer use(const std::string& path, const std::string& body);
    /// The payload of an acknowledgement: the same message without using up the URL. Slack tells the app nothing if it
    /// is no good.
    Answer answer(const std::string& key, const Json& payload);

private:
    struct Entry {
        Origin origin;
        runtime::WallTime expires;
        int uses = 0;
        std::string last{}; ///< `ts` of the message posted last through it.
        bool shown = false;
    };

    Answer respond(Entry& entry, const Json& payload);
    Answer replace(Entry& entry, const Message& original, Message draft);
    void show_command(Entry& entry);
    void forget_old();

    runtime::Clock& clock_;
    Ids& ids_;
    Workspace& workspace_;
    std::map<std::string, Entry> entries_;
    std::map<std::string, std::string> path_of_key_;
};

} // namespace usher::sandbox
