#include "slack/attaching.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "slack/block_kit_unfurl.hpp"
#include "usher/net/json.hpp"
#include "usher/ops/log.hpp"

namespace usher::slack {

using nlohmann::json;
using runtime::Task;

namespace {

/// The acknowledgement is on its way by another connection.
constexpr runtime::milliseconds until_acknowledged{1'000};

std::string body_of(const LinkPlace& place, json unfurl) {
    json body = place.composing() ? json{{"unfurl_id", place.unfurl_id}, {"source", "composer"}}
                                  : json{{"channel", place.channel}, {"ts", place.ts}};
    body["unfurls"][place.url] = std::move(unfurl);
    return net::dump_json(body);
}

chat::PostResult outcome_of(const ApiError& error) {
    if (error.code == "cannot_unfurl_url") {
        return chat::NotSent{error.code, until_acknowledged};
    }
    if (error.kind == ErrorClass::ambiguous) {
        return chat::NotSent{error.code, error.retry_after};
    }
    return to_post_result(error);
}

} // namespace

Task<chat::PostResult> Attaching::attach(LinkPlace place, chat::Content content) {
    auto unfurl = render_unfurl(content, place.composing());
    const auto blocks = unfurl["blocks"].size();
    auto attached = co_await api_.unfurl(body_of(place, std::move(unfurl)));
    if (!attached && attached.error().kind == ErrorClass::our_bug) {
        ops::log_error("slack_message_refused", "Slack does not take a card below a link; sent as plain text instead",
                       {{"method", "chat.unfurl"}, {"error", attached.error().code}, {"blocks", blocks}});
        attached = co_await api_.unfurl(body_of(place, render_plain_unfurl(content)));
    }
    if (!attached) {
        co_return outcome_of(attached.error());
    }
    co_return chat::Sent{{chat::PostedMessage::Via::link, {}}};
}

} // namespace usher::slack
