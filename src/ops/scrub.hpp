#pragma once

#include <string>
#include <string_view>

namespace usher::ops {

/// Replaces what looks like a token, an access key or a URL with a secret in it by `[masked]`. The last net under the
/// rule that no such thing is ever handed to the log; linear in the length of the text.
std::string mask(std::string_view text);

/// Appends `text` as valid UTF-8 without anything that could forge a line or drive a terminal: control, bidirectional
/// and line-separator characters become `\u…`, bytes that are no UTF-8 become U+FFFD. `quoted`: also escapes `"` and
/// `\` as JSON wants it.
void append_escaped(std::string& to, std::string_view text, bool quoted);

} // namespace usher::ops
