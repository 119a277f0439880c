#include "text/html_tags.hpp"

#include <algorithm>
#include <array>

#include "text/codepoints.hpp"

namespace usher::text {

namespace {

constexpr auto element_names = std::to_array<std::string_view>(
    {"a",        "abbr",     "acronym",  "address",  "applet",   "area",       "article",  "aside",      "audio",
     "b",        "base",     "basefont", "bdi",      "bdo",      "big",        "blink",    "blockquote", "body",
     "br",       "button",   "canvas",   "caption",  "center",   "cite",       "code",     "col",        "colgroup",
     "data",     "datalist", "dd",       "del",      "details",  "dfn",        "dialog",   "dir",        "div",
     "dl",       "dt",       "em",       "embed",    "fieldset", "figcaption", "figure",   "font",       "footer",
     "form",     "frame",    "frameset", "h1",       "h2",       "h3",         "h4",       "h5",         "h6",
     "head",     "header",   "hr",       "html",     "i",        "iframe",     "img",      "input",      "ins",
     "kbd",      "label",    "legend",   "li",       "link",     "main",       "map",      "mark",       "marquee",
     "menu",     "meta",     "meter",    "nav",      "nobr",     "noframes",   "noscript", "object",     "ol",
     "optgroup", "option",   "output",   "p",        "param",    "picture",    "pre",      "progress",   "q",
     "rp",       "rt",       "ruby",     "s",        "samp",     "script",     "section",  "select",     "small",
     "source",   "span",     "strike",   "strong",   "style",    "sub",        "summary",  "sup",        "svg",
     "table",    "tbody",    "td",       "template", "textarea", "tfoot",      "th",       "thead",      "time",
     "title",    "tr",       "track",    "tt",       "u",        "ul",         "var",      "video",      "wbr",
     "xml"});
static_assert(std::ranges::is_sorted(element_names));

constexpr std::size_t longest_name = 32;

bool is_name_character(char c) {
    return is_alnum(c) || c == ':' || c == '-';
}

bool ends_attribute_name(char c) {
    return c == '=' || is_space(c);
}

struct Attribute {
    std::string_view name;
    std::string_view value;
    bool quoted = false;
    std::size_t end = 0;
};

std::size_t skip_space(std::string_view text, std::size_t i) {
    while (i < text.size() && (is_space(text[i]) || text[i] == '/')) {
        ++i;
    }
    return i;
}

Attribute next_attribute(std::string_view text, std::size_t i) {
    Attribute out;
    const auto start = i;
    while (i < text.size() && !is_space(text[i]) && text[i] != '=' && text[i] != '/') {
        ++i;
    }
    out.name = text.substr(start, i - start);
    auto next = i;
    while (next < text.size() && is_space(text[next])) {
        ++next;
    }
    if (next >= text.size() || text[next] != '=') {
        out.end = std::max(i, start + 1);
        return out;
    }
    do {
        ++next;
    } while (next < text.size() && is_space(text[next]));
    if (next < text.size() && (text[next] == '"' || text[next] == '\'')) {
        const auto close = std::min(text.find(text[next], next + 1), text.size());
        out.value = text.substr(next + 1, close - next - 1);
        out.quoted = true;
        out.end = std::min(close + 1, text.size());
        return out;
    }
    const auto value = next;
    while (next < text.size() && !is_space(text[next])) {
        ++next;
    }
    out.value = text.substr(value, next - value);
    out.end = next;
    return out;
}

} // namespace

/// A `<` outside quotes ends the attempt: `<a <a <a` is text, and each try is short.
std::size_t TagScanner::closing_bracket(std::size_t from) {
    char quote = '\0';
    std::size_t first = std::string_view::npos;
    for (auto i = from; i < text_.size(); ++i) {
        const char c = text_[i];
        if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
            first = c == '>' ? std::min(first, i) : first;
        } else if (c == '<') {
            return std::string_view::npos;
        } else if (c == '>') {
            return i;
        } else if ((c == '"' || c == '\'') && i > from && !quotes_broken_ && ends_attribute_name(text_[i - 1])) {
            quote = c;
        }
    }
    quotes_broken_ = quotes_broken_ || quote != '\0'; // Never closed: from here on the first `>` ends a tag.
    return first;
}

