#pragma once

#include <functional>
#include <set>
#include <string>

#include "matrix/client.hpp"
#include "matrix/sync_batch.hpp"
#include "usher/matrix/matrix.hpp"
#include "usher/runtime/task_group.hpp"

namespace usher::matrix {

/// Who invites the bot, and into what; empty where the invitation does not say.
struct Invitation {
    std::string room;
    std::string inviter;
    bool encrypted = false;
};
Invitation read_invitation(const Invite& invite, const std::string& self);

/// Whether the operator allows it. Pure.
bool allowed(const Invitation& invitation, const InviteRules& rules);

/// Joins rooms, or politely refuses, in the background: over federation it can take minutes. Loop thread only; the
/// references outlive it.
class Invitations {
public:
    Invitations(Client& client, runtime::Clock& clock, runtime::TaskGroup& work, const InviteRules& rules)
        : client_(client), clock_(clock), work_(work), rules_(rules) {}

    void answer(const Invite& invite, const std::string& self);
    /// Follows an upgraded room, if the new one says that it is its successor.
    void follow(std::string room, std::string replacement, const std::string& sender);

private:
    runtime::Task<void> join(Invitation invitation);
    runtime::Task<void> refuse(Invitation invitation);
    runtime::Task<void> move(std::string room, std::string replacement, std::string server);
    runtime::Task<bool> join_room(std::string room, std::vector<std::string> via);

    Client& client_;
    runtime::Clock& clock_;
    runtime::TaskGroup& work_;
    const InviteRules& rules_;
    std::set<std::string> under_way_;
};

} // namespace usher::matrix
