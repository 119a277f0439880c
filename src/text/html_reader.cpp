#include "text/html_reader.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "text/builder.hpp"
#include "text/codepoints.hpp"
#include "text/format.hpp"
#include "text/html_tags.hpp"
#include "text/links.hpp"
#include "usher/text/entities.hpp"
#include "usher/text/utf8.hpp"

namespace usher::text {

namespace {

constexpr auto dropped_elements =
    std::to_array<std::string_view>({"head", "iframe", "script", "style", "svg", "template", "title"});

// Deeper lists than this are shown at the same depth; the stack needs no more.
constexpr std::size_t most_lists = 64;

struct List {
    bool ordered = false;
    int next = 1;
};

bool ends_with_blank(const Builder& out) {
    return out.block_is_empty() || is_space(out.last_character());
}

bool is_heading(std::string_view name) {
    return name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6';
}

int first_number(std::string_view attributes) {
    int value = 0;
    for (const char c : attribute(attributes, "start").substr(0, 4)) {
        if (!is_digit(c)) {
            return 1;
        }
        value = value * 10 + (c - '0');
    }
    return value > 0 ? value : 1;
}

class HtmlReader {
public:
    HtmlReader(std::string_view html, const HtmlOptions& options) : html_(html), options_(options), tags_(html) {}

    RichText run() {
        for (std::size_t i = 0; i < html_.size();) {
            i = html_[i] == '<' ? at_bracket(i) : text_run(i);
        }
        end_link();
        return out_.take();
    }

private:
    std::size_t text_run(std::size_t i) {
        const auto end = std::min(html_.find('<', i), html_.size());
        text(decoded(html_.substr(i, end - i)));
        return end;
    }

    std::size_t at_bracket(std::size_t i) {
        if (const auto declaration = tags_.declaration_at(i); declaration > 0) {
            return i + declaration;
        }
        const auto tag = tags_.tag_at(i);
        if (!tag) {
            text("<");
            return i + 1;
        }
        const auto behind = i + tag->length;
        if (std::ranges::find(dropped_elements, tag->name) != dropped_elements.end()) {
            return tag->closing ? behind : tags_.end_of_element(tag->name, behind).value_or(behind);
        }
        if (tag->closing) {
            close(tag->name);
        } else {
            open(*tag);
        }
        return behind;
    }

    [[nodiscard]] std::string decoded(std::string_view raw) const {
        return options_.decode_entities ? clean(plain_white_space(decode_entities(raw))) : std::string(raw);
    }

    void text(std::string_view value) {
        if (preformatted_ > 0) {
            const bool first_line_end = out_.block_is_empty() && value.starts_with('\n');
            add(first_line_end ? value.substr(1) : value);
            return;
        }
        std::string collapsed;
        for (const char c : value) {
            if (c == '\n' && options_.line_ends_matter && !after_break_) {
                add(std::exchange(collapsed, {}));
                line_break();
            } else if (is_space(c)) {
                pending_blank_ = true;
                after_break_ = after_break_ && c != '\n';
            } else {
                if (std::exchange(pending_blank_, false)) {
                    blank(collapsed);
                }
                collapsed.push_back(c);
                after_break_ = false;
            }
        }
        add(collapsed);
    }

    /// A blank between two styles belongs to neither.
    void blank(std::string& collapsed) {
        if (!collapsed.empty()) {
            collapsed.push_back(' ');
        } else if (!ends_with_blank(out_)) {
            const Span& last = out_.block().spans.back();
            const bool same = last.style == style() && last.href == href_;
            out_.add(" ", same ? style() : Style(), same ? std::string(href_) : std::string());
        }
    }

    void add(std::string_view value) {
        if (!value.empty()) {
            out_.add(std::exchange(bullet_, {}), {}, {});
            out_.add(value, style(), href_);
        }
    }

    [[nodiscard]] Style style() const {
        const auto on = [this](const char* name) {
            const auto found = styles_.find(name);
            return found != styles_.end() && found->second > 0;
        };
        return {on("bold"), on("italic"), on("strike"), on("code") && preformatted_ == 0};
    }

    static std::string_view style_of(std::string_view name) {
        if (name == "b" || name == "strong") {
            return "bold";
        }
        if (name == "i" || name == "em") {
            return "italic";
        }
        if (name == "s" || name == "strike" || name == "del") {
            return "strike";
        }
        return name == "code" || name == "tt" || name == "kbd" || name == "samp" ? "code" : std::string_view();
    }

