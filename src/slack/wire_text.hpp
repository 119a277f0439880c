#pragma once

#include <string>
#include <string_view>

namespace usher::slack {

/// Slack's wire text (https://docs.slack.dev/messaging/formatting-message-text) as neutral chat text: `&lt; &gt; &amp;`
/// decoded once, a link as its URL without the label, and people, channels, groups, dates, mail addresses and phone
/// numbers as words that name no ticket. Mentions of `own_user` are left out. Linear in the length of the text, for any
/// bytes.
std::string to_neutral_text(std::string_view wire, std::string_view own_user = {});

} // namespace usher::slack
