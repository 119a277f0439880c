#include "sandbox/block_checker.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace usher::sandbox {

namespace {

/// Blocks that Slack takes in a message and the sandbox does not look into.
constexpr std::array kOtherBlocks{
    "markdown", "table",           "data_table", "container",          "card", "carousel", "video",
    "file",     "context_actions", "task_card",  "data_visualization", "plan", "input",    "call"};
constexpr std::array kOnlyInMessages{"rich_text", "markdown", "container"};
constexpr std::array kSelects{"static_select",
                              "external_select",
                              "users_select",
                              "conversations_select",
                              "channels_select",
                              "multi_static_select",
                              "multi_users_select",
                              "multi_external_select",
                              "multi_conversations_select",
                              "multi_channels_select",
                              "datepicker",
                              "timepicker",
                              "datetimepicker",
                              "checkboxes",
                              "radio_buttons",
                              "workflow_button",
                              "plain_text_input"};

bool contains(const auto& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

std::string child(const std::string& at, std::string_view key) {
    return fmt::format("{}/{}", at, key);
}
std::string child(const std::string& at, std::size_t index) {
    return fmt::format("{}/{}", at, index);
}

} // namespace

void BlockChecker::problem(std::string what, const std::string& at) {
    constexpr std::size_t kEnough = 20;
    if (problems_.size() < kEnough) {
        problems_.push_back(fmt::format("{} [json-pointer:{}]", what, at));
    }
}

bool BlockChecker::object(const Json& value, const std::string& at) {
    if (!value.is_object()) {
        problem("must provide an object", at);
    }
    return value.is_object();
}

void BlockChecker::members(const Json& value, const std::string& at, std::initializer_list<std::string_view> known) {
    for (const auto& [key, unused] : value.items()) {
        if (!contains(known, key)) {
            problem("invalid additional property: " + key, at);
        }
    }
}

const Json* BlockChecker::list(const Json& value, std::string_view key, const std::string& at, std::size_t least,
                               std::size_t most) {
    const auto* items = member(value, key);
    if (items == nullptr || !items->is_array()) {
        problem(fmt::format("missing required field: {}", key), at);
        return nullptr;
    }
    if (items->size() < least) {
        problem(fmt::format("no fewer than {} items allowed", least), child(at, key));
    }
    if (items->size() > most) {
        problem(fmt::format("no more than {} items allowed", most), child(at, key));
    }
    return items;
}

void BlockChecker::string(const Json& value, std::string_view key, const std::string& at, std::size_t most,
                          bool required) {
    const auto* text = member(value, key);
    if (text == nullptr) {
        if (required) {
            problem(fmt::format("missing required field: {}", key), at);
        }
        return;
    }
    if (!text->is_string()) {
        problem("must provide a string", child(at, key));
        return;
    }
    const auto length = count_characters(text->get_ref<const std::string&>());
    if (length > most) {
        problem(fmt::format("must be less than {} characters", most + 1), child(at, key));
    }
    if (length == 0 && required) {
        problem("must be more than 0 characters", child(at, key));
    }
}

void BlockChecker::one_of(const Json& value, std::string_view key, const std::string& at,
                          std::initializer_list<std::string_view> known) {
    if (member(value, key) != nullptr && !contains(known, text_of(value, key))) {
        problem(fmt::format("unsupported value for {}", key), child(at, key));
    }
}

void BlockChecker::blocks(const Json& list, const std::string& at) {
    if (!list.is_array()) {
        problem("must provide an array", at);
        return;
    }
    if (list.size() > kMostBlocks) {
        problem(fmt::format("no more than {} items allowed", kMostBlocks), at);
        return;
    }
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < list.size(); ++i) {
        block(list[i], child(at, i), ids);
    }
}

void BlockChecker::plain_text(const Json& value, const std::string& at, std::size_t most) {
    text(&value, at, {.most = most, .plain = true});
}

