#include "matrix/html_reading.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "matrix/html_tokens.hpp"
#include "usher/mention/neutral_text.hpp"
#include "usher/text/entities.hpp"

namespace usher::matrix {

namespace {

using mention::NeutralText;
using As = NeutralText::As;

template <std::size_t size>
bool is_one_of(const std::array<std::string_view, size>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

/// Their contents are not shown, or are somebody else's words in front of a reply.
constexpr auto hidden_elements =
    std::to_array<std::string_view>({"mx-reply", "script", "style", "head", "title", "template"});
constexpr auto code_elements = std::to_array<std::string_view>({"code", "tt", "kbd", "samp"});
constexpr auto blocks = std::to_array<std::string_view>(
    {"p",  "div", "h1", "h2",    "h3",    "h4",    "h5", "h6", "ul",      "ol",      "li",      "dl",  "dt",
     "dd", "hr",  "br", "table", "thead", "tbody", "tr", "th", "caption", "details", "summary", "pre", "blockquote"});

/// What a link within Matrix leads to, as a word.
std::optional<std::string_view> word_for_link(std::string_view url) {
    for (const std::string_view site : {"https://matrix.to/#/", "http://matrix.to/#/", "matrix:"}) {
        if (url.starts_with(site)) {
            url.remove_prefix(site.size());
            const bool person = url.starts_with('@') || url.starts_with("%40") || url.starts_with("u/");
            return person ? "@user" : "#room";
        }
    }
    if (url.starts_with("mailto:")) {
        return "(mail)";
    }
    return url.starts_with("tel:") ? std::optional<std::string_view>("(phone)") : std::nullopt;
}

std::string_view trimmed(std::string_view text) {
    const auto begin = std::min(text.find_first_not_of(" \t\n\r"), text.size());
    return text.substr(begin, text.find_last_not_of(" \t\n\r") + 1 - begin);
}

class HtmlReading {
public:
    explicit HtmlReading(std::string_view html) : tokens_(html) {}

    std::string run() {
        while (const auto token = tokens_.next()) {
            if (!token->is_tag()) {
                text(token->text);
            } else if (is_one_of(hidden_elements, token->name)) {
                hide(*token);
            } else if (hidden_ == 0 && token->closing) {
                close(token->name);
            } else if (hidden_ == 0) {
                open(*token);
            }
        }
        end_block();
        end_link();
        return out_.take();
    }

private:
    void hide(const HtmlToken& token) {
        if (!token.closing) {
            ++hidden_;
        } else if (hidden_ > 0) {
            --hidden_;
        }
    }

    [[nodiscard]] As as() const {
        return pre_ > 0 ? As::code_block : code_ > 0 ? As::code : spoilers_ > 0 ? As::spoiler : As::text;
    }

    void text(std::string_view raw) {
        if (hidden_ > 0) {
            return;
        }
        auto decoded = text::decode_entities(raw);
        if (pre_ == 0) {
            std::ranges::replace_if(decoded, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
        }
        put(decoded);
    }

    void put(std::string_view text) {
        if (pre_ > 0) {
            block_ += text;
        } else if (href_) {
            label_ += text;
            label_as_ = label_as_ == As::text ? as() : label_as_;
        } else {
            out_.write(as(), text);
        }
    }

    void word(std::string_view word) {
        if (pre_ > 0 || href_) {
            put(word);
        } else {
            out_.word(word);
        }
    }

    void open(const HtmlToken& tag) {
        if (is_one_of(blocks, tag.name)) {
            line_end();
        }
        if (is_one_of(code_elements, tag.name)) {
            ++code_;
        } else if (tag.name == "a" && pre_ == 0) {
            end_link();
            if (const auto href = html_attribute(tag.attributes, "href")) {
                href_ = text::decode_entities(trimmed(*href));
                label_as_ = as();
            }
        } else if (tag.name == "span") {
            const bool spoiler = html_attribute(tag.attributes, "data-mx-spoiler").has_value();
            spans_.push_back(spoiler);
            spoilers_ += spoiler ? 1 : 0;
        } else if (tag.name == "pre") {
            end_link();
            ++pre_;
        } else if (tag.name == "blockquote") {
            end_link();
            ++quotes_;
            out_.quote(true);
        } else if (tag.name == "li") {
            put("\xE2\x80\xA2 ");
        } else if (tag.name == "td") {
            put(" - "); // The cell beside it announces nothing.
        } else if (tag.name == "img") {
            word("(image)");
        }
    }

    void close(std::string_view name) {
        if (is_one_of(code_elements, name)) {
            code_ -= code_ > 0 ? 1 : 0;
        } else if (name == "a") {
            end_link();
        } else if (name == "span" && !spans_.empty()) {
            spoilers_ -= spans_.back() ? 1 : 0;
            spans_.pop_back();
        } else if (name == "pre" && pre_ > 0) {
            pre_ -= 1;
            end_block();
        } else if (name == "blockquote" && quotes_ > 0) {
            end_link();
            --quotes_;
            out_.quote(quotes_ > 0);
        }
        if (is_one_of(blocks, name)) {
            line_end();
        }
    }

    void line_end() {
        if (pre_ > 0) {
            block_ += '\n';
        } else if (href_) {
            label_ += ' ';
        } else {
            out_.line_end();
        }
    }

    void end_block() { out_.write(As::code_block, std::exchange(block_, {})); }

    void end_link() {
        if (!href_) {
            return;
        }
        const auto url = std::move(*href_);
        href_.reset();
        const auto label = std::exchange(label_, {});
        if (const auto word = word_for_link(url)) {
            out_.word(*word);
        } else {
            out_.link(label_as_, url, label);
        }
    }

    HtmlTokens tokens_;
    NeutralText out_;
    int hidden_ = 0;
    int code_ = 0;
    int pre_ = 0;
    int quotes_ = 0;
    int spoilers_ = 0;
    std::vector<bool> spans_; ///< The open ones: whether each is a spoiler.
    std::string block_;       ///< What stands in the `pre`.
    std::optional<std::string> href_;
    std::string label_;
    As label_as_ = As::text;
};

} // namespace

std::string neutral_text_of_html(std::string_view html) {
    return HtmlReading(html).run();
}

} // namespace usher::matrix
