#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "usher/text/rich_text.hpp"

namespace usher::card {

/// What stands for `{name}` in a phrase. The text is put in as it is, never read as a phrase itself.
using Value = std::pair<std::string_view, std::string>;
using Values = std::vector<Value>;

/// Turns a catalogue phrase such as "Ask with `{command} 516757`." into spans: backticks make code, `{name}` is
/// replaced. A name that `values` lack is a mistake in the catalogue and throws std::logic_error.
std::vector<text::Span> phrase(std::string_view pattern, const Values& values);

} // namespace usher::card
