#include "slack/message_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "usher/mention/neutral_text.hpp"
#include "usher/net/json.hpp"
#include "usher/slack/wire_text.hpp"

namespace usher::slack {

using mention::NeutralText;
using nlohmann::json;
using As = NeutralText::As;

namespace {

constexpr int deepest_section = 4;

const json& empty_array() {
    static const json nothing = json::array();
    return nothing;
}

const json& array_member(const json& object, const char* key) {
    const auto* value = net::member(object, key);
    return value != nullptr && value->is_array() ? *value : empty_array();
}

/// A reference: its string stays where it is.
std::string_view view_member(const json& object, const char* key) {
    const auto* value = net::member(object, key);
    return value != nullptr && value->is_string() ? std::string_view(value->get_ref<const std::string&>())
                                                  : std::string_view();
}

bool is_code(const json& element) {
    const auto* style = net::member(element, "style");
    return style != nullptr && net::flag_member(*style, "code").value_or(false);
}

/// A line to its left: part of a quotation.
bool has_border(const json& element) {
    const auto* border = net::member(element, "border");
    return border != nullptr && (border->is_number() ? *border != 0 : border->is_boolean() && border->get<bool>());
}

/// What an element of text says. Slack takes every `#` with six digits that somebody types for a colour: this is how
/// most ticket numbers arrive.
std::string_view text_of(const json& element) {
    return view_member(element, view_member(element, "type") == "color" ? "value" : "text");
}

/// What stands for an element that is not text and no link.
std::string_view word_for(std::string_view type, const json& element) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> words{{{"user", "@user"},
                                                                                         {"usergroup", "@group"},
                                                                                         {"team", "@group"},
                                                                                         {"channel", "#channel"},
                                                                                         {"emoji", "(emoji)"},
                                                                                         {"date", "(date)"}}};
    if (type == "broadcast") {
        const auto range = view_member(element, "range");
        return range == "here" ? "@here" : range == "channel" ? "@channel" : "@everyone";
    }
    const auto* found = std::ranges::find(words, type, &std::pair<std::string_view, std::string_view>::first);
    return found == words.end() ? "(something)" : found->second;
}

class RichTextReader {
public:
    explicit RichTextReader(std::string_view own_user) : own_user_(own_user) {}

    void read_block(const json& block) {
        for (const auto& part : array_member(block, "elements")) {
            read_part(part);
        }
    }

    std::string take() { return out_.take(); }

private:
    void read_part(const json& part) {
        const auto type = view_member(part, "type");
        out_.line_end();
        out_.quote(type == "rich_text_quote" || has_border(part));
        if (type == "rich_text_section" || type == "rich_text_quote") {
            read_inline(part);
        } else if (type == "rich_text_list") {
            for (const auto& item : array_member(part, "elements")) {
                out_.line_end();
                out_.write(As::text, "\xE2\x80\xA2 ");
                read_inline(item);
            }
        } else if (type == "rich_text_preformatted") {
            out_.write(As::code_block, code_of(part));
        } else {
            out_.word("(something)");
        }
        out_.line_end();
        out_.quote(false);
    }

    /// All that stands in a code block, links as their addresses.
    static std::string code_of(const json& part) {
        std::string code;
        for (const auto& element : array_member(part, "elements")) {
            const auto text = text_of(element);
            code += text.empty() ? view_member(element, "url") : text;
        }
        return code;
    }

    /// Apps put sections into quotations, where people's messages have text at once.
    void read_inline(const json& part, int depth = 0) {
        for (const auto& element : array_member(part, "elements")) {
            const auto type = view_member(element, "type");
            const auto as = is_code(element) ? As::code : As::text;
            if (type == "rich_text_section" && depth < deepest_section) {
                read_inline(element, depth + 1);
                out_.line_end();
            } else if (type == "text" || type == "color") {
                out_.write(as, text_of(element));
            } else if (type == "link") {
                read_link(as, element);
            } else if (type != "user" || own_user_.empty() || view_member(element, "user_id") != own_user_) {
                out_.word(word_for(type, element));
            }
        }
    }

    void read_link(As as, const json& element) {
        const auto url = view_member(element, "url");
        if (url.starts_with("mailto:")) {
            out_.word("(mail)");
        } else if (url.starts_with("tel:")) {
            out_.word("(phone)");
        } else {
            out_.link(as, url, view_member(element, "text"));
        }
    }

    std::string_view own_user_;
    NeutralText out_;
};

std::optional<std::string> rich_text_of(const json& message, std::string_view own_user) {
    RichTextReader reader(own_user);
    bool any = false;
    for (const auto& block : array_member(message, "blocks")) {
        if (view_member(block, "type") == "rich_text" && !array_member(block, "elements").empty()) {
            reader.read_block(block);
            any = true;
        }
    }
    return any ? std::optional(reader.take()) : std::nullopt;
}

/// The message in what Slack wraps it in.
const json& unwrapped(const json& outer) {
    const auto* payload = net::member(outer, "payload");
    const auto* event = net::member(payload != nullptr ? *payload : outer, "event");
    return event != nullptr && event->is_object() ? *event : outer;
}

/// Something without a type that can only be a message; a slash command has a text, too.
bool is_bare_message(const json& object) {
    return (net::member(object, "text") != nullptr || net::member(object, "blocks") != nullptr) &&
           net::member(object, "command") == nullptr;
}

} // namespace

std::optional<std::string> neutral_text_of_event(const json& event, std::string_view own_user) {
    const auto type = view_member(event, "type");
    const bool message = type.empty() ? is_bare_message(event) : type == "message" || type == "app_mention";
    if (!message) {
        return std::nullopt;
    }
    const auto* changed = view_member(event, "subtype") == "message_changed" ? net::member(event, "message") : &event;
    if (changed == nullptr || !changed->is_object()) {
        return std::nullopt;
    }
    auto rich = rich_text_of(*changed, own_user);
    return rich ? std::move(rich) : to_neutral_text(view_member(*changed, "text"), own_user);
}

std::expected<std::string, std::string> neutral_text(std::string_view event_json) {
    const auto parsed = net::parse_json(event_json);
    if (!parsed || !parsed->is_object()) {
        return std::unexpected("this is no JSON object, or one that is too deep or too large");
    }
    auto text = neutral_text_of_event(unwrapped(*parsed));
    if (!text) {
        return std::unexpected("this is no message event of Slack: its type is neither message nor app_mention");
    }
    return *std::move(text);
}

} // namespace usher::slack
