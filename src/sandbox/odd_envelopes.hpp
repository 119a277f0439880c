#pragma once

#include <string>

#include "sandbox/faults.hpp"

namespace usher::sandbox {

/// An envelope such as Slack sends seldom, by the fault's deed: `unknown_type`, `non_object`, `app_rate_limited` or
/// `large` (130 kB).
std::string odd_envelope(const Fault& fault);

} // namespace usher::sandbox
