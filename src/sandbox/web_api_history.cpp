#include <algorithm>

#include "sandbox/api_answers.hpp"
#include "sandbox/message_json.hpp"
#include "sandbox/web_api.hpp"

// conversations.history and conversations.replies.
namespace usher::sandbox {

namespace {

constexpr std::int64_t kMostPerPage = 999;
constexpr std::int64_t kUsualPage = 100;
constexpr std::string_view kCursor = "next_ts:";

/// `oldest` and `latest` come as strings or numbers, with or without a fraction.
std::string bound(const Json& arguments, std::string_view key) {
    const auto* value = member(arguments, key);
    if (value == nullptr) {
        return "";
    }
    auto text = value->is_string() ? value->get<std::string>() : dump(*value);
    if (text.empty() || text == "0" || text == "now") {
        return "";
    }
    const auto dot = std::min(text.find('.'), text.size());
    auto fraction = dot == text.size() ? std::string{} : text.substr(dot + 1, 6);
    fraction.resize(6, '0');
    auto whole = text.substr(0, dot);
    if (whole.size() < 10) {
        whole.insert(0, 10 - whole.size(), '0');
    }
    return whole + "." + fraction;
}

} // namespace

/// `all` is in the order of the answer. The cursor is the `ts` to go on with.
Json WebApi::message_page(const std::vector<const Message*>& all, const Json& arguments) const {
    const auto limit = std::clamp<std::int64_t>(integer_of(arguments, "limit").value_or(kUsualPage), 1, kMostPerPage);
    auto first = all.begin();
    if (const auto cursor = text_of(arguments, "cursor"); !cursor.empty()) {
        if (!cursor.starts_with(kCursor)) {
            return api_error("invalid_cursor");
        }
        first = std::ranges::find(all, std::string_view(cursor).substr(kCursor.size()), &Message::ts);
    }
    Json messages = Json::array();
    for (; first != all.end() && std::ssize(messages) < limit; ++first) {
        messages.push_back(to_slack_json(**first, parts_.workspace, flag_of(arguments, "include_all_metadata")));
    }
    Json answer = {{"ok", true}, {"messages", std::move(messages)}, {"has_more", first != all.end()}};
    if (first != all.end()) {
        answer["response_metadata"] = {{"next_cursor", std::string(kCursor) + (*first)->ts}};
    }
    return answer;
}

Json WebApi::history(const Json& arguments) {
    std::string error;
    const auto* channel = reachable(text_of(arguments, "channel"), error);
    if (channel == nullptr) {
        return api_error(error);
    }
    const auto oldest = bound(arguments, "oldest");
    const auto latest = bound(arguments, "latest");
    const bool inclusive = flag_of(arguments, "inclusive");
    std::vector<const Message*> all;
    for (const auto& message : parts_.workspace.messages(channel->id)) {
        const bool after = oldest.empty() || message.ts > oldest || (inclusive && message.ts == oldest);
        const bool before = latest.empty() || message.ts < latest || (inclusive && message.ts == latest);
        if (after && before && !message.ephemeral() && message.thread_ts.empty()) {
            all.push_back(&message);
        }
    }
    std::ranges::reverse(all);
    Json answer = message_page(all, arguments);
    answer["pin_count"] = 0;
    return answer;
}

Json WebApi::replies(const Json& arguments) {
    std::string error;
    const auto* channel = reachable(text_of(arguments, "channel"), error);
    if (channel == nullptr) {
        return api_error(error);
    }
    const auto ts = text_of(arguments, "ts");
    const auto* parent = parts_.workspace.find(channel->id, ts);
    if (parent != nullptr && !parent->thread_ts.empty()) {
        parent = parts_.workspace.find(channel->id, parent->thread_ts);
    }
    if (parent == nullptr || parent->ephemeral()) {
        return api_error("thread_not_found");
    }
    const auto oldest = bound(arguments, "oldest");
    const bool inclusive = flag_of(arguments, "inclusive");
    // The parent comes first on every first page, whatever `oldest` says.
    std::vector<const Message*> all{parent};
    for (const auto* reply : parts_.workspace.replies(channel->id, parent->ts)) {
        if (oldest.empty() || reply->ts > oldest || (inclusive && reply->ts == oldest)) {
            all.push_back(reply);
        }
    }
    return message_page(all, arguments);
}

} // namespace usher::sandbox
