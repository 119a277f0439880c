#pragma once

#include <cstddef>
#include <string_view>

namespace usher::text {

/// What a message is written in, judged from its text: the desk does not say.
struct Format {
    bool html = false;
    bool has_line_tags = false;    ///< Paragraphs, line breaks, lists or tables, not only inline tags.
    bool line_ends_matter = false; ///< Typed text with a few tags: its line ends are meant.
};

Format detect_format(std::string_view text);

/// Whether the tag begins or ends a line where it stands.
bool is_line_tag(std::string_view name);

} // namespace usher::text
