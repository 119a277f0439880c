#pragma once

#include <optional>

#include "usher/card/card.hpp"

namespace usher::card {

/// The time, if it lies in the years 1 to 9999; dates outside cannot be shown, and ages against them would overflow.
std::optional<Time> showable(std::optional<Time> time);

} // namespace usher::card
