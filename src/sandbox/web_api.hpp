#pragma once

#include <string>
#include <string_view>

#include "sandbox/hub.hpp"
#include "sandbox/links.hpp"
#include "sandbox/workspace.hpp"

namespace usher::sandbox {

/// The tokens that this sandbox takes. Made up at every start.
struct SlackTokens {
    std::string app;
    std::string bot;
};

/// The methods of Slack's Web API, with its checks, errors and answers. Logical errors are `ok:false`; the caller
/// always answers HTTP 200. Source: https://docs.slack.dev/reference/methods
class WebApi {
public:
    struct Parts {
        Workspace& workspace;
        Hub& hub;
        Links& links;
        Ids& ids;
        runtime::Clock& clock;
    };
    WebApi(Parts parts, SlackTokens tokens) : parts_(parts), tokens_(std::move(tokens)) {}
    /// `http://127.0.0.1:1234`: where sockets open.
    void set_base(std::string base) { base_ = std::move(base); }
    [[nodiscard]] const SlackTokens& tokens() const { return tokens_; }

    struct Call {
        std::string method;
        std::string header_token; ///< From `Authorization: Bearer`.
        Json arguments;           ///< An object. Of a form: strings.
    };
    Json call(const Call& call);

private:
    Json open_connection(const Json& arguments);
    Json auth_test(const Json& arguments);
    Json post_message(const Json& arguments);
    Json post_ephemeral(const Json& arguments);
    Json update(const Json& arguments);
    Json remove(const Json& arguments);
    Json unfurl(const Json& arguments);
    Json conversation_info(const Json& arguments);
    Json conversation_members(const Json& arguments);
    Json history(const Json& arguments);
    Json replies(const Json& arguments);
    Json user_info(const Json& arguments);
    Json user_list(const Json& arguments);
    [[nodiscard]] Json user_json(const Person& person) const;

    /// The channel if the bot may speak there, or the error.
    const Channel* reachable(const std::string& id, std::string& error) const;
    /// Fills text, blocks, attachments and metadata; an error answer if Slack would not take them.
    Json take_content(const Json& arguments, Message& draft) const;
    Json message_page(const std::vector<const Message*>& all, const Json& arguments) const;

    Parts parts_;
    SlackTokens tokens_;
    std::string base_;
};

} // namespace usher::sandbox
