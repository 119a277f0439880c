#include "matrix/wire_text.hpp"

#include <nlohmann/json.hpp>

#include "matrix/html_reading.hpp"
#include "usher/matrix/wire_text.hpp"
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

std::optional<std::string> body_of(const json& content) {
    const auto* body = net::member(content, "body");
    if (body == nullptr || !body->is_string()) {
        return std::nullopt;
    }
    const auto& text = body->get_ref<const std::string&>();
    return std::string(is_reply(content) ? without_fallback(text) : std::string_view(text));
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

std::optional<std::string> plain_text(const json& content) {
    const auto type = net::text_member(content, "msgtype");
    return type == "m.text" || type == "m.emote" ? body_of(content) : std::nullopt;
}

std::optional<std::string> neutral_text_of_event(const json& event) {
    const auto type = net::text_member(event, "type");
    const auto* content = shown_content(event);
    if (content == nullptr || (!type.empty() && type != "m.room.message")) {
        return std::nullopt;
    }
    const auto kind = net::text_member(*content, "msgtype");
    if (kind != "m.text" && kind != "m.emote" && kind != "m.notice") {
        return std::string();
    }
    const auto html = net::text_member(*content, "formatted_body");
    if (!html.empty() && net::text_member(*content, "format") == "org.matrix.custom.html") {
        return neutral_text_of_html(html);
    }
    return body_of(*content).value_or("");
}

std::expected<std::string, std::string> neutral_text(std::string_view event_json) {
    const auto parsed = net::parse_json(event_json);
    if (!parsed || !parsed->is_object()) {
        return std::unexpected("this is no JSON object, or one that is too deep or too large");
    }
    const bool content_alone = net::member(*parsed, "content") == nullptr && net::member(*parsed, "msgtype") != nullptr;
    auto text = neutral_text_of_event(content_alone ? json{{"content", *parsed}} : *parsed);
    if (!text) {
        return std::unexpected("this is no message event of Matrix: its type is not m.room.message");
    }
    return *std::move(text);
}

} // namespace usher::matrix
