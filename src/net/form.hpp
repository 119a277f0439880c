#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace usher::net {

/// Decodes `%41`. Nothing if an escape is broken.
std::optional<std::string> percent_decode(std::string_view text);

} // namespace usher::net
