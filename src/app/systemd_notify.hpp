#pragma once

#include <string_view>

namespace usher::app {

/// Tells systemd how we are (`READY=1`, `STOPPING=1`, `WATCHDOG=1`, `STATUS=…`). Does nothing outside systemd; never
/// fails. Source: https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
void systemd_notify(std::string_view state);

} // namespace usher::app
