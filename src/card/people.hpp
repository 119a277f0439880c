#pragma once

#include <string>
#include <string_view>

namespace usher::card {

/// The first word of a name that was read by `text::read_desk_line`; empty if that word is an e-mail address, which
/// level `internal` must not show.
std::string first_word(std::string_view name);

} // namespace usher::card