void BlockChecker::block(const Json& value, const std::string& at, std::vector<std::string>& ids) {
    if (!object(value, at)) {
        return;
    }
    string(value, "block_id", at, 255, false);
    if (const auto id = text_of(value, "block_id"); !id.empty()) {
        if (contains(ids, id)) {
            problem("block_id already exists", child(at, "block_id"));
        }
        ids.push_back(id);
    }
    const auto type = text_of(value, "type");
    const bool misplaced = surface_ == Surface::link && contains(kOnlyInMessages, type);
    if (misplaced) {
        problem(fmt::format("unsupported type: {}", type), child(at, "type"));
        return;
    }
    if (type == "section") {
        section(value, at);
    } else if (type == "header") {
        members(value, at, {"type", "block_id", "text", "level"});
        text(member(value, "text"), child(at, "text"), {.most = 150, .plain = true});
    } else if (type == "divider") {
        members(value, at, {"type", "block_id"});
    } else if (type == "context") {
        context(value, at);
    } else if (type == "actions") {
        actions(value, at);
    } else if (type == "image") {
        image(value, at, true);
    } else if (type == "rich_text") {
        rich_text(value, at);
    } else if (!contains(kOtherBlocks, type)) {
        problem(fmt::format("unsupported type: {}", type), child(at, "type"));
    } else if (type == "markdown") {
        string(value, "text", at, 12'000, true);
        characters_ += count_characters(text_of(value, "text"));
    }
}

void BlockChecker::section(const Json& value, const std::string& at) {
    members(value, at, {"type", "block_id", "text", "fields", "accessory", "expand"});
    if (member(value, "text") == nullptr && member(value, "fields") == nullptr) {
        problem("missing required field: text or fields", at);
    }
    if (const auto* words = member(value, "text")) {
        text(words, child(at, "text"), {});
    }
    if (member(value, "fields") != nullptr) {
        const auto* fields = list(value, "fields", at, 1, 10);
        for (std::size_t i = 0; fields != nullptr && i < fields->size(); ++i) {
            text(&(*fields)[i], child(child(at, "fields"), i), {.most = 2'000});
        }
    }
    if (const auto* accessory = member(value, "accessory")) {
        if (text_of(*accessory, "type") == "image") {
            image(*accessory, child(at, "accessory"), false);
        } else {
            interactive(*accessory, child(at, "accessory"));
        }
    }
}

void BlockChecker::actions(const Json& value, const std::string& at) {
    members(value, at, {"type", "block_id", "elements"});
    const auto* elements = list(value, "elements", at, 1, 25);
    std::vector<std::string> ids;
    for (std::size_t i = 0; elements != nullptr && i < elements->size(); ++i) {
        const auto place = child(child(at, "elements"), i);
        interactive((*elements)[i], place);
        if (const auto id = text_of((*elements)[i], "action_id"); !id.empty()) {
            if (contains(ids, id)) {
                problem("action_id already exists", child(place, "action_id"));
            }
            ids.push_back(id);
        }
    }
}

void BlockChecker::context(const Json& value, const std::string& at) {
    members(value, at, {"type", "block_id", "elements"});
    const auto* elements = list(value, "elements", at, 1, 10);
    for (std::size_t i = 0; elements != nullptr && i < elements->size(); ++i) {
        const auto& element = (*elements)[i];
        const auto place = child(child(at, "elements"), i);
        if (text_of(element, "type") == "image") {
            image(element, place, false);
        } else {
            text(&element, place, {});
        }
    }
}

void BlockChecker::image(const Json& value, const std::string& at, bool block) {
    if (block) {
        members(value, at, {"type", "block_id", "image_url", "slack_file", "alt_text", "title"});
    } else {
        members(value, at, {"type", "image_url", "slack_file", "alt_text"});
    }
    string(value, "image_url", at, 3'000, member(value, "slack_file") == nullptr);
    string(value, "alt_text", at, 2'000, true);
    if (const auto* title = member(value, "title")) {
        text(title, child(at, "title"), {.most = 2'000, .plain = true});
    }
}

void BlockChecker::text(const Json* value, const std::string& at, TextRule rule) {
    if (value == nullptr) {
        problem("missing required field: text", at);
        return;
    }
    if (!object(*value, at)) {
        return;
    }
    const auto type = text_of(*value, "type");
    if (type == "plain_text") {
        members(*value, at, {"type", "text", "emoji"});
    } else if (type == "mrkdwn" && !rule.plain) {
        members(*value, at, {"type", "text", "verbatim"});
    } else {
        problem(fmt::format("unsupported type: {}", type), child(at, "type"));
        return;
    }
    string(*value, "text", at, rule.most, !rule.may_be_empty);
    characters_ += count_characters(text_of(*value, "text"));
}

void BlockChecker::interactive(const Json& value, const std::string& at) {
    if (!object(value, at)) {
        return;
    }
    string(value, "action_id", at, 255, false);
    const auto type = text_of(value, "type");
    if (type == "button") {
        button(value, at);
    } else if (type == "overflow") {
        overflow(value, at);
    } else if (!contains(kSelects, type)) {
        problem(fmt::format("unsupported type: {}", type), child(at, "type"));
    }
}

void BlockChecker::button(const Json& value, const std::string& at) {
    members(value, at, {"type", "text", "action_id", "url", "value", "style", "confirm", "accessibility_label"});
    text(member(value, "text"), child(at, "text"), {.most = 75, .plain = true});
    string(value, "value", at, 2'000, false);
    string(value, "url", at, 3'000, false);
    string(value, "accessibility_label", at, 75, false);
    one_of(value, "style", at, {"primary", "danger"});
    if (const auto* confirm = member(value, "confirm")) {
        confirmation(*confirm, child(at, "confirm"));
    }
}

void BlockChecker::confirmation(const Json& value, const std::string& at) {
    if (!object(value, at)) {
        return;
    }
    members(value, at, {"title", "text", "confirm", "deny", "style"});
    text(member(value, "title"), child(at, "title"), {.most = 100, .plain = true});
    text(member(value, "text"), child(at, "text"), {.most = 300});
    text(member(value, "confirm"), child(at, "confirm"), {.most = 30, .plain = true});
    text(member(value, "deny"), child(at, "deny"), {.most = 30, .plain = true});
}

void BlockChecker::overflow(const Json& value, const std::string& at) {
    members(value, at, {"type", "action_id", "options", "confirm"});
    const auto* options = list(value, "options", at, 1, 5);
    for (std::size_t i = 0; options != nullptr && i < options->size(); ++i) {
        const auto place = child(child(at, "options"), i);
        if (object((*options)[i], place)) {
            text(member((*options)[i], "text"), child(place, "text"), {.most = 75});
            string((*options)[i], "value", place, 75, true);
        }
    }
}

} // namespace usher::sandbox
