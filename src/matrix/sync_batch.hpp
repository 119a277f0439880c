#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace usher::matrix {

/// One room we are in, as far as a `/sync` answer tells of it.
struct JoinedRoom {
    std::string room;
    std::vector<nlohmann::json> state;    ///< As it was before the timeline.
    std::vector<nlohmann::json> timeline; ///< Oldest first.
    bool limited = false;                 ///< There is a gap before the timeline, from `prev_batch` back.
    std::string prev_batch;
    std::optional<long long> members; ///< Joined, where it is said.
};

struct Invite {
    std::string room;
    std::vector<nlohmann::json> state; ///< Stripped.
};

/// What happened since the last answer.
struct SyncBatch {
    std::string next_batch;
    std::vector<JoinedRoom> joined;
    std::vector<Invite> invites;
    std::vector<std::string> left;
};

/// Reads a `/sync` answer, tolerating any type anywhere; nothing if it has no `next_batch`. Source:
/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3sync
std::optional<SyncBatch> read_sync(const nlohmann::json& answer);

/// The objects of an array member `events`.
std::vector<nlohmann::json> events_in(const nlohmann::json* holder, const char* key = "events");

/// The server in a user id or an old room id; empty if there is none.
std::string server_of(std::string_view id);

} // namespace usher::matrix
