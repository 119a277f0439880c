#pragma once

#include <string>
#include <vector>

#include "card/phrase.hpp"
#include "usher/card/notice.hpp"

namespace usher::card {

/// One setting with its value and the reason for it, as a list item.
std::vector<text::Span> holding_spans(const policy::Holding& holding, const Notice& notice);
/// What the conversation is, as far as it decides anything.
std::vector<text::Span> conversation_spans(const Notice& notice);

} // namespace usher::card
