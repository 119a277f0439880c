#pragma once

#include <string_view>

#include "usher/text/rich_text.hpp"

namespace usher::text {

/// Replaces every secret by the mark, also those that run over spans and blocks, and cleans or drops links that hold
/// one.
void redact_secrets(RichText& text, std::string_view mark);

} // namespace usher::text
