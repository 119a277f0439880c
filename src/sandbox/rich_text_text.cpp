#include "sandbox/rich_text_text.hpp"

#include <algorithm>
#include <string_view>

namespace usher::sandbox {

namespace {

std::string inline_text(const Json& element, const Directory& directory) {
    const auto type = text_of(element, "type");
    if (type == "text") {
        return text_of(element, "text");
    }
    if (type == "link") {
        auto label = text_of(element, "text");
        return label.empty() ? text_of(element, "url") : label;
    }
    if (type == "user") {
        const auto* person = directory.person(text_of(element, "user_id"));
        return "@" + (person == nullptr ? text_of(element, "user_id") : person->name);
    }
    if (type == "channel") {
        const auto* channel = directory.channel(text_of(element, "channel_id"));
        return "#" + (channel == nullptr ? text_of(element, "channel_id") : channel->name);
    }
    if (type == "color") {
        return text_of(element, "value");
    }
    if (type == "date") {
        return text_of(element, "fallback");
    }
    if (type == "broadcast") {
        return "@" + text_of(element, "range");
    }
    return type == "emoji" ? ":" + text_of(element, "name") + ":" : "";
}

std::string elements_text(const Json& value, const Directory& directory) {
    std::string text;
    if (const auto* elements = member(value, "elements"); elements != nullptr && elements->is_array()) {
        for (const auto& element : *elements) {
            text += inline_text(element, directory);
        }
    }
    return text;
}

/// Sets `first` before the first line and `rest` before the others.
std::string indented(std::string_view text, std::string_view first, std::string_view rest) {
    std::string result(first);
    while (text.ends_with('\n')) {
        text.remove_suffix(1);
    }
    for (const char c : text) {
        result += c;
        if (c == '\n') {
            result += rest;
        }
    }
    return result + "\n";
}

std::string list_text(const Json& list, const Directory& directory) {
    const bool ordered = text_of(list, "style") == "ordered";
    const auto depth = static_cast<std::size_t>(std::clamp<std::int64_t>(integer_of(list, "indent").value_or(0), 0, 8));
    auto number = integer_of(list, "offset").value_or(0);
    const std::string margin(depth * 2, ' ');
    std::string text;
    if (const auto* items = member(list, "elements"); items != nullptr && items->is_array()) {
        for (const auto& item : *items) {
            const auto mark = ordered ? std::to_string(++number) + ". " : std::string("• ");
            text += indented(elements_text(item, directory), margin + mark, margin + "  ");
        }
    }
    return text;
}

} // namespace

std::string rich_text_text(const Json& block, const Directory& directory) {
    std::string text;
    const auto* parts = member(block, "elements");
    if (parts == nullptr || !parts->is_array()) {
        return text;
    }
    for (const auto& part : *parts) {
        const auto type = text_of(part, "type");
        if (!text.empty() && !text.ends_with('\n')) {
            text += '\n';
        }
        if (type == "rich_text_list") {
            text += list_text(part, directory);
        } else if (type == "rich_text_quote") {
            text += indented(elements_text(part, directory), "> ", "> ");
        } else if (type == "rich_text_preformatted") {
            text += indented(elements_text(part, directory), "    ", "    ");
        } else {
            text += elements_text(part, directory);
        }
    }
    return text;
}

} // namespace usher::sandbox
