#pragma once

#include <cstddef>
#include <map>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "slack/attaching.hpp"
#include "slack/hosts.hpp"
#include "slack/web_api.hpp"
#include "usher/chat/platform.hpp"

namespace usher::slack {

/// Posts and edits, by the Web API or by a reply handle, whichever reaches the conversation. Loop thread only; the
/// references outlive it.
///
/// A command can come from a conversation that the bot may not write to; there its reply handle is the only way. Which
/// conversations those are is remembered for some minutes. Each message is rendered once per call.
class Posting {
public:
    Posting(WebApi& api, runtime::Clock& clock, const HostRule& hosts)
        : api_(api), clock_(clock), hosts_(hosts), attaching_(api) {}

    runtime::Task<chat::PostResult> post(chat::Outgoing message);
    runtime::Task<chat::PostResult> edit(chat::Outgoing message, chat::PostedMessage posted);
    /// Deletes a message of the bot's. One that only its reply handle reaches stays.
    runtime::Task<chat::PostResult> retract(chat::Destination where, chat::PostedMessage posted);

    static constexpr std::size_t max_remembered = 1'000;

private:
    /// Below the link that the handle names. What is for one person alone never goes there.
    runtime::Task<chat::PostResult> attach(chat::Outgoing message, LinkPlace place);
    runtime::Task<chat::PostResult> post_for_everyone(chat::Outgoing message);
    runtime::Task<chat::PostResult> post_for_asker(chat::Outgoing message);
    /// A new face for a message of the bot's.
    runtime::Task<chat::PostResult> replace(chat::Outgoing message, chat::PostedMessage posted);
    /// Sends by the Web API; a message that Slack does not take as we built it goes out again as plain text.
    runtime::Task<ApiResult<std::string>> send(std::string method, nlohmann::json message);
    /// Uses the reply handle.
    runtime::Task<chat::PostResult> respond(const chat::ReplyHandle& handle, nlohmann::json message);
    [[nodiscard]] bool usable(const std::optional<chat::ReplyHandle>& handle) const;
    [[nodiscard]] bool goes_by_handle(const identity::ConversationId& conversation);
    void remember(const identity::ConversationId& conversation);

    WebApi& api_;
    runtime::Clock& clock_;
    const HostRule& hosts_;
    Attaching attaching_;
    std::map<identity::ConversationId, runtime::SteadyTime> by_handle_until_;
};

} // namespace usher::slack
