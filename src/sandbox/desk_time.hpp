#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "usher/runtime/clock.hpp"

namespace usher::sandbox {

/// `2026-03-01 06:26:29`: local time of the desk (Europe/Rome), without a zone, as the desk sends it.
std::string desk_time(runtime::WallTime when);
/// How far the zone is ahead of UTC at that moment. Zero for a zone the system does not know.
std::chrono::seconds zone_offset(runtime::WallTime when, std::string_view zone);

} // namespace usher::sandbox
