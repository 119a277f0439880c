#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace usher::text {

/// A text as people read it, for the search only.
struct Undisguised {
    std::string text;
    std::vector<std::size_t> offsets; ///< Where each of its bytes, and its end, stands in the original.
};

/// Letters, digits and signs that only look like ASCII (full width, mathematical, circled, Cyrillic and Greek doubles,
/// with marks piled on, or still encoded as a numeric reference) as ASCII, and words without tags in them; nothing if
/// there is no such thing.
std::optional<Undisguised> undisguised(std::string_view text);

} // namespace usher::text
