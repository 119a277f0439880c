#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "slack/block_kit_parts.hpp"
#include "slack/mrkdwn.hpp"
#include "usher/text/utf8.hpp"

namespace usher::slack {

using nlohmann::json;
using text::Block;
using text::Span;
using text::Style;

namespace {

/// What an element costs besides its text: the strings that name its type.
constexpr std::size_t text_cost = 4;
constexpr std::size_t container_cost = 40;

json style_of(const Style& style) {
    json object = json::object();
    for (const auto& [name, on] : {std::pair{"bold", style.bold}, std::pair{"italic", style.italic},
                                   std::pair{"strike", style.strike}, std::pair{"code", style.code}}) {
        if (on) {
            object[name] = true;
        }
    }
    return object;
}

json text_element(std::string text, const Style& style) {
    json element = {{"type", "text"}, {"text", without_broadcasts(std::move(text))}};
    if (auto looks = style_of(style); !looks.empty()) {
        element["style"] = std::move(looks);
    }
    return element;
}

/// Builds the elements of one rich_text block, block by block, until the room is used up.
class Writer {
public:
    Writer(json& elements, std::size_t room) : elements_(elements), room_(room) {}

    void add(const Block& block) {
        if (full_) {
            leave_out(block, 0);
            return;
        }
        switch (block.kind) {
        case Block::Kind::paragraph:
        case Block::Kind::heading:
            fill(container("rich_text_section", true), block);
            return;
        case Block::Kind::quote:
            fill(container("rich_text_quote", true), block);
            return;
        case Block::Kind::preformatted:
            fill(container("rich_text_preformatted", false), block);
            return;
        case Block::Kind::list_item:
            fill(list_item(block), block);
            return;
        }
    }
    [[nodiscard]] std::size_t left_out() const { return left_out_; }

private:
    /// The container to write into: the last one, on a new line, if it is of that kind, else a new one.
    json* container(const char* type, bool merge) {
        if (merge && !elements_.empty() && elements_.back()["type"] == type) {
            auto& inside = elements_.back()["elements"];
            append_text(inside, "\n", {});
            return &inside;
        }
        if (!take(container_cost)) {
            return nullptr;
        }
        elements_.push_back({{"type", type}, {"elements", json::array()}});
        return &elements_.back()["elements"];
    }

    json* list_item(const Block& block) {
        if (!take(container_cost)) {
            return nullptr;
        }
        constexpr int deepest = 5;
        const bool ordered = block.number > 0;
        const int indent = std::min<int>(block.indent, deepest);
        const bool goes_on = !elements_.empty() && elements_.back()["type"] == "rich_text_list" &&
                             (elements_.back()["style"] == "ordered") == ordered &&
                             elements_.back().value("indent", 0) == indent &&
                             (!ordered || block.number == next_number_);
        if (!goes_on) {
            json list = {
                {"type", "rich_text_list"}, {"style", ordered ? "ordered" : "bullet"}, {"elements", json::array()}};
            if (indent > 0) {
                list["indent"] = indent;
            }
            if (block.number > 1) {
                list["offset"] = block.number - 1;
            }
            elements_.push_back(std::move(list));
        }
        next_number_ = ordered && block.number < 1'000'000 ? block.number + 1 : 0;
        auto& items = elements_.back()["elements"];
        items.push_back({{"type", "rich_text_section"}, {"elements", json::array()}});
        return &items.back()["elements"];
    }

    bool take(std::size_t cost) {
        if (full_ || cost > room_) {
            full_ = true;
            return false;
        }
        room_ -= cost;
        return true;
    }

    void append_text(json& inside, std::string text, const Style& style) {
        const auto looks = style_of(style);
        if (!inside.empty() && inside.back()["type"] == "text" &&
            inside.back().value("style", json::object()) == looks) {
            auto& whole = inside.back()["text"].get_ref<std::string&>();
            whole = without_broadcasts(std::move(whole) + text);
        } else {
            inside.push_back(text_element(std::move(text), style));
        }
    }

