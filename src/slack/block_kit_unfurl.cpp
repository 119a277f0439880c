// How a card becomes what hangs below a link in somebody's message.
//
// Slack takes no rich_text there, so other people's words stand in plain_text, which knows no markup, and what is in
// mrkdwn is escaped and `verbatim`. It is kept short, because it makes somebody else's message longer. No address is in
// it: Slack would preview that as well, and the link itself stands right above.
#include "slack/block_kit_unfurl.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "slack/block_kit_parts.hpp"
#include "slack/mrkdwn.hpp"
#include "usher/card/words.hpp"

namespace usher::slack {

using nlohmann::json;

namespace {

constexpr std::size_t room_for_replies = 3'000;
constexpr std::size_t room_once_asked_for = 6'000; // Somebody pressed All replies.
constexpr std::size_t fixed_blocks = 4;            // Title, facts, footer and buttons.
constexpr std::size_t preview_title = 150;
/// Everything but the preview.
constexpr std::size_t most_characters = limit::message - preview_title - 50;
/// Of an escaped title, which is longer than what is shown.
constexpr std::size_t escaped_title = 2 * limit::title;

void drop_links(json& buttons) {
    auto& elements = buttons["elements"];
    for (auto i = elements.size(); i > 0; --i) {
        if (elements[i - 1].contains("url")) {
            elements.erase(i - 1);
        }
    }
}

json assemble(const card::Card& card, std::size_t room) {
    const auto title = fmt::format("*{}*", literal(title_line(card), escaped_title));
    json blocks = json::array({{{"type", "section"}, {"text", mrkdwn_object(title)}}, facts_block(card)});
    const bool more = append_replies(blocks, card, Surface::link, room, limit::blocks - fixed_blocks);
    blocks.push_back(footer_block(card));
    if (auto buttons = buttons_block(card, more); !buttons.is_null()) {
        drop_links(buttons);
        if (!buttons["elements"].empty()) {
            blocks.push_back(std::move(buttons));
        }
    }
    return {{"color", bar_colour(card.status)}, {"blocks", std::move(blocks)}};
}

json render(const card::Card& card) {
    for (auto room = card.view == card::View::summary ? room_for_replies : room_once_asked_for;;) {
        auto unfurl = assemble(card, room);
        const auto length = characters(unfurl);
        if (length <= most_characters || room == 0) {
            return unfurl;
        }
        room -= std::min(room, length - most_characters);
    }
}

json render(const card::Notice& notice) {
    return {{"blocks", json::array({plain_section(text::plain(card::compose(notice)), limit::section_text)})}};
}

std::string line_of(const card::Card& card) {
    return summary_line(card);
}
std::string line_of(const card::Notice& notice) {
    return text::plain(card::compose(notice));
}

json preview(const chat::Content& content) {
    const auto* card = std::get_if<card::Card>(&content);
    const auto line = card != nullptr ? title_line(*card) : line_of(std::get<card::Notice>(content));
    auto title = plain_object(line, preview_title);
    if (title["text"].get_ref<const std::string&>().empty()) {
        title["text"] = "…";
    }
    return {{"title", std::move(title)}};
}

} // namespace

json render_unfurl(const chat::Content& content, bool composing) {
    auto unfurl = std::visit([](const auto& what) { return render(what); }, content);
    if (composing) {
        unfurl["preview"] = preview(content);
    }
    return unfurl;
}

json render_plain_unfurl(const chat::Content& content) {
    const auto line = std::visit([](const auto& what) { return line_of(what); }, content);
    return {{"blocks", json::array({plain_section(line, limit::section_text)})}};
}

} // namespace usher::slack
