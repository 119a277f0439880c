#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/json.hpp"
#include "usher/runtime/clock.hpp"

namespace usher::sandbox {

/// The desk's made-up tickets: those in tickets/*.json, and two that are computed: 900000 to 900999 (for load), and
/// 990500, which has 500 replies. Dates written as `now-3d4h10m` are computed when a ticket is asked for.
class TicketShelf {
public:
    TicketShelf();

    /// By ticket number; letter case does not matter, as in the desk's database.
    [[nodiscard]] std::optional<Json> by_number(std::string_view number, runtime::WallTime now) const;
    [[nodiscard]] std::optional<Json> by_id(std::string_view id, runtime::WallTime now) const;

private:
    std::map<std::string, Json> tickets_;        ///< By number in lower case.
    std::map<std::string, std::string> numbers_; ///< Number by id.
};

} // namespace usher::sandbox
