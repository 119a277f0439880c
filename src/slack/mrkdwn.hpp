#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "usher/card/card.hpp"

namespace usher::slack {

/// Length as UTF-16 code units. Slack does not say what its limits count; code points are never more than these.
std::size_t units(std::string_view utf8);

/// Length as code points, for any bytes.
std::size_t code_points(std::string_view text);

/// The longest part of `text` that is valid UTF-8 without controls and at most `max` units; ends on a blank if one is
/// near. Reads no more of a huge text than it needs. Not marked as cut.
std::string first_units(std::string_view text, std::size_t max);
/// The same on one line, with "…" (counted) if anything was cut.
std::string one_line(std::string_view text, std::size_t max);

/// Slack's three escapes (https://docs.slack.dev/messaging/formatting-message-text#escaping): after them no mention,
/// link or date token is left.
std::string escape(std::string_view text);
/// One line of somebody else's words for a mrkdwn text: escaped, at most `max` units after escaping, and with pairs of
/// formatting marks replaced by look-alikes, because mrkdwn has no escape for them.
std::string literal(std::string_view text, std::size_t max);

/// Slack shows tokens in rich_text as dead text, but does not promise it. A ticket must never alert anybody, so the
/// tokens that would are broken up (`‹!channel>`) there as well; anything else, HTML comments for example, stays as it
/// is.
std::string without_broadcasts(std::string text);

/// `<!date^…>`, shown in the zone of whoever reads it; the fallback names the card's zone.
std::string date_token(card::Time time, const card::Card& card);

} // namespace usher::slack
