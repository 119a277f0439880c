#pragma once

#include <string_view>

namespace usher::testing {

/// doctest's own `Contains` does not compile against std::string in C++20.
inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

} // namespace usher::testing
