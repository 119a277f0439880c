#include "usher/text/rich_text.hpp"

#include "text/rich_edit.hpp"

namespace usher::text {

namespace {

std::string repeated(std::string_view piece, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) {
        out += piece;
    }
    return out;
}

struct Decoration {
    std::string first; ///< Before the first line of a block.
    std::string rest;  ///< Before its other lines.
};

Decoration decoration(const Block& block) {
    switch (block.kind) {
    case Block::Kind::quote: {
        const auto marks = repeated("> ", block.indent + 1U);
        return {marks, marks};
    }
    case Block::Kind::list_item: {
        const auto margin = repeated("  ", block.indent);
        const auto bullet = block.number == 0 ? std::string("- ") : std::to_string(block.number) + ". ";
        return {margin + bullet, margin + repeated(" ", bullet.size())};
    }
    case Block::Kind::paragraph:
    case Block::Kind::heading:
    case Block::Kind::preformatted:
        break;
    }
    return {};
}

} // namespace

std::string plain(const RichText& text) {
    std::string out;
    for (const Block& block : text.blocks) {
        const auto [first, rest] = decoration(block);
        if (&block != &text.blocks.front()) {
            out.push_back('\n');
        }
        out += first;
        for (const char c : flat(block)) {
            out.push_back(c);
            if (c == '\n') {
                out += rest;
            }
        }
    }
    return out;
}

std::size_t length(const RichText& text) {
    std::size_t count = 0;
    for (const Block& block : text.blocks) {
        count += characters(block);
    }
    return count;
}

} // namespace usher::text
