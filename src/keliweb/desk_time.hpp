#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "usher/ticket/ticket.hpp"

namespace date {
class time_zone;
}

namespace usher::keliweb {

/// Reads the desk's dates, which are wall-clock time of the desk's own zone without saying so.
class DeskTime {
public:
    /// An unknown zone reads no date at all: none is better than a wrong one.
    explicit DeskTime(const std::string& zone);

    [[nodiscard]] bool zone_is_known() const { return zone_ != nullptr; }
    /// `2016-01-01 06:26:29`, without seconds, or without time. Zero dates, impossible ones and anything else: nothing.
    /// A time that the autumn change made twice is the earlier one; one that the spring change skipped is the moment of
    /// the change.
    [[nodiscard]] std::optional<ticket::Time> read(std::string_view text) const;

private:
    const date::time_zone* zone_ = nullptr;
};

} // namespace usher::keliweb