std::optional<Tag> TagScanner::tag_at(std::size_t position) {
    Tag tag;
    auto i = position + 1;
    if (i < text_.size() && text_[i] == '/') {
        tag.closing = true;
        ++i;
    }
    const auto name = i;
    while (i < text_.size() && i - name <= longest_name && is_name_character(text_[i])) {
        ++i;
    }
    if (i == name || i - name > longest_name || !is_letter(text_[name]) || i >= text_.size()) {
        return std::nullopt;
    }
    if (text_[i] != '>' && text_[i] != '/' && !is_space(text_[i])) {
        return std::nullopt;
    }
    tag.name = lowered(text_.substr(name, i - name));
    if (!is_element_name(tag.name)) {
        return std::nullopt;
    }
    const auto end = closing_bracket(i);
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    tag.attributes = text_.substr(i, end - i);
    tag.length = end + 1 - position;
    return tag;
}

std::size_t TagScanner::declaration_at(std::size_t position) {
    const auto rest = text_.substr(position);
    if (rest.starts_with("<!--")) {
        if (position >= no_comment_end_from_) {
            return 4;
        }
        const auto end = find("-->", position + 4);
        if (end == std::string_view::npos) {
            no_comment_end_from_ = position;
            return 4;
        }
        return end + 3 - position;
    }
    const bool opens = rest.size() > 2 && (rest[1] == '!' || rest[1] == '?') && (is_letter(rest[2]) || rest[2] == '[');
    if (!opens || position >= no_bracket_from_) {
        return 0;
    }
    const auto end = find(">", position);
    if (end == std::string_view::npos) {
        no_bracket_from_ = position;
        return 0;
    }
    return end + 1 - position;
}

std::optional<std::size_t> TagScanner::end_of_element(std::string_view name, std::size_t from) {
    const auto key = std::string(" ").append(name).append(" ");
    if (unclosed_.find(key) != std::string::npos) {
        return std::nullopt;
    }
    if (lower_.empty()) {
        lower_ = lowered(text_);
    }
    const auto needle = std::string("</").append(name);
    for (auto at = lower_.find(needle, from); at != std::string::npos; at = lower_.find(needle, at + 1)) {
        const auto behind = at + needle.size();
        if (behind < lower_.size() && is_name_character(lower_[behind])) {
            continue;
        }
        const auto end = find(">", behind);
        if (end == std::string_view::npos) {
            break;
        }
        return end + 1;
    }
    unclosed_ += key;
    return std::nullopt;
}

std::string_view attribute(std::string_view attributes, std::string_view name) {
    for (auto i = skip_space(attributes, 0); i < attributes.size(); i = skip_space(attributes, i)) {
        const auto found = next_attribute(attributes, i);
        if (lowered(found.name) == name) {
            return found.value;
        }
        i = found.end;
    }
    return {};
}

bool looks_like_attributes(std::string_view attributes) {
    for (auto i = skip_space(attributes, 0); i < attributes.size(); i = skip_space(attributes, i)) {
        const auto found = next_attribute(attributes, i);
        const bool named =
            !found.name.empty() && is_letter(found.name.front()) && std::ranges::all_of(found.name, is_name_character);
        const bool bare = found.value.empty() && !found.quoted;
        if (!named || (bare && found.name != "nowrap" && found.name != "noshade" && found.name != "reversed")) {
            return false;
        }
        i = found.end;
    }
    return true;
}

bool is_element_name(std::string_view lower_name) {
    return lower_name.find(':') != std::string_view::npos || std::ranges::binary_search(element_names, lower_name);
}

} // namespace usher::text
