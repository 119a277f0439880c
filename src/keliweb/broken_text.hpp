#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace usher::keliweb {

/// A JSON body in which every byte that is not UTF-8, and every `\uD8xx` escape without its partner, is replaced by
/// U+FFFD. Nothing if there is none: then the body is broken in another way, or not at all.
std::optional<std::string> mended(std::string_view json);

} // namespace usher::keliweb
