#include "card/terminal_text.hpp"

#include "card/wrap.hpp"

namespace usher::card {

namespace {

using text::Block;

constexpr std::string_view mail_scheme = "mailto:";

bool tells_its_link(const text::Span& span) {
    auto address = std::string_view(span.href);
    if (address.starts_with(mail_scheme)) {
        address.remove_prefix(mail_scheme.size());
    }
    return span.text.find(address) != std::string::npos;
}

std::string text_of(const Block& block) {
    std::string result;
    for (const auto& span : block.spans) {
        const bool marked = span.style.code && block.kind != Block::Kind::preformatted;
        result += marked ? "`" + span.text + "`" : span.text;
        if (!span.href.empty() && !tells_its_link(span)) {
            result += " <" + span.href + ">";
        }
    }
    return result;
}

std::string repeated(std::string_view piece, std::size_t times) {
    std::string result;
    for (std::size_t i = 0; i < times; ++i) {
        result += piece;
    }
    return result;
}

std::string lines_of(const Block& block, std::string_view indent, std::size_t width) {
    const std::string start(indent);
    const std::size_t depth = block.indent;
    switch (block.kind) {
    case Block::Kind::quote: {
        const auto prefix = start + repeated("> ", depth == 0 ? 1 : depth);
        return wrap(text_of(block), {.first = prefix, .next = prefix}, width);
    }
    case Block::Kind::preformatted:
        return wrap(text_of(block), {.first = start + "    ", .next = start + "    "}, std::string::npos);
    case Block::Kind::list_item: {
        const auto mark = block.number > 0 ? std::to_string(block.number) + ". " : std::string("- ");
        const auto before = start + repeated("  ", depth);
        return wrap(text_of(block), {.first = before + mark, .next = before + std::string(mark.size(), ' ')}, width);
    }
    case Block::Kind::heading:
    case Block::Kind::paragraph:
        break;
    }
    return wrap(text_of(block), {.first = start, .next = start}, width);
}

bool belong_together(const Block& block, const Block& next) {
    if (block.kind != next.kind) {
        return false;
    }
    if (block.kind == Block::Kind::list_item) {
        const bool other_list = block.indent == next.indent && (block.number > 0) != (next.number > 0);
        return !other_list;
    }
    return block.kind == Block::Kind::quote;
}

} // namespace

std::string to_lines(const text::RichText& text, std::string_view indent, std::size_t width) {
    std::string result;
    const Block* before = nullptr;
    for (const auto& block : text.blocks) {
        if (before != nullptr && !belong_together(*before, block)) {
            result += '\n';
        }
        result += lines_of(block, indent, width);
        before = &block;
    }
    return result;
}

} // namespace usher::card
