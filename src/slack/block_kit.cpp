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

#include <utility>

#include <nlohmann/json.hpp>

#include "slack/block_kit_parts.hpp"
#include "slack/json.hpp"
#include "slack/mrkdwn.hpp"

namespace usher::slack {

using nlohmann::json;

namespace {

/// For the earlier-replies line, the buttons and the switches, which are known only after the replies.
constexpr std::size_t reserve = 1'000;
/// Title, facts, footer and buttons.
constexpr std::size_t fixed_blocks = 4;

std::string colour(const card::Status& status) {
    const auto& value = status.colour;
    const bool hexadecimal = value.size() == 7 && value[0] == '#' &&
                             value.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
    return hexadecimal ? value : "#808080";
}

json without_side_effects(json message) {
    message["unfurl_links"] = false;
    message["unfurl_media"] = false;
    message["parse"] = "none";
    return message;
}

json render(const card::Card& card) {
    const auto line = summary_line(card);
    json title = title_block(card);
    json inside = json::array({facts_block(card)});
    json footer = footer_block(card);
    const auto most_buttons = characters(buttons_block(card, true));
    const auto used =
        2 * units(escape(line)) + characters(title) + characters(inside) + characters(footer) + most_buttons + reserve;
    const auto room = used < limit::message ? limit::message - used : 0;
    const bool more = append_replies(inside, card, room, limit::blocks - fixed_blocks);
    inside.push_back(std::move(footer));
    if (auto buttons = buttons_block(card, more); !buttons.is_null()) {
        inside.push_back(std::move(buttons));
    }
    json attachment = {{"color", colour(card.status)}, {"fallback", escape(line)}, {"blocks", std::move(inside)}};
    return without_side_effects({{"text", escape(line)},
                                 {"blocks", json::array({std::move(title)})},
                                 {"attachments", json::array({std::move(attachment)})}});
}

json render(const card::Notice& notice) {
    constexpr std::size_t spoken = 2'000;
    const auto words = card::compose(notice);
    json elements = json::array();
    append_rich_text(elements, words, limit::message - spoken - reserve);
    const auto text = literal(text::plain(words), spoken);
    return without_side_effects({{"text", text.empty() ? std::string("…") : text},
                                 {"blocks", json::array({rich_text_block(std::move(elements))})}});
}

} // namespace

std::string render_message(const chat::Content& content) {
    return dump_json(std::visit([](const auto& what) { return render(what); }, content));
}

} // namespace usher::slack
