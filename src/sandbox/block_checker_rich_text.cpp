#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "sandbox/block_checker.hpp"

// Source: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
namespace usher::sandbox {

namespace {

std::string child(const std::string& at, std::string_view key) {
    return fmt::format("{}/{}", at, key);
}
std::string child(const std::string& at, std::size_t index) {
    return fmt::format("{}/elements/{}", at, index);
}

/// Elements that are one named thing, and the member that names it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kNamed{{{"emoji", "name"},
                                                                               {"user", "user_id"},
                                                                               {"channel", "channel_id"},
                                                                               {"usergroup", "usergroup_id"},
                                                                               {"color", "value"}}};

auto find_named(std::string_view type) {
    return std::ranges::find(kNamed, type, &std::pair<std::string_view, std::string_view>::first);
}

} // namespace

void BlockChecker::rich_text(const Json& value, const std::string& at) {
    members(value, at, {"type", "block_id", "elements"});
    const auto* elements = list(value, "elements", at, 1, 1'000);
    for (std::size_t i = 0; elements != nullptr && i < elements->size(); ++i) {
        rich_block((*elements)[i], child(at, i));
    }
}

void BlockChecker::rich_block(const Json& value, const std::string& at) {
    if (!object(value, at)) {
        return;
    }
    const auto type = text_of(value, "type");
    if (type == "rich_text_section") {
        members(value, at, {"type", "elements"});
    } else if (type == "rich_text_quote") {
        members(value, at, {"type", "elements", "border"});
    } else if (type == "rich_text_preformatted") {
        members(value, at, {"type", "elements", "border", "language"});
    } else if (type == "rich_text_list") {
        members(value, at, {"type", "elements", "style", "indent", "offset", "border"});
        one_of(value, "style", at, {"bullet", "ordered"});
        if (text_of(value, "style").empty()) {
            problem("missing required field: style", at);
        }
    } else {
        problem(fmt::format("unsupported type: {}", type), child(at, "type"));
        return;
    }
    const auto* elements = list(value, "elements", at, 0, 10'000);
    for (std::size_t i = 0; elements != nullptr && i < elements->size(); ++i) {
        const auto& element = (*elements)[i];
        if (type == "rich_text_list") {
            if (text_of(element, "type") != "rich_text_section") {
                problem("unsupported type in a list", child(at, i));
            } else {
                rich_block(element, child(at, i));
            }
        } else {
            rich_inline(element, child(at, i), type == "rich_text_preformatted");
        }
    }
}

void BlockChecker::rich_inline(const Json& value, const std::string& at, bool code) {
    if (!object(value, at)) {
        return;
    }
    const auto type = text_of(value, "type");
    if (type == "text") {
        members(value, at, {"type", "text", "style"});
        string(value, "text", at, 40'000, true);
        characters_ += count_characters(text_of(value, "text"));
    } else if (type == "link") {
        members(value, at, {"type", "url", "text", "unsafe", "style"});
        string(value, "url", at, 3'000, true);
        characters_ += count_characters(text_of(value, "text"));
    } else if (const auto* const named = find_named(type); named != kNamed.end() && !code) {
        string(value, named->second, at, 255, true);
    } else if (type == "broadcast" && !code) {
        one_of(value, "range", at, {"here", "channel", "everyone"});
    } else if (type == "date" && !code) {
        members(value, at, {"type", "timestamp", "format", "url", "fallback", "style"});
        string(value, "format", at, 1'000, true);
        if (!integer_of(value, "timestamp")) {
            problem("missing required field: timestamp", at);
        }
    } else if (type != "team" || code) {
        problem(fmt::format("unsupported type: {}", type), child(at, "type"));
    }
}

} // namespace usher::sandbox
