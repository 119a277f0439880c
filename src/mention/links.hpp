#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "mention/zones.hpp"

namespace usher::mention {

/// A URL in a text: inside it nothing counts but the number of an own link.
struct Link {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool ours = false;
    /// `tid` of an own link; of a foreign one only if it is a ticket page as well.
    std::string tid;
    std::size_t tid_offset = 0;
    /// Parts of a foreign link that may be told as candidates: no query, where keys and tokens live.
    std::vector<std::string_view> parts;
};

struct Links {
    std::vector<Link> links;
    std::vector<Zone> labels; ///< `[label]` of Markdown links that lead elsewhere: the label belongs to the link.
};

/// Every URL of the text, in order, also without a scheme (`example.org/…`). `hosts` as `checked_host` returns them.
Links find_links(std::string_view text, const std::vector<std::string>& hosts);

} // namespace usher::mention
