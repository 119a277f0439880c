#pragma once

#include <span>
#include <string_view>

namespace usher::sandbox {

/// A file of the sandbox that travels inside the program: `page/index.html`, `tickets/516757.json`.
struct Asset {
    std::string_view name;
    std::string_view bytes;
};
std::span<const Asset> assets();

} // namespace usher::sandbox
