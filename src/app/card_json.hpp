#pragma once

#include <string>

#include "usher/card/card.hpp"

namespace usher::app {

/// The card as `usher show --as json` prints it, without a line end. What the level withholds is absent; what the desk
/// did not tell is null. Times are RFC 3339 in UTC.
std::string to_json(const card::Card& card);

} // namespace usher::app
