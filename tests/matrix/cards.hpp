#pragma once

#include <string>
#include <utility>

#include "testing/tickets.hpp"
#include "usher/card/card.hpp"

namespace usher::testing {

inline card::Options options(card::Level level = card::Level::internal, card::View view = card::View::summary,
                             card::Language language = card::Language::en) {
    card::Options given;
    given.level = level;
    given.view = view;
    given.language = language;
    given.now = at(2026, 11, 24, 14, 32);
    given.ticket_link = "https://www.keliweb.example/viewticket.php?tid={number}";
    return given;
}

/// A card by hand, with anything in it.
inline card::Card a_card() {
    return card::build(a_ticket().build(), options());
}

inline card::CardReply a_card_reply(std::string body) {
    card::CardReply reply;
    reply.author = "Anna";
    text::Block block;
    block.spans.push_back({std::move(body), {}, {}, false});
    reply.body.blocks.push_back(std::move(block));
    return reply;
}

} // namespace usher::testing