    void fill(json* inside, const Block& block) {
        if (inside == nullptr) {
            leave_out(block, 0);
            return;
        }
        for (std::size_t i = 0; i < block.spans.size(); ++i) {
            if (!write(*inside, block, block.spans[i])) {
                leave_out(block, i + 1);
                return;
            }
        }
    }

    /// Whether the whole span was written.
    bool write(json& inside, const Block& block, const Span& span) {
        const bool preformatted = block.kind == Block::Kind::preformatted;
        auto style = preformatted ? Style{} : span.style;
        style.bold = style.bold || block.kind == Block::Kind::heading;
        style.italic = style.italic || (span.redacted && !preformatted);
        const bool linked = !preformatted && is_linkable(span.href);
        const auto cost = text_cost + (linked ? units(span.href) : 0);
        if (span.text.empty()) {
            return true;
        }
        if (!take(cost)) {
            left_out_ += code_points(span.text);
            return false;
        }
        auto shown = first_units(span.text, room_);
        const bool whole = units(span.text) <= room_;
        if (!whole) {
            left_out_ += code_points(span.text) - std::min(code_points(span.text), code_points(shown));
            full_ = true;
        }
        room_ -= std::min(room_, units(shown));
        if (shown.empty()) {
            return whole;
        }
        // The beginning of an address may name another place than the whole.
        if (linked && whole) {
            json link = {{"type", "link"}, {"url", span.href}, {"text", without_broadcasts(std::move(shown))}};
            if (auto looks = style_of(style); !looks.empty()) {
                link["style"] = std::move(looks);
            }
            inside.push_back(std::move(link));
        } else {
            append_text(inside, std::move(shown), style);
        }
        return whole;
    }

    void leave_out(const Block& block, std::size_t from) {
        for (std::size_t i = from; i < block.spans.size(); ++i) {
            left_out_ += code_points(block.spans[i].text);
        }
    }

    json& elements_;
    std::size_t room_;
    std::size_t left_out_ = 0;
    int next_number_ = 0;
    bool full_ = false;
};

/// Slack refuses containers without elements: an empty item shows as a blank.
void drop_empty(json& elements) {
    json kept = json::array();
    for (auto& element : elements) {
        auto& inside = element["elements"];
        if (element["type"] == "rich_text_list") {
            for (auto& item : inside) {
                if (item["elements"].empty()) {
                    item["elements"].push_back(text_element(" ", {}));
                }
            }
        }
        if (!inside.empty()) {
            kept.push_back(std::move(element));
        }
    }
    elements = std::move(kept);
}

} // namespace

RichTextPart append_rich_text(json& elements, const text::RichText& text, std::size_t max) {
    Writer writer(elements, max);
    for (const auto& block : text.blocks) {
        writer.add(block);
    }
    drop_empty(elements);
    return {writer.left_out()};
}

void append_remark(json& elements, std::string_view line) {
    Style style;
    style.italic = true;
    if (elements.empty() || elements.back()["type"] != "rich_text_section") {
        elements.push_back({{"type", "rich_text_section"}, {"elements", json::array()}});
    } else {
        elements.back()["elements"].push_back(text_element("\n", {}));
    }
    elements.back()["elements"].push_back(text_element(std::string(line), style));
}

json rich_text_block(json elements) {
    if (elements.empty()) {
        elements.push_back({{"type", "rich_text_section"}, {"elements", json::array({text_element(" ", {})})}});
    }
    return {{"type", "rich_text"}, {"elements", std::move(elements)}};
}

bool is_linkable(std::string_view url) {
    const bool known = url.starts_with("https://") || url.starts_with("http://") || url.starts_with("mailto:");
    const auto plain = [](char c) {
        return c > ' ' && c < '\x7f' && c != '<' && c != '>' && c != '|' && c != '"' && c != '\\';
    };
    return known && url.size() <= limit::url && std::ranges::all_of(url, plain);
}

} // namespace usher::slack
