#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "usher/chat/event.hpp"
#include "usher/mention/matcher.hpp"
#include "usher/store/store.hpp"

namespace usher::bot {

/// What the grammar of questions needs to know. The references outlive the call.
struct CommandContext {
    const mention::Matcher& matcher;
    const std::vector<std::string>& hosts; ///< Whose ticket links are ours.
    chat::Source source = chat::Source::command;
};

/// Turns the arguments of `/ticket`, or what somebody says to the bot, into a question; of a message that a shortcut
/// was used on, only the tickets count that it names. Never throws for any text; keeps nothing of the text but a ticket
/// number or id and, for `why`, the candidates as written (at most 20, each at most 40 characters). docs/matching.md
/// tells the grammar to users.
store::Ask parse_command(std::string_view text, const CommandContext& context);

} // namespace usher::bot
