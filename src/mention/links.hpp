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
    std::string_view url; ///< Without the punctuation behind it.
    /// `tid` as it is written in a link to a ticket page; empty if there is none, or two that differ.
    std::string_view tid;
};

struct Links {
    std::vector<Link> links;
    std::vector<Zone> labels; ///< `[label]` of Markdown links that lead elsewhere: the label belongs to the link.
};

/// Every URL of the text, in order, also without a scheme (`example.org/…`). `hosts` as `checked_host` returns them.
/// Short ones with fewer digits than `fewest_digits`, in which there is nothing to find, may come as one where they
/// follow each other.
Links find_links(std::string_view text, const std::vector<std::string>& hosts, std::size_t fewest_digits);

} // namespace usher::mention
