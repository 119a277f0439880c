#pragma once

#include <string>
#include <utility>

#include "testing/block_kit_limits.hpp"
#include "testing/tickets.hpp"
#include "usher/card/card.hpp"

namespace usher::testing {

inline card::Options options() {
    card::Options given;
    given.now = at(2026, 11, 24, 14, 32);
    given.ticket_link = "https://www.keliweb.example/viewticket.php?tid={number}";
    return given;
}

inline std::string violations(const std::string& message) {
    BlockKitLimits limits;
    std::string all;
    for (const auto& sentence : limits.violations(message)) {
        all += sentence + "; ";
    }
    return all;
}

/// A card by hand, with anything in it.
inline card::Card a_card() {
    card::Card made = card::build(a_ticket().build(), options());
    return made;
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
