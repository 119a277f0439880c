#pragma once

#include <optional>
#include <string_view>

#include "store/sqlite.hpp"
#include "usher/store/store.hpp"

namespace usher::store {

/// Times stand in the database as milliseconds since 1970.
inline std::int64_t stamp(WallTime time) {
    return time.time_since_epoch().count();
}
inline WallTime time_of(std::int64_t stamp) {
    return WallTime{runtime::milliseconds{stamp}};
}

/// An item and its answer, as `item_at` and `answer_at` read them; a join and a condition follow.
inline constexpr std::string_view select_exchange =
    "SELECT inbox.id, platform, tenant, desk, source, inbox.conversation, inbox.thread, person, outsiders, verb, "
    "inbox.reference, inbox.view, discloses_key, private_answer, why, refreshes_via, refreshes_id, handle_url, "
    "handle_expires, received_at, inbox.message, revises, tickets, change, awaits_link, outbox.id, state, "
    "outbox.conversation, "
    "outbox.thread, audience, kind, outbox.reference, outbox.view, level, marker, via, outbox.message, intent_at FROM "
    "inbox ";

/// Nothing if a word in the row is not one of ours.
std::optional<Item> item_at(const Statement& row);
/// Nothing if the item has none.
std::optional<Answer> answer_at(const Statement& row, const Item& item);

} // namespace usher::store
