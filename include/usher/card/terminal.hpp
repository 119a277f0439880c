#pragma once

#include <string>

#include "usher/card/card.hpp"

namespace usher::card {

/// The card as plain text for a terminal or a log reader: no colours, no escape sequences, ends with one line end.
std::string to_terminal(const Card& card);

} // namespace usher::card
