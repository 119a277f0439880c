#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "usher/mention/matcher.hpp"

namespace usher::mention {

/// A part of a text in which nothing counts.
struct Zone {
    std::size_t begin = 0;
    std::size_t end = 0;
    Reason reason = Reason::code;
};

/// Fenced and inline code and quoted lines, in order, not overlapping.
std::vector<Zone> code_and_quotes(std::string_view text);
/// Pairs of `||` outside of those.
std::vector<Zone> spoilers(std::string_view text, const std::vector<Zone>& code_and_quotes);

/// Walks sorted zones alongside a text: positions must be asked for in ascending order.
class ZoneCursor {
public:
    explicit ZoneCursor(std::vector<Zone> zones) : zones_(std::move(zones)) {}
    std::optional<Reason> at(std::size_t position) {
        while (next_ < zones_.size() && zones_[next_].end <= position) {
            ++next_;
        }
        if (next_ < zones_.size() && zones_[next_].begin <= position) {
            return zones_[next_].reason;
        }
        return std::nullopt;
    }

private:
    std::vector<Zone> zones_;
    std::size_t next_ = 0;
};

} // namespace usher::mention
