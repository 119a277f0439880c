#pragma once

#include <string>

#include "sandbox/directory.hpp"
#include "sandbox/json.hpp"

namespace usher::sandbox {

/// A rich_text block as plain text: lists with bullets or numbers, quotes with `> `, code indented by four blanks.
std::string rich_text_text(const Json& block, const Directory& directory);

} // namespace usher::sandbox
