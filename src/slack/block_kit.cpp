// How a card becomes a Slack message.
//
// The title stands in the message's own blocks, everything else in one attachment, because only an attachment has the
// colour bar that shows the status at a glance. Since there are blocks, `text` is not drawn: it is the notification and
// what screen readers say, so it holds the essence in one line, and the status is spelled out in a field as well, never
// shown by its colour alone. Slack folds a long attachment behind "Show more", which suits a channel. Other people's
// words stand in rich_text wherever possible: its text nodes are data and cannot mention, link or format anything. A
// notice begins with a rich_text block too, because `chat.update` refuses to turn rich_text into blocks without any
// (`block_mismatch`), and a placeholder becomes a card.
#include "usher/slack/block_kit.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "slack/block_kit_json.hpp"
#include "slack/block_kit_parts.hpp"
#include "slack/mrkdwn.hpp"
#include "usher/card/words.hpp"
#include "usher/net/json.hpp"

namespace usher::slack {

using nlohmann::json;

namespace {

/// For the All replies button, whose need is known only after the replies; and of a notice, for the names of its
/// elements.
constexpr std::size_t reserve = 400;
/// Title, facts, footer and buttons.
constexpr std::size_t fixed_blocks = 4;

json without_side_effects(json message) {
    message["unfurl_links"] = false;
    message["unfurl_media"] = false;
    message["parse"] = "none";
    return message;
}

/// The card with as much of its replies as `room` holds.
json assemble(const card::Card& card, std::size_t room) {
    const auto line = literal(summary_line(card), limit::notification);
    json inside = json::array({facts_block(card)});
    const bool more = append_replies(inside, card, Surface::message, room, limit::blocks - fixed_blocks);
    inside.push_back(footer_block(card));
    if (auto buttons = buttons_block(card, more); !buttons.is_null()) {
        inside.push_back(std::move(buttons));
    }
    json attachment = {{"color", bar_colour(card.status)}, {"fallback", line}, {"blocks", std::move(inside)}};
    return without_side_effects({{"text", line},
                                 {"blocks", json::array({title_block(card)})},
                                 {"attachments", json::array({std::move(attachment)})}});
}

/// The room for replies is what the rest leaves. Their sizes are estimated, so a card that came out too long is made
/// again with less.
json render(const card::Card& card) {
    card::Card without = card;
    without.earlier_replies += card::count_replies(without.replies);
    without.replies.clear();
    const auto rest =
        characters(assemble(without, 0)) + units(card::word(card::Word::all_replies, card.language)) + reserve;
    std::size_t room = rest < limit::message ? limit::message - rest : 0;
    for (;;) {
        auto message = assemble(card, room);
        const auto length = characters(message);
        if (length <= limit::message || room == 0) {
            return message;
        }
        room -= std::min(room, length - limit::message);
    }
}

json render(const card::Notice& notice) {
    constexpr std::size_t spoken = 2'000;
    const auto words = card::compose(notice);
    json elements = json::array();
    append_rich_text(elements, words, limit::message - spoken - reserve);
    const auto text = literal(text::plain(words), spoken);
    json blocks = json::array({rich_text_block(std::move(elements))});
    if (auto buttons = buttons_block(notice); !buttons.is_null()) {
        blocks.push_back(std::move(buttons));
    }
    return without_side_effects({{"text", text.empty() ? std::string("…") : text}, {"blocks", std::move(blocks)}});
}

} // namespace

json render_json(const chat::Content& content) {
    return std::visit([](const auto& what) { return render(what); }, content);
}

std::string render_message(const chat::Content& content) {
    return net::dump_json(render_json(content));
}

} // namespace usher::slack
