#pragma once

#include <string_view>

#include "sandbox/json.hpp"

namespace usher::sandbox {

/// `{"ok":false,"error":…}`
Json api_error(std::string_view error);
/// `invalid_arguments`, with the name of what is missing.
Json missing_argument(std::string_view name);

} // namespace usher::sandbox
