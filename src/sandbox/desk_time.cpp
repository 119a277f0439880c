#include "sandbox/desk_time.hpp"

#include <stdexcept>

#include <date/tz.h>

namespace usher::sandbox {

std::chrono::seconds zone_offset(runtime::WallTime when, std::string_view zone) {
    try {
        return date::locate_zone(std::string(zone))->get_info(std::chrono::floor<std::chrono::seconds>(when)).offset;
    } catch (const std::runtime_error&) {
        return {};
    }
}

std::string desk_time(runtime::WallTime when) {
    const auto second = std::chrono::floor<std::chrono::seconds>(when);
    return date::format("%Y-%m-%d %H:%M:%S", second + zone_offset(when, "Europe/Rome"));
}

} // namespace usher::sandbox
