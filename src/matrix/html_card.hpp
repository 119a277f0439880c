#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "matrix/html_document.hpp"
#include "usher/card/card.hpp"
#include "usher/card/words.hpp"

namespace usher::matrix {

inline constexpr std::string_view separator = " · ";

/// One of the reactions that a message offers, and what it does.
struct Reaction {
    std::string key;
    card::Word label;
};
/// "🔄 Refresh · 📜 All replies", for the end of the message.
std::string legend_of(const std::vector<Reaction>& reactions, card::Language language);

/// The card without its replies, before them: title, status, who has to act, the facts.
std::vector<Part> facts(const card::Card& card);
/// After them: how fresh it is, what was removed, and what the offered reactions do.
Part footer(const card::Card& card, const std::vector<Reaction>& reactions);

std::string say(card::Word word, const card::Card& card);
/// "24 Nov 2026 14:32 (2 h ago)".
std::string moment(card::Time time, const card::Card& card);
text::Block paragraph(text::Span span);

} // namespace usher::matrix
