#include "matrix/sync_batch.hpp"

#include "usher/net/json.hpp"

namespace usher::matrix {

using nlohmann::json;

namespace {

JoinedRoom read_joined(const std::string& room, const json& value) {
    JoinedRoom joined;
    joined.room = room;
    joined.state = events_in(net::member(value, "state"));
    if (const auto* timeline = net::member(value, "timeline")) {
        joined.timeline = events_in(timeline);
        joined.limited = net::flag_member(*timeline, "limited").value_or(false);
        joined.prev_batch = net::text_member(*timeline, "prev_batch");
    }
    if (const auto* summary = net::member(value, "summary")) {
        joined.members = net::number_member(*summary, "m.joined_member_count");
    }
    return joined;
}

} // namespace

std::vector<json> events_in(const json* holder, const char* key) {
    std::vector<json> events;
    const auto* list = holder == nullptr ? nullptr : net::member(*holder, key);
    if (list == nullptr || !list->is_array()) {
        return events;
    }
    for (const auto& event : *list) {
        if (event.is_object()) {
            events.push_back(event);
        }
    }
    return events;
}

std::optional<SyncBatch> read_sync(const json& answer) {
    SyncBatch batch;
    batch.next_batch = net::text_member(answer, "next_batch");
    if (batch.next_batch.empty()) {
        return std::nullopt;
    }
    const auto* rooms = net::member(answer, "rooms");
    const auto each = [&](const char* key, const auto& visit) {
        const auto* group = rooms == nullptr ? nullptr : net::member(*rooms, key);
        if (group != nullptr && group->is_object()) {
            for (const auto& [room, value] : group->items()) {
                visit(room, value);
            }
        }
    };
    each("join", [&](const std::string& room, const json& value) { batch.joined.push_back(read_joined(room, value)); });
    each("invite", [&](const std::string& room, const json& value) {
        batch.invites.push_back({room, events_in(net::member(value, "invite_state"))});
    });
    each("leave", [&](const std::string& room, const json&) { batch.left.push_back(room); });
    return batch;
}

std::string server_of(std::string_view id) {
    const auto colon = id.find(':');
    return colon == std::string_view::npos ? std::string() : std::string(id.substr(colon + 1));
}

} // namespace usher::matrix
