#include "matrix/html_document.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "matrix/html_mentions.hpp"
#include "matrix/html_text.hpp"

namespace usher::matrix {

using text::Block;
using text::Span;

namespace {

constexpr int deepest = 5;
constexpr int largest_number = 1'000'000;

int depth_of(const Block& block) {
    return std::min<int>(block.indent, deepest);
}

/// Writes one part, block by block, with the lists and quotations that are open around them.
class HtmlWriter {
public:
    void add(const Block& block) {
        close_lists(block.kind == Block::Kind::list_item ? depth_of(block) : -1);
        quote(block.kind == Block::Kind::quote ? depth_of(block) + 1 : 0);
        switch (block.kind) {
        case Block::Kind::paragraph:
        case Block::Kind::quote:
            wrap("p", block, {});
            return;
        case Block::Kind::heading:
            wrap("p", block, {.bold = true});
            return;
        case Block::Kind::preformatted:
            html_ += "<pre>";
            wrap("code", block, {});
            html_ += "</pre>";
            return;
        case Block::Kind::list_item:
            begin_item(block);
            write(block, {});
            return;
        }
    }

    std::string take() {
        close_lists(-1);
        quote(0);
        return std::move(html_);
    }

private:
    struct List {
        int depth = 0;
        bool ordered = false;
        int next = 0;
    };

    void quote(int depth) {
        for (; quotes_ < depth; ++quotes_) {
            html_ += "<blockquote>";
        }
        for (; quotes_ > depth; --quotes_) {
            html_ += "</blockquote>";
        }
    }

    void close_list() {
        html_ += lists_.back().ordered ? "</li></ol>" : "</li></ul>";
        lists_.pop_back();
    }
    void close_lists(int above) {
        while (!lists_.empty() && lists_.back().depth > above) {
            close_list();
        }
    }

    void begin_item(const Block& block) {
        const int depth = depth_of(block);
        const bool ordered = block.number > 0 && block.number <= largest_number;
        if (!lists_.empty() && lists_.back().depth == depth) {
            auto& list = lists_.back();
            if (list.ordered == ordered && (!ordered || list.next == block.number)) {
                ++list.next;
                html_ += "</li><li>";
                return;
            }
            close_list();
        }
        lists_.push_back({depth, ordered, ordered ? block.number + 1 : 0});
        if (!ordered) {
            html_ += "<ul><li>";
        } else if (block.number == 1) {
            html_ += "<ol><li>";
        } else {
            html_ += fmt::format("<ol start=\"{}\"><li>", block.number);
        }
    }

    void wrap(std::string_view tag, const Block& block, text::Style all) {
        html_ += fmt::format("<{}>", tag);
        write(block, all);
        html_ += fmt::format("</{}>", tag);
    }

    void write(const Block& block, text::Style all) {
        const bool preformatted = block.kind == Block::Kind::preformatted;
        for (const auto& span : block.spans) {
            if (span.text.empty()) {
                continue;
            }
            auto style = preformatted ? text::Style{} : span.style;
            style.bold = style.bold || all.bold;
            style.italic = style.italic || (span.redacted && !preformatted);
            write(span, style, preformatted);
        }
    }

    void write(const Span& span, const text::Style& style, bool preformatted) {
        std::string after;
        const auto open = [&](bool on, std::string_view tag) {
            if (on) {
                html_ += fmt::format("<{}>", tag);
                after.insert(0, fmt::format("</{}>", tag));
            }
        };
        if (!preformatted && is_linkable(span.href)) {
            html_ += fmt::format("<a href=\"{}\">", escape(span.href));
            after = "</a>";
        }
        open(style.bold, "b");
        open(style.italic, "i");
        open(style.strike, "del");
        open(style.code, "code");
        for (const char c : escape(span.text)) {
            if (c == '\n' && !preformatted) {
                html_ += "<br>";
            } else {
                html_ += c;
            }
        }
        html_ += after;
    }

    std::string html_;
    std::vector<List> lists_;
    int quotes_ = 0;
};

/// Whether the label tells where the link leads.
bool tells_its_address(const Span& span) {
    constexpr std::string_view mail = "mailto:";
    auto address = std::string_view(span.href);
    if (address.starts_with(mail)) {
        address.remove_prefix(mail.size());
    }
    return span.text.contains(address);
}

/// The block as it is read where nothing can be styled: code in backticks, an address behind its label.
Block spelled_out(const Block& block) {
    Block result{block.kind, block.indent, block.number, {}};
    const bool preformatted = block.kind == Block::Kind::preformatted;
    const auto add = [&](std::string text, std::string href = {}) {
        result.spans.push_back({std::move(text), {}, std::move(href), false});
    };
    for (const auto& span : block.spans) {
        if (span.text.empty()) {
            continue;
        }
        const bool linked = !preformatted && is_linkable(span.href);
        const auto mark = span.style.code && !preformatted ? "`" : "";
        add(mark);
        add(span.text, linked ? span.href : std::string());
        add(mark);
        if (linked && !tells_its_address(span)) {
            add(" <");
            add(span.href, span.href);
            add(">");
        }
    }
    return result;
}

std::string repeated(std::string_view piece, int times) {
    std::string result;
    for (int i = 0; i < times; ++i) {
        result += piece;
    }
    return result;
}

std::string plain_lines(const Block& block, std::string_view indent, std::string_view own_mention) {
    std::string first(indent);
    auto next = first;
    if (block.kind == Block::Kind::quote) {
        first += repeated("> ", depth_of(block) + 1);
        next = first;
    } else if (block.kind == Block::Kind::list_item) {
        const auto mark = block.number > 0 ? std::to_string(block.number) + ". " : std::string("• ");
        const auto margin = repeated("  ", depth_of(block));
        first += margin + mark;
        next += margin + "  ";
    }
    std::string lines = first;
    for (const auto& span : without_mentions(spelled_out(block), own_mention).spans) {
        for (const char c : span.text) {
            lines += c;
            if (c == '\n') {
                lines += next;
            }
        }
    }
    return lines;
}

} // namespace

std::string to_html(const Document& document) {
    std::string html;
    for (const auto& part : document.parts) {
        if (part.in == Part::In::body || part.blocks.empty()) {
            continue;
        }
        HtmlWriter writer;
        for (const auto& block : part.blocks) {
            writer.add(without_mentions(block, document.own_mention));
        }
        html += part.quoted ? "<blockquote>" + writer.take() + "</blockquote>" : writer.take();
    }
    return html;
}

std::string to_plain(const Document& document) {
    std::string body;
    for (const auto& part : document.parts) {
        if (part.in == Part::In::html || part.blocks.empty()) {
            continue;
        }
        if (!body.empty()) {
            body += part.attached ? "\n" : "\n\n";
        }
        const Block* before = nullptr;
        for (const auto& block : part.blocks) {
            if (before != nullptr) {
                const bool together = before->kind == block.kind &&
                                      (block.kind == Block::Kind::list_item || block.kind == Block::Kind::quote);
                body += together || !part.quoted ? "\n" : "\n\n";
            }
            body += plain_lines(block, part.quoted ? "  " : "", document.own_mention);
            before = &block;
        }
    }
    return body;
}

} // namespace usher::matrix
