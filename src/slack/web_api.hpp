#pragma once

#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "slack/errors.hpp"
#include "slack/events.hpp"
#include "usher/net/http_client.hpp"

namespace usher::slack {

template <class T>
using ApiResult = std::expected<T, ApiError>;

/// Where `conversations.history` or `.replies` is to look for posts of ours.
struct Search {
    std::string channel;
    std::string thread; ///< Empty: the conversation itself.
    runtime::WallTime since;
    std::set<std::string> markers;
};

/// What a search saw.
struct Sighting {
    std::map<std::string, std::string> posts; ///< The `ts` by marker.
    std::optional<ApiError> cut_short;        ///< Why not everything was seen; never set if all markers were found.
};

/// Slack's Web API and response URLs: one call, one classified outcome. Never tries again by itself, because only
/// delivery knows what is recorded. Loop thread only; the references outlive it. Remembers per method until when Slack
/// asked to be left alone, and does not call before. Source: https://docs.slack.dev/apis/web-api
class WebApi {
public:
    struct Tokens {
        secret::Secret app;
        secret::Secret bot;
    };
    WebApi(std::string api_url, Tokens tokens, net::HttpClient& http, runtime::Clock& clock);

    runtime::Task<ApiResult<Ourselves>> auth_test();
    /// The URL of a new Socket Mode connection, good for one use.
    runtime::Task<ApiResult<secret::Secret>> open_connection();
    /// `chat.postMessage`, `chat.postEphemeral` or `chat.update` with a JSON body; the message's `ts`.
    runtime::Task<ApiResult<std::string>> send_message(std::string method, std::string json_body);
    /// `chat.unfurl` with a JSON body.
    runtime::Task<ApiResult<void>> unfurl(std::string json_body);
    runtime::Task<ApiResult<identity::ConversationFacts>> conversation_facts(std::string channel);
    /// Everybody in the workspace who is not wholly of it: guests, and people of other workspaces.
    runtime::Task<ApiResult<std::set<std::string>>> guests();
    runtime::Task<ApiResult<std::vector<std::string>>> members(std::string channel);
    /// The messages that carry the markers.
    runtime::Task<Sighting> find_markers(Search search);
    /// Posts to a response URL, which is checked by the caller.
    runtime::Task<ApiResult<void>> respond(secret::Secret url, std::string json_body);

private:
    struct Call {
        std::string method;
        std::string content_type;
        std::string body;
        bool with_app_token = false;
    };
    using Fields = std::vector<std::pair<std::string, std::string>>;
    /// The body of an answer that says `ok`.
    runtime::Task<ApiResult<std::string>> call(Call call);
    runtime::Task<ApiResult<std::string>> call_form(std::string method, Fields fields);
    /// Visits the members of every page of a list method.
    runtime::Task<ApiResult<void>> each_member(std::string method, Fields fields,
                                               std::function<void(const nlohmann::json&)> visit);
    ApiResult<std::string> read_answer(const std::string& method, const net::HttpResponse& response);
    void mention_once(const std::string& method, std::string_view kind, std::string_view detail);

    std::string api_url_;
    Tokens tokens_;
    net::HttpClient& http_;
    runtime::Clock& clock_;
    std::map<std::string, runtime::SteadyTime> blocked_until_;
    std::set<std::string> mentioned_;
};

/// What `conversations.info` says about a conversation, as far as it says it.
identity::ConversationFacts facts_in(std::string_view json_answer);

} // namespace usher::slack
