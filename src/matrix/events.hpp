#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "usher/chat/event.hpp"

namespace usher::matrix {

/// Who we are, from `whoami` and our profile.
struct Ourselves {
    std::string user;   ///< `@usher:example.org`
    std::string server; ///< `example.org`
    std::string name;   ///< What people see; may be empty.
};

/// What the reading of an event depends on besides the event.
struct Surroundings {
    std::string room;
    bool direct = false;      ///< Somebody and the bot alone: all that is said is said to the bot.
    bool encrypted = false;   ///< Nothing is answered here.
    std::string command = {}; ///< `!ticket`
    /// Events from before are not acted on; absent: this one has only just happened.
    std::optional<runtime::WallTime> not_before = std::nullopt;
    std::vector<std::string> aliases = {}; ///< Of the room, as far as the configuration names them.
};

/// Something for the intake.
struct ForIntake {
    chat::Event event;
};
/// A reaction to some message, which may be one of our cards.
struct Reacted {
    std::string message;
    std::string key;
    std::string sender;
    std::string event;
};
/// The room goes on in another one.
struct Upgraded {
    std::string replacement;
    std::string sender;
};
/// The room is encrypted: `m.room.encryption`, or a message that cannot be read.
struct Encrypted {};
/// Somebody came or went.
struct MembershipChanged {
    std::string user;
    std::string membership;
};
/// Nothing for us, for a stable reason.
struct Ignored {
    std::string_view reason;
};
using Reading = std::variant<ForIntake, Reacted, Upgraded, Encrypted, MembershipChanged, Ignored>;

/// The thread that a message stands in, as it says itself.
std::optional<identity::ThreadId> thread_of(const nlohmann::json& event);

/// Reads one event of a room's timeline. Pure; any JSON gives one of the readings. Source:
/// https://spec.matrix.org/v1.19/client-server-api/#instant-messaging
Reading read_event(const nlohmann::json& event, const Ourselves& self, const Surroundings& around);

/// The same for an event that asks the bot: the text without the command or the bot's name, and how it was asked.
struct Question {
    chat::Source source = chat::Source::command;
    std::string text;
};
std::optional<Question> read_question(const nlohmann::json& content, const Ourselves& self, const Surroundings& around);

} // namespace usher::matrix
