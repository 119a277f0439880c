#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "usher/card/card.hpp"
#include "usher/card/notice.hpp"
#include "usher/text/rich_text.hpp"

namespace usher::slack {

/// Block Kit's limits that a card can come near. Sources: https://docs.slack.dev/reference/block-kit and, for the
/// total, a limit that Slack does not document: messages fail with `msg_blocks_too_long` at about 12,000 characters, so
/// we stay well below.
namespace limit {
inline constexpr std::size_t blocks = 50;
inline constexpr std::size_t message = 8'000; ///< All strings of a message together, type names included.
inline constexpr std::size_t section_text = 3'000;
inline constexpr std::size_t fields = 10;
inline constexpr std::size_t button_text = 75;
inline constexpr std::size_t url = 1'000; ///< Slack takes 3,000; a longer ticket link would crowd out the ticket.
inline constexpr std::size_t notification = 300;
inline constexpr std::size_t title = 300;
} // namespace limit

/// All strings in a value, in UTF-16 units: what counts against `limit::message`.
std::size_t characters(const nlohmann::json& value);

nlohmann::json mrkdwn_object(std::string text);
nlohmann::json plain_object(std::string_view text, std::size_t max);
nlohmann::json context_block(std::string mrkdwn);
/// Somebody else's words, line by line, as a text object in which no markup exists. Never empty.
nlohmann::json plain_section(std::string_view text, std::size_t max);
/// `#rrggbb`, for the bar at the side.
std::string bar_colour(const card::Status& status);

/// What became of a rich text that had to fit into `max` characters.
struct RichTextPart {
    std::size_t left_out = 0; ///< Characters of the text that did not fit.
};
/// Appends the text to the `elements` of a rich_text block: literal text nodes, links to http, https and mailto only,
/// quotes, lists, preformatted text. Nothing in it can become a mention. Counts `max` as `characters` does.
RichTextPart append_rich_text(nlohmann::json& elements, const text::RichText& text, std::size_t max);
/// A line in italics of its own, for example "1,234 more characters".
void append_remark(nlohmann::json& elements, std::string_view line);
nlohmann::json rich_text_block(nlohmann::json elements);

/// Whether a URL may be made a link: http, https or mailto, printable, not too long.
bool is_linkable(std::string_view url);

/// The parts of a card; see block_kit.cpp for how they go together.
nlohmann::json title_block(const card::Card& card);
nlohmann::json facts_block(const card::Card& card);
nlohmann::json buttons_block(const card::Card& card, bool more_to_show);
/// Null if a notice offers nothing.
nlohmann::json buttons_block(const card::Notice& notice);
/// Where blocks stand. Below a link Slack takes no rich_text.
enum class Surface : std::uint8_t { message, link };
/// Appends the replies that fit into `max` characters and `max_blocks` blocks, the latest first served, and how many
/// earlier ones are not shown. Returns whether anything of the ticket was left out.
bool append_replies(nlohmann::json& blocks, const card::Card& card, Surface surface, std::size_t max,
                    std::size_t max_blocks);
/// Redactions and "as of".
nlohmann::json footer_block(const card::Card& card);
/// "Ticket #516757 – Open – subject – last reply by Anna 2 h ago", not escaped.
std::string summary_line(const card::Card& card);
/// "#516757 · subject", not escaped.
std::string title_line(const card::Card& card);

} // namespace usher::slack
