#include "matrix/rooms.hpp"

#include <algorithm>

#include "usher/net/json.hpp"
#include "usher/ops/log.hpp"

namespace usher::matrix {

using identity::ConversationFacts;
using identity::ConversationKind;
using identity::Outsiders;
using nlohmann::json;
using runtime::Task;

namespace {

constexpr milliseconds known_for{60'000};
constexpr milliseconds unknown_for{10'000};
constexpr std::size_t most_known = 2'000;

/// The value of a state event that a room may not have; nothing if the homeserver did not say.
std::optional<std::string> value_of(const Client::Answer& answer, const char* key, const char* if_absent) {
    if (answer) {
        return net::text_member(*answer, key);
    }
    return answer.error().code == "M_NOT_FOUND" ? std::optional<std::string>(if_absent) : std::nullopt;
}

} // namespace

void Rooms::update(const JoinedRoom& joined, const std::string& self) {
    auto& room = rooms_[joined.room];
    room.members = joined.members.value_or(room.members);
    for (const auto* events : {&joined.state, &joined.timeline}) {
        for (const auto& event : *events) {
            const auto type = net::text_member(event, "type");
            if (net::member(event, "state_key") == nullptr) {
                continue;
            }
            room.encrypted = room.encrypted || type == "m.room.encryption";
            const bool somebody_else = type == "m.room.member" && net::text_member(event, "state_key") != self;
            if (somebody_else || type == "m.room.join_rules" || type == "m.room.history_visibility") {
                changed(joined.room);
            }
        }
    }
}

bool Rooms::direct(const std::string& room) const {
    const auto known = rooms_.find(room);
    return known != rooms_.end() && known->second.members == 2;
}

bool Rooms::encrypted(const std::string& room) const {
    const auto known = rooms_.find(room);
    return known != rooms_.end() && known->second.encrypted;
}

Task<ConversationFacts> Rooms::describe(std::string room, std::string server) {
    if (const auto known = facts_.find(room); known != facts_.end() && known->second.until > clock_.steady()) {
        co_return known->second.facts;
    }
    const auto facts = co_await ask(room, std::move(server));
    if (facts_.size() >= most_known) {
        facts_.clear();
    }
    const bool whole = facts.kind != ConversationKind::unknown && facts.outsiders != Outsiders::unknown;
    facts_[room] = {facts, clock_.steady() + (whole ? known_for : unknown_for)};
    co_return facts;
}

Task<ConversationFacts> Rooms::ask(std::string room, std::string server) {
    ConversationFacts facts;
    const auto members = co_await client_.joined_members(room);
    const auto visibility =
        value_of(co_await client_.state(room, "m.room.history_visibility"), "history_visibility", "shared");
    const auto rule = value_of(co_await client_.state(room, "m.room.join_rules"), "join_rule", "invite");
    facts.aliases = co_await aliases_of(room);
    const auto* joined = members ? net::member(*members, "joined") : nullptr;
    if (joined == nullptr || !joined->is_object()) {
        ops::log_info("matrix_room_unknown", "The homeserver does not say who is in a room",
                      {{"error", members ? std::string("unreadable_answer") : members.error().code}});
        co_return facts;
    }
    bool others = false;
    for (const auto& [user, profile] : joined->items()) {
        others = others || server_of(user) != server;
    }
    if (others || visibility == "world_readable") {
        facts.outsiders = Outsiders::present;
    } else if (visibility) {
        facts.outsiders = Outsiders::absent;
    }
    if (rule == "public") {
        facts.kind = ConversationKind::public_channel;
    } else if (joined->size() <= 2) {
        facts.kind = ConversationKind::direct;
    } else if (rule) {
        facts.kind = ConversationKind::private_channel;
    }
    co_return facts;
}

/// A room says itself which aliases it has, and may lie: only the directory of the alias's server counts.
Task<std::vector<std::string>> Rooms::aliases_of(std::string room) {
    const bool stale = !directory_until_ || *directory_until_ <= clock_.steady();
    if (!aliases_.empty() && stale) {
        directory_until_ = clock_.steady() + known_for;
        for (const auto& alias : aliases_) {
            const auto answer = co_await client_.resolve_alias(alias);
            if (answer) {
                led_to_[alias] = net::text_member(*answer, "room_id");
            } else if (answer.error().code == "M_NOT_FOUND") {
                led_to_.erase(alias);
            }
        }
    }
    std::vector<std::string> found;
    for (const auto& [alias, target] : led_to_) {
        if (target == room) {
            found.push_back(alias);
        }
    }
    co_return found;
}

} // namespace usher::matrix
