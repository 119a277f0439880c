#include "matrix/html_tokens.hpp"

#include <algorithm>

namespace usher::matrix {

namespace {

constexpr auto npos = std::string_view::npos;

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_letter(char c) {
    return lower(c) >= 'a' && lower(c) <= 'z';
}

bool same_name(std::string_view written, std::string_view name) {
    return std::ranges::equal(written, name, {}, lower);
}

/// Whether a tag, a comment or the like begins with the `<` in front of `rest`.
bool is_markup(std::string_view rest) {
    if (rest.starts_with('/')) {
        return rest.size() > 1;
    }
    return !rest.empty() && (is_letter(rest.front()) || rest.front() == '!' || rest.front() == '?');
}

struct Attribute {
    std::string_view name;
    std::string_view value;
};

/// The attribute in front of `rest`, which is shortened to what follows it; or the end of the tag.
std::optional<Attribute> take_attribute(std::string_view& rest) {
    const auto skip = [&rest](auto wanted) {
        const auto end = std::ranges::find_if_not(rest, wanted);
        const auto taken = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
        rest.remove_prefix(taken.size());
        return taken;
    };
    skip([](char c) { return is_space(c) || c == '/'; });
    if (rest.empty() || rest.front() == '>') {
        return std::nullopt;
    }
    Attribute found;
    bool first = true; // A name may begin with an equals sign.
    found.name = skip([&first](char c) {
        const bool part = !is_space(c) && c != '/' && c != '>' && (c != '=' || first);
        first = false;
        return part;
    });
    auto value = rest;
    const auto skip_space = [](std::string_view& text) {
        while (!text.empty() && is_space(text.front())) {
            text.remove_prefix(1);
        }
    };
    skip_space(value);
    if (!value.starts_with('=')) {
        return found;
    }
    value.remove_prefix(1);
    skip_space(value);
    rest = value;
    if (rest.starts_with('"') || rest.starts_with('\'')) {
        const char quote = rest.front();
        rest.remove_prefix(1);
        found.value = skip([quote](char c) { return c != quote; });
        rest.remove_prefix(rest.empty() ? 0 : 1);
    } else {
        found.value = skip([](char c) { return !is_space(c) && c != '>'; });
    }
    return found;
}

} // namespace

std::optional<HtmlToken> HtmlTokens::next() {
    while (!rest_.empty()) {
        if (rest_.front() != '<' || !is_markup(rest_.substr(1))) {
            // A `<` alone is text; so is all up to the next one.
            const auto end = std::min(rest_.find('<', 1), rest_.size());
            HtmlToken token;
            token.text = rest_.substr(0, end);
            rest_.remove_prefix(end);
            return token;
        }
        const bool closing = rest_[1] == '/';
        if (!is_letter(rest_[closing ? 2 : 1])) {
            skip_comment();
            continue;
        }
        auto token = take_tag();
        if (rest_.starts_with('>')) {
            rest_.remove_prefix(1);
            return token;
        }
        rest_ = {}; // Never ends.
    }
    return std::nullopt;
}

HtmlToken HtmlTokens::take_tag() {
    HtmlToken token;
    token.closing = rest_[1] == '/';
    rest_.remove_prefix(token.closing ? 2 : 1);
    while (!rest_.empty() && !is_space(rest_.front()) && rest_.front() != '/' && rest_.front() != '>') {
        token.name += lower(rest_.front());
        rest_.remove_prefix(1);
    }
    const auto attributes = rest_;
    while (take_attribute(rest_)) {
    }
    token.attributes = attributes.substr(0, attributes.size() - rest_.size());
    return token;
}

void HtmlTokens::skip_comment() {
    const bool comment = rest_.starts_with("<!--");
    // `<!-->` is a whole comment.
    const auto end = comment ? rest_.find("-->", 2) : rest_.find('>');
    rest_ = end == npos ? std::string_view() : rest_.substr(end + (comment ? 3 : 1));
}

std::optional<std::string_view> html_attribute(std::string_view attributes, std::string_view name) {
    while (const auto found = take_attribute(attributes)) {
        if (same_name(found->name, name)) {
            return found->value;
        }
    }
    return std::nullopt;
}

} // namespace usher::matrix
