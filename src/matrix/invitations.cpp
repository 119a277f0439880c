#include "matrix/invitations.hpp"

#include <algorithm>
#include <utility>

#include "usher/net/json.hpp"
#include "usher/ops/log.hpp"

namespace usher::matrix {

using runtime::Task;

namespace {

constexpr milliseconds first_pause{1'000};
constexpr milliseconds longest_pause{60'000};
constexpr int most_tries = 12;
constexpr std::string_view refusal = "Usher only joins rooms that its operator has allowed.";

bool holds(const std::vector<std::string>& list, const std::string& value) {
    return !value.empty() && std::ranges::find(list, value) != list.end();
}

} // namespace

Invitation read_invitation(const Invite& invite, const std::string& self) {
    Invitation invitation;
    invitation.room = invite.room;
    for (const auto& event : invite.state) {
        const auto type = net::text_member(event, "type");
        invitation.encrypted = invitation.encrypted || type == "m.room.encryption";
        if (type == "m.room.member" && net::text_member(event, "state_key") == self) {
            invitation.inviter = net::text_member(event, "sender");
        }
    }
    return invitation;
}

bool allowed(const Invitation& invitation, const InviteRules& rules) {
    return holds(rules.people, invitation.inviter) || holds(rules.servers, server_of(invitation.inviter)) ||
           holds(rules.rooms, invitation.room);
}

void Invitations::answer(const Invite& invite, const std::string& self) {
    auto invitation = read_invitation(invite, self);
    if (!under_way_.insert(invitation.room).second) {
        return;
    }
    ops::log_info("matrix_invited", "Somebody invites the bot into a room",
                  {{"room", invitation.room},
                   {"inviter", invitation.inviter},
                   {"encrypted", invitation.encrypted},
                   {"allowed", allowed(invitation, rules_)}});
    if (allowed(invitation, rules_)) {
        work_.spawn("matrix join", join(std::move(invitation)));
    } else {
        work_.spawn("matrix refuse", refuse(std::move(invitation)));
    }
}

void Invitations::follow(std::string room, std::string replacement, const std::string& sender) {
    if (under_way_.insert(replacement).second) {
        work_.spawn("matrix follow", move(std::move(room), std::move(replacement), server_of(sender)));
    }
}

Task<bool> Invitations::join_room(std::string room, std::vector<std::string> via) {
    auto pause = first_pause;
    for (int tries = 0; tries < most_tries; ++tries) {
        const auto joined = co_await client_.join(room, via);
        if (joined) {
            ops::log_info("matrix_joined", "Joined a room", {{"room", room}});
            co_return true;
        }
        if (joined.error().kind == ErrorClass::refused) {
            ops::log_warning("matrix_join_refused", "The homeserver does not let the bot into a room",
                             {{"room", room}, {"error", joined.error().code}});
            co_return false;
        }
        co_await clock_.sleep_for(std::max(pause, joined.error().retry_after.value_or(pause)));
        pause = std::min(pause * 2, longest_pause);
    }
    ops::log_warning("matrix_join_failed", "Could not join a room; the invitation stays open until the next start",
                     {{"room", room}});
    co_return false;
}

Task<void> Invitations::join(Invitation invitation) {
    const auto server = server_of(invitation.inviter);
    co_await join_room(invitation.room, server.empty() ? std::vector<std::string>{} : std::vector{server});
    under_way_.erase(invitation.room);
}

Task<void> Invitations::refuse(Invitation invitation) {
    auto pause = first_pause;
    for (int tries = 0; tries < most_tries; ++tries) {
        const auto left = co_await client_.leave(invitation.room, std::string(refusal));
        if (left || left.error().kind == ErrorClass::refused) {
            break;
        }
        co_await clock_.sleep_for(std::max(pause, left.error().retry_after.value_or(pause)));
        pause = std::min(pause * 2, longest_pause);
    }
    under_way_.erase(invitation.room);
}

Task<void> Invitations::move(std::string room, std::string replacement, std::string server) {
    const bool joined =
        co_await join_room(replacement, server.empty() ? std::vector<std::string>{} : std::vector{server});
    if (joined) {
        const auto create = co_await client_.state(replacement, "m.room.create");
        const auto* predecessor = create ? net::member(*create, "predecessor") : nullptr;
        if (predecessor != nullptr && net::text_member(*predecessor, "room_id") == room) {
            ops::log_warning("matrix_room_upgraded",
                             "A room was upgraded and the bot followed; a [[conversation]] that names the old id does "
                             "not hold for the new one: add it, or name the room's alias",
                             {{"room", room}, {"replacement", replacement}});
        } else {
            ops::log_warning("matrix_upgrade_denied",
                             "A room does not say that it replaces the one that named it; left",
                             {{"room", room}, {"replacement", replacement}});
            co_await client_.leave(replacement, std::string(refusal));
        }
    }
    under_way_.erase(replacement);
}

} // namespace usher::matrix
