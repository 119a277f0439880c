#pragma once

#include <cstddef>
#include <vector>

#include "matrix/html_document.hpp"
#include "usher/card/card.hpp"
#include "usher/text/rich_text.hpp"

namespace usher::matrix {

/// The beginning of a text, valid UTF-8, at most `max` characters with one more for each block and span; ends on a word
/// where one ends nearby. What is left out is counted in `more_characters`. A redaction mark stays whole or goes.
text::RichText beginning(const text::RichText& text, std::size_t max);

/// A reply as parts: who and when, the text, the attachments and what is not shown. Its body must be clean.
std::vector<Part> reply_parts(const card::CardReply& reply, const card::Card& card);

/// The card, given without its replies, with as many of the latest of them, and as much of each, as fit into `room`
/// bytes of HTML and of plain text. Others are counted as earlier replies and as more characters.
card::Card with_fitting(card::Card card, const std::vector<card::CardReply>& replies, std::size_t room);

} // namespace usher::matrix
