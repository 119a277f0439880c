#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "usher/chat/platform.hpp"

namespace usher::slack {

/// What an error of Slack means for whoever called.
enum class ErrorClass : std::uint8_t {
    stopped,   ///< The token or the app no longer works: a person has to mend it. Certainly not done.
    wait,      ///< Too many requests. Certainly not done.
    not_sent,  ///< Slack has seen nothing, or does not want it yet.
    ambiguous, ///< It may have been done. Unknown errors too: looking first is never wrong.
    target,    ///< The conversation or message is gone or closed to us.
    our_bug,   ///< Slack does not take what we built.
    too_late   ///< A reply handle or trigger has come to its end.
};

/// One failed call. `code` is Slack's stable word (`channel_not_found`) or ours (`timeout`, `http_503`), safe to log.
struct ApiError {
    ErrorClass kind = ErrorClass::ambiguous;
    std::string code;
    std::optional<runtime::milliseconds> retry_after;
};

/// The class of an `error` word. Source: https://docs.slack.dev/reference/methods and the method pages.
ErrorClass classify(std::string_view error);

/// Whether `apps.connections.open` or `auth.test` can never work with this token. A closed list: everything else is
/// tried again, because Slack's unknown and internal errors pass.
bool is_fatal_for_token(std::string_view error);
/// Whether only somebody in Slack's administration can help, without a new token: tried again slowly.
bool needs_administrator(std::string_view error);

/// Whether another way (a reply handle) may still reach a conversation that the bot may not write to.
bool bot_is_kept_out(const ApiError& error);

/// The failure as delivery understands it.
chat::PostResult to_post_result(const ApiError& error);

/// At most 64 characters of `[a-z0-9_]`: an error word of Slack made safe for logs and results.
std::string error_word(std::string_view word);

} // namespace usher::slack
