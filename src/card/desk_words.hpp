#pragma once

#include <string>
#include <string_view>

#include "usher/card/card.hpp"

namespace usher::card {

/// A status as shown, from the desk's word as read for showing.
Status shown_status(std::string desk_word, Language language);

/// A priority in the reader's language if it is one of the usual ones, else the desk's own word.
std::string shown_priority(std::string_view desk_word, Language language);

} // namespace usher::card
