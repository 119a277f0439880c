#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace usher::text {

struct Tag {
    std::string name; ///< Lower case.
    bool closing = false;
    std::string_view attributes; ///< Between the name and `>`.
    std::size_t length = 0;      ///< From `<` to `>`, both included.
};

/// Finds tags in one text. Holds what it learnt about quotes and missing `>`, so that reading any text is linear in its
/// length.
class TagScanner {
public:
    explicit TagScanner(std::string_view text) : text_(text) {}

    /// The tag at `position`, where a `<` stands. Nothing if it only resembles a tag.
    std::optional<Tag> tag_at(std::size_t position);

    /// The length of a comment, doctype or processing instruction at `position`; 0 if there is none.
    std::size_t declaration_at(std::size_t position);

    /// The position behind `</name>` at or after `from`, or nothing.
    std::optional<std::size_t> end_of_element(std::string_view name, std::size_t from);

private:
    std::size_t closing_bracket(std::size_t from);
    std::size_t find(std::string_view what, std::size_t from) const { return text_.find(what, from); }

    std::string_view text_;
    std::string lower_;                                    ///< Made on demand.
    std::size_t no_bracket_from_ = std::string_view::npos; ///< No `>` at or after this position.
    std::size_t no_comment_end_from_ = std::string_view::npos;
    std::string unclosed_; ///< Names of elements known to have no end, each between blanks.
    bool quotes_broken_ = false;
};

/// The value of an attribute, as written; empty if it is absent. `name` in lower case.
std::string_view attribute(std::string_view attributes, std::string_view name);
bool looks_like_attributes(std::string_view attributes);

/// Whether HTML knows such an element; names with a colon (Office's own) count as known.
bool is_element_name(std::string_view lower_name);

} // namespace usher::text
