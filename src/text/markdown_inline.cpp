#include "text/markdown_inline.hpp"

#include <cmark-gfm.h>

#include <memory>
#include <string>

#include "text/codepoints.hpp"
#include "text/links.hpp"
#include "text/markdown_guard.hpp"
#include "text/rich_edit.hpp"

namespace usher::text {

namespace {

struct FreeNode {
    void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeIterator {
    void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};

std::string literal_of(cmark_node* node) {
    const char* literal = cmark_node_get_literal(node);
    return literal == nullptr ? std::string() : unguarded(literal);
}

std::string href_of(cmark_node* node) {
    const char* url = cmark_node_get_url(node);
    return url == nullptr ? std::string() : safe_href(unguarded(url));
}

/// Turns the library's events into styled text. Styles are counted because they may be nested.
class Walk {
public:
    explicit Walk(Builder& out) : out_(out) {}

    void enter(cmark_node* node) {
        switch (cmark_node_get_type(node)) {
        case CMARK_NODE_TEXT:
        case CMARK_NODE_HTML_INLINE:
        case CMARK_NODE_HTML_BLOCK:
            add(literal_of(node), false);
            break;
        case CMARK_NODE_CODE:
        case CMARK_NODE_CODE_BLOCK:
            add(literal_of(node), true);
            break;
        case CMARK_NODE_SOFTBREAK:
        case CMARK_NODE_LINEBREAK:
            add("\n", false);
            break;
        case CMARK_NODE_EMPH:
            ++italic_;
            break;
        case CMARK_NODE_STRONG:
            ++bold_;
            break;
        case CMARK_NODE_LINK:
        case CMARK_NODE_IMAGE:
            open_link(node);
            break;
        default:
            break;
        }
    }

    void leave(cmark_node* node) {
        switch (cmark_node_get_type(node)) {
        case CMARK_NODE_EMPH:
            --italic_;
            break;
        case CMARK_NODE_STRONG:
            --bold_;
            break;
        case CMARK_NODE_LINK:
        case CMARK_NODE_IMAGE:
            close_link(node);
            break;
        default:
            break;
        }
    }

private:
    void add(std::string_view text, bool code) { out_.add(text, {bold_ > 0, italic_ > 0, false, code}, href_); }

    void open_link(cmark_node* node) {
        if (++links_ == 1) {
            href_ = href_of(node);
            out_.begin_link();
        }
    }

    /// A link without a label, such as a pasted picture, shows its address.
    void close_link(cmark_node* node) {
        if (links_ == 1 && cmark_node_first_child(node) == nullptr) {
            add(href_, false);
        }
        if (--links_ == 0) {
            out_.end_link(href_);
            href_.clear();
        }
    }

    Builder& out_;
    int bold_ = 0;
    int italic_ = 0;
    int links_ = 0;
    std::string href_;
};

void walk(Builder& out, const std::string& text) {
    const std::unique_ptr<cmark_node, FreeNode> document(
        cmark_parse_document(text.data(), text.size(), CMARK_OPT_DEFAULT));
    const std::unique_ptr<cmark_iter, FreeIterator> iterator(cmark_iter_new(document.get()));
    Walk events(out);
    for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(iterator.get())) {
        cmark_node* node = cmark_iter_get_node(iterator.get());
        if (event == CMARK_EVENT_ENTER) {
            events.enter(node);
        } else {
            events.leave(node);
        }
    }
}

} // namespace

void add_inline_markdown(Builder& out, std::string_view text) {
    const auto guarded = guard(text);
    if (guarded.has_markup) {
        walk(out, guarded.text);
    } else {
        out.add(text, {}, {});
    }
}

} // namespace usher::text
