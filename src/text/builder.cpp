#include "text/builder.hpp"

#include <algorithm>
#include <utility>

#include "text/links.hpp"
#include "text/rich_edit.hpp"

namespace usher::text {

void Builder::begin(Block::Kind kind, std::size_t indent, int number) {
    flush();
    block_.kind = kind;
    block_.indent = static_cast<std::uint8_t>(std::min<std::size_t>(indent, deepest_indent));
    block_.number = number;
}

void Builder::add(std::string_view text, const Style& style, std::string_view href) {
    if (text.empty()) {
        return;
    }
    bytes_ += text.size();
    if (spans_ >= most_spans && !block_.spans.empty()) {
        append(block_, text, {}, {});
        return;
    }
    const auto before = block_.spans.size();
    append(block_, text, style, href);
    spans_ += block_.spans.size() - before;
}

void Builder::begin_link() {
    link_start_ = bytes_;
}

void Builder::end_link(std::string_view href) {
    if (href.empty() || bytes_ <= link_start_) {
        return;
    }
    auto& spans = block_.spans;
    auto first = spans.size();
    auto at = bytes_;
    while (first > 0 && at > link_start_) {
        at -= spans[--first].text.size();
    }
    const auto inside = link_start_ - std::min(at, link_start_); // The label may have joined what stands before it.
    std::string label = spans[first].text.substr(inside);
    for (auto i = first + 1; i < spans.size(); ++i) {
        label += spans[i].text;
    }
    if (label_misleads(label, href)) {
        // Only the address itself may lead there: the label would still, if a clip took the address away.
        if (inside > 0) {
            auto rest = spans[first];
            rest.text.erase(0, inside);
            spans[first].text.resize(inside);
            spans.insert(spans.begin() + static_cast<std::ptrdiff_t>(++first), std::move(rest));
        }
        for (auto i = first; i < spans.size(); ++i) {
            spans[i].href.clear();
        }
        add(" (", {}, {});
        add(href, {}, href);
        add(")", {}, {});
    }
}

char Builder::last_character() const {
    return block_.spans.empty() ? '\0' : block_.spans.back().text.back();
}

void Builder::flush() {
    trim(block_);
    if (!block_.spans.empty()) {
        if (text_.blocks.size() < most_blocks) {
            text_.blocks.push_back(std::move(block_));
        } else {
            text_.more_characters += characters(block_);
        }
    }
    block_ = {};
    bytes_ = 0;
    link_start_ = 0;
}

RichText Builder::take() {
    flush();
    spans_ = 0;
    return std::exchange(text_, {});
}

} // namespace usher::text