    void open(const Tag& tag) {
        const auto& name = tag.name;
        if (const auto style = style_of(name); !style.empty()) {
            ++styles_[std::string(style)];
        } else if (name == "br") {
            line_break();
            after_break_ = true;
        } else if (name == "a") {
            end_link();
            href_ = safe_href(decoded(attribute(tag.attributes, "href")));
            flush_blank();
            out_.begin_link();
        } else if (name == "img") {
            text(decoded(attribute(tag.attributes, "alt")));
        } else if (name == "ul" || name == "ol" || name == "menu") {
            leave_item();
            if (lists_.size() < most_lists) {
                lists_.push_back({name == "ol", first_number(tag.attributes)});
            }
        } else if (name == "li") {
            open_item();
        } else if (name == "blockquote") {
            ++quotes_;
            new_block();
        } else if (name == "pre") {
            ++preformatted_;
            new_block();
        } else if (name == "td" || name == "th") {
            cell();
        } else {
            boundary(name, false);
        }
    }

    void close(std::string_view name) {
        if (const auto style = style_of(name); !style.empty()) {
            int& depth = styles_[std::string(style)];
            depth = std::max(0, depth - 1);
        } else if (name == "a") {
            end_link();
        } else if (name == "ul" || name == "ol" || name == "menu") {
            if (!lists_.empty()) {
                lists_.pop_back();
            }
            leave_item();
        } else if (name == "li") {
            leave_item();
        } else if (name == "blockquote") {
            quotes_ = quotes_ > 0 ? quotes_ - 1 : 0;
            new_block();
        } else if (name == "pre") {
            preformatted_ = preformatted_ > 0 ? preformatted_ - 1 : 0;
            new_block();
        } else {
            boundary(name, true);
        }
    }

    void boundary(std::string_view name, bool closing) {
        if (is_heading(name)) {
            new_block();
            if (!closing && quotes_ == 0) {
                out_.begin(Block::Kind::heading, 0, 0);
            }
        } else if (name == "p" || name == "table" || name == "hr" || name == "dl" || name == "body") {
            paragraph_end();
        } else if (name == "div" || name == "tr" || name == "center" || name == "dt" || name == "dd" ||
                   name == "section" || name == "article" || name == "header" || name == "footer" || name == "form" ||
                   name == "address" || name == "fieldset" || name == "option" || name == "caption") {
            line_end();
        }
    }

    /// A cell that is not the first of its row.
    void cell() {
        if (!ends_with_blank(out_)) {
            add(" | ");
        }
        pending_blank_ = false;
    }

    void flush_blank() {
        if (std::exchange(pending_blank_, false) && !ends_with_blank(out_)) {
            out_.add(" ", {}, {});
        }
    }

    void end_link() {
        if (!href_.empty()) {
            out_.end_link(href_);
        }
        href_.clear();
    }

    /// Where links, quotes and lists stand decides what a new block is.
    void new_block() {
        end_link_at_block();
        bullet_.clear();
        pending_blank_ = false;
        after_break_ = false;
        if (quotes_ > 0) {
            out_.begin(Block::Kind::quote, quotes_ - 1, 0);
        } else if (preformatted_ > 0) {
            out_.begin(Block::Kind::preformatted, 0, 0);
        } else {
            out_.begin_paragraph();
        }
    }

    /// The label of a link ends with its block; the link goes on in the next.
    void end_link_at_block() {
        if (!href_.empty()) {
            out_.end_link(href_);
        }
    }

    void open_item() {
        new_block();
        in_item_ = true;
        const auto depth = lists_.empty() ? 0 : lists_.size() - 1;
        int number = 0;
        if (!lists_.empty() && lists_.back().ordered) {
            number = lists_.back().next++;
        }
        if (quotes_ == 0) {
            out_.begin(Block::Kind::list_item, depth, number);
        } else {
            bullet_ = number == 0 ? std::string("- ") : std::to_string(number) + ". ";
        }
    }

    void leave_item() {
        in_item_ = false;
        new_block();
    }

    void paragraph_end() {
        if (in_item_) {
            line_end();
        } else {
            new_block();
        }
    }

    /// Ends a line that has text; several ends in a row are one.
    void line_end() {
        if (preformatted_ > 0 || out_.block_is_empty() || out_.last_character() == '\n') {
            pending_blank_ = false;
            return;
        }
        out_.add("\n", {}, {});
        pending_blank_ = false;
        after_break_ = true;
    }

    /// One more break than a line end makes an empty line, which is a new paragraph.
    void line_break() {
        pending_blank_ = false;
        if (preformatted_ > 0) {
            add("\n");
        } else if (!out_.block_is_empty() && out_.last_character() == '\n' && !in_item_) {
            new_block();
        } else if (!out_.block_is_empty()) {
            out_.add("\n", {}, {});
        }
    }

    std::string_view html_;
    HtmlOptions options_;
    TagScanner tags_;
    Builder out_;
    std::map<std::string, int, std::less<>> styles_;
    std::string href_;
    std::vector<List> lists_;
    std::string bullet_; ///< Of an item inside a quote, until it has text.
    std::size_t quotes_ = 0;
    std::size_t preformatted_ = 0;
    bool in_item_ = false;
    bool pending_blank_ = false;
    bool after_break_ = false;
};

} // namespace

RichText read_html(std::string_view html, const HtmlOptions& options) {
    return HtmlReader(html, options).run();
}

} // namespace usher::text
