#include "matrix/wire_text.hpp"

#include <nlohmann/json.hpp>

#include "usher/net/json.hpp"

namespace usher::matrix {

using nlohmann::json;

namespace {

bool is_reply(const json& content) {
    const auto* relation = net::member(content, "m.relates_to");
    return relation != nullptr && net::member(*relation, "m.in_reply_to") != nullptr;
}

/// The lines `> …` in front, and the blank line that ends them.
std::string_view without_fallback(std::string_view body) {
    if (!body.starts_with("> <") && !body.starts_with("> * <")) {
        return body;
    }
    while (body.starts_with('>')) {
        const auto end = body.find('\n');
        body = end == std::string_view::npos ? std::string_view{} : body.substr(end + 1);
    }
    if (body.starts_with('\n')) {
        body.remove_prefix(1);
    }
    return body;
}

} // namespace

const json* shown_content(const json& event) {
    const auto* content = net::member(event, "content");
    if (content == nullptr || !content->is_object()) {
        return nullptr;
    }
    const auto* relation = net::member(*content, "m.relates_to");
    if (relation != nullptr && net::text_member(*relation, "rel_type") == "m.replace") {
        const auto* replacement = net::member(*content, "m.new_content");
        return replacement != nullptr && replacement->is_object() ? replacement : nullptr;
    }
    return content;
}

std::optional<std::string> neutral_text(const json& content) {
    const auto type = net::text_member(content, "msgtype");
    const auto* body = net::member(content, "body");
    if ((type != "m.text" && type != "m.emote") || body == nullptr || !body->is_string()) {
        return std::nullopt;
    }
    const auto& text = body->get_ref<const std::string&>();
    return std::string(is_reply(content) ? without_fallback(text) : std::string_view(text));
}

std::optional<std::string> neutral_text_of_event(const json& event) {
    const auto* content = shown_content(event);
    return content == nullptr ? std::nullopt : neutral_text(*content);
}

} // namespace usher::matrix
