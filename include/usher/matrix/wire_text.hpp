#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace usher::matrix {

/// The neutral chat text of a message event given as JSON, or of its content alone; of an edit, the new text. What it
/// is for nobody to answer (a bot's notice, an edit) is read as well. Or else a sentence that says why there is none.
std::expected<std::string, std::string> neutral_text(std::string_view event_json);

} // namespace usher::matrix
