#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "matrix/client.hpp"
#include "matrix/sync_batch.hpp"
#include "usher/identity/identity.hpp"

namespace usher::matrix {

/// The rooms we are in: what `/sync` told of them, and what is asked when it matters who reads along. Loop thread only;
/// the references outlive it.
class Rooms {
public:
    Rooms(Client& client, runtime::Clock& clock, std::vector<std::string> aliases)
        : client_(client), clock_(clock), aliases_(std::move(aliases)) {}

    /// Takes in the state and the member count of a room.
    void update(const JoinedRoom& room, const std::string& self);
    void forget(const std::string& room) { rooms_.erase(room); }
    [[nodiscard]] bool knows(const std::string& room) const { return rooms_.contains(room); }
    [[nodiscard]] bool direct(const std::string& room) const;
    [[nodiscard]] bool encrypted(const std::string& room) const;
    void set_encrypted(const std::string& room) { rooms_[room].encrypted = true; }

    /// Who can read along, asked anew after a minute. What the homeserver does not say stays unknown.
    runtime::Task<identity::ConversationFacts> describe(std::string room, std::string server);
    /// Those of the configured aliases that lead to the room, as of the last minute.
    runtime::Task<std::vector<std::string>> aliases_of(std::string room);
    /// Somebody came, went, or the rules changed.
    void changed(const std::string& room) { facts_.erase(room); }

private:
    struct Room {
        long long members = 0;
        bool encrypted = false;
    };
    struct Known {
        identity::ConversationFacts facts;
        runtime::SteadyTime until;
    };
    runtime::Task<identity::ConversationFacts> ask(std::string room, std::string server);

    Client& client_;
    runtime::Clock& clock_;
    std::vector<std::string> aliases_;
    std::map<std::string, std::string> led_to_; ///< By alias: the room, as its directory said last.
    std::optional<runtime::SteadyTime> directory_until_;
    std::map<std::string, Room> rooms_;
    std::map<std::string, Known> facts_;
};

} // namespace usher::matrix
