#pragma once

#include <nlohmann/json_fwd.hpp>

#include "usher/chat/platform.hpp"

namespace usher::slack {

/// `render_message` before it is written out, for those who still add to it.
nlohmann::json render_json(const chat::Content& content);

} // namespace usher::slack
