// What conversations.* answers mean.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "slack/event_payloads.hpp"
#include "slack/web_api.hpp"
#include "usher/net/json.hpp"

namespace usher::slack {

using nlohmann::json;
using runtime::Task;

namespace {

constexpr int max_pages = 5;
constexpr int max_list_pages = 20;
/// Of people. Slack advises at most 200, and allows this.
constexpr std::string_view list_page_size = "999";
constexpr std::string_view page_size = "100";
/// Slack stamps messages with its own clock.
constexpr auto clock_difference = std::chrono::seconds{10};

bool names_anything(const json& object, const char* key) {
    const auto* list = net::member(object, key);
    return list != nullptr && list->is_array() && std::ranges::any_of(*list, [](const json& item) {
               return item.is_string() && !item.get_ref<const std::string&>().empty();
           });
}

/// Which of the markers a message carries; empty if none.
std::string marker_in(const json& message, const std::set<std::string>& markers) {
    const auto* metadata = net::member(message, "metadata");
    const auto* payload = metadata != nullptr ? net::member(*metadata, "event_payload") : nullptr;
    if (payload != nullptr) {
        if (auto marker = net::text_member(*payload, "marker"); markers.contains(marker)) {
            return marker;
        }
    }
    // Slack may drop metadata whose schema it does not know; the block id comes back in any case.
    const auto* blocks = net::member(message, "blocks");
    if (blocks != nullptr && blocks->is_array() && !blocks->empty()) {
        if (auto marker = net::text_member(blocks->front(), "block_id"); markers.contains(marker)) {
            return marker;
        }
    }
    return {};
}

void note_posts(const json& messages, const std::set<std::string>& markers, Sighting& seen) {
    for (const auto& message : messages) {
        auto marker = marker_in(message, markers);
        auto ts = net::text_member(message, "ts");
        if (!marker.empty() && is_timestamp(ts)) {
            seen.posts.try_emplace(std::move(marker), std::move(ts));
        }
    }
}

std::string next_cursor(const json& answer) {
    const auto* metadata = net::member(answer, "response_metadata");
    return metadata != nullptr ? net::text_member(*metadata, "next_cursor") : std::string();
}

} // namespace

identity::ConversationFacts facts_in(std::string_view json_answer) {
    using identity::ConversationKind;
    using identity::Outsiders;
    const auto answer = net::parse_json(json_answer);
    const auto* channel = answer ? net::member(*answer, "channel") : nullptr;
    if (channel == nullptr || !channel->is_object()) {
        return {};
    }
    const auto is = [&](const char* key) { return net::flag_member(*channel, key) == true; };
    identity::ConversationFacts facts;
    if (is("is_im")) {
        facts.kind = ConversationKind::direct;
    } else if (is("is_mpim")) {
        facts.kind = ConversationKind::group_direct;
    } else if (const auto hidden = net::flag_member(*channel, "is_private")) {
        facts.kind = *hidden ? ConversationKind::private_channel : ConversationKind::public_channel;
    }
    if (is("is_ext_shared") || is("is_pending_ext_shared") || names_anything(*channel, "pending_connected_team_ids")) {
        facts.outsiders = Outsiders::present;
    } else if (net::flag_member(*channel, "is_ext_shared") == false || facts.kind == ConversationKind::direct) {
        // A direct message carries no such flag. That its other side is a stranger is said by the event itself.
        facts.outsiders = Outsiders::absent;
    }
    return facts;
}

Task<Sighting> WebApi::find_markers(Search search) {
    const std::string method = search.thread.empty() ? "conversations.history" : "conversations.replies";
    Sighting seen;
    const auto oldest = search.since - clock_difference;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(oldest.time_since_epoch()).count();
    std::string cursor;
    for (int page = 0; page < max_pages; ++page) {
        Fields fields{{"channel", search.channel},
                      {"oldest", fmt::format("{}.000000", seconds)},
                      {"inclusive", "true"},
                      {"include_all_metadata", "true"},
                      {"limit", std::string(page_size)}};
        if (!search.thread.empty()) {
            fields.emplace_back("ts", search.thread);
        }
        if (!cursor.empty()) {
            fields.emplace_back("cursor", cursor);
        }
        const auto body = co_await call_form(method, std::move(fields));
        if (!body) {
            seen.cut_short = body.error();
            co_return seen;
        }
        const auto answer = net::parse_json(*body);
        const auto* messages = net::member(*answer, "messages");
        if (messages == nullptr || !messages->is_array()) {
            seen.cut_short = ApiError{ErrorClass::ambiguous, "unreadable_answer", std::nullopt};
            co_return seen;
        }
        note_posts(*messages, search.markers, seen);
        if (seen.posts.size() == search.markers.size()) {
            co_return seen;
        }
        cursor = next_cursor(*answer);
        if (cursor.empty()) {
            if (net::flag_member(*answer, "has_more").value_or(false)) {
                break;
            }
            co_return seen;
        }
    }
    seen.cut_short = ApiError{ErrorClass::ambiguous, "too_many_messages", std::nullopt};
    co_return seen;
}

Task<ApiResult<void>> WebApi::each_member(std::string method, Fields fields, std::function<void(const json&)> visit) {
    std::string cursor;
    for (int page = 0; page < max_list_pages; ++page) {
        auto asked = fields;
        asked.emplace_back("limit", std::string(list_page_size));
        if (!cursor.empty()) {
            asked.emplace_back("cursor", cursor);
        }
        const auto body = co_await call_form(method, std::move(asked));
        if (!body) {
            co_return std::unexpected(body.error());
        }
        const auto answer = net::parse_json(*body);
        const auto* members = net::member(*answer, "members");
        if (members == nullptr || !members->is_array()) {
            co_return std::unexpected(ApiError{ErrorClass::ambiguous, "unreadable_answer", std::nullopt});
        }
        std::ranges::for_each(*members, visit);
        cursor = next_cursor(*answer);
        if (cursor.empty()) {
            co_return ApiResult<void>{};
        }
    }
    co_return std::unexpected(ApiError{ErrorClass::ambiguous, "too_many_members", std::nullopt});
}

Task<ApiResult<std::set<std::string>>> WebApi::guests() {
    std::set<std::string> found;
    const auto listed = co_await each_member("users.list", {}, [&found](const json& person) {
        for (const auto* flag : {"is_restricted", "is_ultra_restricted", "is_stranger"}) {
            if (net::flag_member(person, flag).value_or(false)) {
                found.insert(net::text_member(person, "id"));
            }
        }
    });
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    co_return found;
}

Task<ApiResult<std::vector<std::string>>> WebApi::members(std::string channel) {
    std::vector<std::string> found;
    Fields fields{{"channel", std::move(channel)}};
    const auto listed = co_await each_member("conversations.members", std::move(fields), [&found](const json& person) {
        if (person.is_string()) {
            found.push_back(person.get<std::string>());
        }
    });
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    co_return found;
}

} // namespace usher::slack
