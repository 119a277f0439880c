#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace usher::matrix {

/// A tag, or a stretch of text (as written, entities and all) between tags.
struct HtmlToken {
    std::string_view text;
    std::string name; ///< Of a tag, in small letters; empty for text.
    bool closing = false;
    std::string_view attributes;
    [[nodiscard]] bool is_tag() const { return !name.empty(); }
};

/// Takes HTML apart as browsers do: what is no tag is text, comments and the like are left out, and so is a tag that
/// never ends. Every byte is looked at once.
class HtmlTokens {
public:
    explicit HtmlTokens(std::string_view html) : rest_(html) {}
    /// Nothing at the end.
    std::optional<HtmlToken> next();

private:
    HtmlToken take_tag();
    void skip_comment();

    std::string_view rest_;
};

/// The value of an attribute, as written; nothing if the tag has none of this name. The first one counts.
std::optional<std::string_view> html_attribute(std::string_view attributes, std::string_view name);

} // namespace usher::matrix
