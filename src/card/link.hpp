#pragma once

#include <string>
#include <string_view>

namespace usher::card {

/// The operator's link template for one ticket: `{number}` becomes the percent-encoded number, and a parameter `c` (the
/// desk's access key) is taken out. Empty if the template is no web address or does not name the ticket.
std::string link_to(std::string_view link_template, std::string_view number);

} // namespace usher::card
