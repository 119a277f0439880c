#pragma once

#include <string>
#include <string_view>

#include "usher/text/rich_text.hpp"

namespace usher::text {

/// The address as it may be offered for clicking: http and https with a plain host, or mailto with one address.
/// Everything else, and whatever browsers read differently than people do (user info, backslashes), gives an empty
/// string.
std::string safe_href(std::string_view raw);

/// Whether the label looks like an address of another host (or another mailbox) than the link's.
bool label_misleads(std::string_view label, std::string_view href);

/// Gives every bare http or https address in the text a link to itself, unless something secret was taken out of it.
void link_bare_addresses(RichText& text);

} // namespace usher::text
