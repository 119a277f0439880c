// How a card becomes a Matrix message.
//
// The HTML uses only what every client keeps (Element X keeps least), so nothing depends on colour, headings or tables:
// the status is a word beside its circle, a reply's text is a quotation. `body` is made of the same parts, not of the
// HTML. The message is a notice, which bots must not answer, it mentions nobody, and its text cannot: see
// `mention_breaks`. Size decides what is shown of the replies: the latest first, then as much of each as fits.
#include "usher/matrix/message.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "matrix/html_card.hpp"
#include "matrix/html_document.hpp"
#include "matrix/html_reply.hpp"
#include "matrix/html_text.hpp"
#include "matrix/message_json.hpp"
#include "usher/card/notice.hpp"

namespace usher::matrix {

using card::Card;
using nlohmann::json;

namespace {

struct Written {
    std::string html;
    std::string body;
    [[nodiscard]] std::size_t size() const { return std::max(wire_size(html), wire_size(body)); }
};

Written write(const Document& document) {
    return {to_html(document), to_plain(document)};
}

json as_json(Written written) {
    return {{"msgtype", "m.notice"},
            {"body", std::move(written.body)},
            {"format", "org.matrix.custom.html"},
            {"formatted_body", std::move(written.html)},
            {"m.mentions", json::object()},
            {"com.beeper.linkpreviews", json::array()}};
}

bool can_be_asked_for(const Card& card) {
    return ticket::TicketNumber::parse(card.number).has_value() || ticket::TicketId::parse(card.id).has_value();
}

/// Whether the full view would show more than this card does.
bool shows_less_than_all(const Card& card) {
    if (card.earlier_replies > 0 || card.earlier_notes > 0) {
        return true;
    }
    // The opening post is no reply and is not counted as earlier, but it is more to show.
    const bool opening_hidden = std::ranges::none_of(card.replies, &card::CardReply::opening);
    return (!card.replies.empty() && opening_hidden) || std::ranges::any_of(card.replies, [](const auto& reply) {
               return reply.body.more_characters > 0 || reply.body.folded_characters > 0;
           });
}

std::vector<Reaction> offered(const Card& card) {
    const bool known = can_be_asked_for(card);
    std::vector<Reaction> reactions;
    if (known) {
        reactions.push_back({refresh_reaction, card::Word::refresh});
    }
    if (known && card.view != card::View::full && shows_less_than_all(card)) {
        reactions.push_back({all_replies_reaction, card::Word::all_replies});
    }
    if (card.offers.hide) {
        reactions.push_back({hide_reaction, card::Word::hide});
    }
    return reactions;
}

std::vector<Reaction> offered(const card::Notice& notice) {
    std::vector<Reaction> reactions;
    if (notice.offers.list) {
        reactions.push_back({all_replies_reaction, card::Word::show_list});
    }
    if (notice.offers.hide) {
        reactions.push_back({hide_reaction, card::Word::hide});
    }
    return reactions;
}

Document assemble(const Card& card, const MessageOptions& options) {
    Document document{facts(card), {}};
    for (const auto& reply : card.replies) {
        std::ranges::move(reply_parts(reply, card), std::back_inserter(document.parts));
    }
    document.parts.push_back(footer(card, options.legend ? offered(card) : std::vector<Reaction>{}));
    return document;
}

/// The card without what does not fit into a message.
Card shown_of(const Card& card) {
    constexpr std::size_t reserve = 200; // For the number of earlier replies and the legend.
    Card without = card;
    without.replies.clear();
    const auto rest = write(assemble(without, {.legend = true})).size() + reserve;
    return with_fitting(std::move(without), card.replies, rest < max_text ? max_text - rest : 0);
}

json render(const Card& card, const MessageOptions& options) {
    return as_json(write(assemble(shown_of(card), options)));
}

json render(const card::Notice& notice, const MessageOptions& options) {
    auto words = card::compose(notice);
    if (const auto legend = legend_of(offered(notice), notice.language); options.legend && !legend.empty()) {
        words.blocks.push_back(paragraph(text::Span{legend, {}, {}, false}));
    }
    for (std::size_t max = max_text;; max /= 2) {
        auto written = write({{{.blocks = beginning(words, max).blocks}}, notice.bot_mention});
        if (written.size() <= max_text) {
            return as_json(std::move(written));
        }
    }
}

} // namespace

json render_json(const chat::Content& content, const MessageOptions& options) {
    return std::visit([&](const auto& what) { return render(what, options); }, content);
}

std::string render_message(const chat::Content& content) {
    return render_json(content, {.legend = true}).dump(-1, ' ', false, json::error_handler_t::replace);
}

std::vector<std::string> reactions(const chat::Content& content) {
    const auto* card = std::get_if<Card>(&content);
    std::vector<std::string> keys;
    for (auto& reaction : card != nullptr ? offered(shown_of(*card)) : offered(std::get<card::Notice>(content))) {
        keys.push_back(std::move(reaction.key));
    }
    return keys;
}

json as_edit(json content, std::string event_id) {
    content.erase("m.relates_to");
    json edit = content;
    for (const auto* text : {"body", "formatted_body"}) {
        if (auto found = edit.find(text); found != edit.end() && found->is_string()) {
            *found = "* " + found->get_ref<const std::string&>();
        }
    }
    edit["m.new_content"] = std::move(content);
    edit["m.relates_to"] = {{"rel_type", "m.replace"}, {"event_id", std::move(event_id)}};
    return edit;
}

} // namespace usher::matrix
