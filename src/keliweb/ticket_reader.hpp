#pragma once

#include <optional>
#include <string_view>

#include "keliweb/desk_time.hpp"
#include "usher/keliweb/keliweb.hpp"

namespace usher::keliweb {

/// `read_ticket` with a time zone that has been looked up before.
desk::Fetched read_ticket_at(std::string_view body, const Options& options, const DeskTime& time, runtime::WallTime now,
                             const desk::Reference* asked, desk::Notes notes);

/// What the error that a body reports means; nothing if it reports none, or one that we do not know.
std::optional<desk::Fetched> read_reported_error(std::string_view body);

} // namespace usher::keliweb
