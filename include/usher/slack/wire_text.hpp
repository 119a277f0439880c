#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace usher::slack {

/// Slack's wire text (https://docs.slack.dev/messaging/formatting-message-text) as neutral chat text: `&lt; &gt; &amp;`
/// decoded once, a link as its URL without the label, and people, channels, groups, dates, mail addresses and phone
/// numbers as words that name no ticket. Mentions of `own_user` are left out. Linear in the length of the text, for any
/// bytes.
std::string to_neutral_text(std::string_view wire, std::string_view own_user = {});

/// The neutral chat text of a message event given as JSON: the event itself, or what Slack wraps it in (an
/// `event_callback`, a Socket Mode envelope). What it is for nobody to answer (a bot's message, an edit) is read as
/// well. Or else a sentence that says why there is none.
std::expected<std::string, std::string> neutral_text(std::string_view event_json);

} // namespace usher::slack
