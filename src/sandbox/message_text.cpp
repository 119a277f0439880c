#include "sandbox/message_text.hpp"

#include <string>
#include <utility>

#include "sandbox/rich_text_text.hpp"

namespace usher::sandbox {

namespace {

constexpr std::string_view kRule = "────────";

/// Paragraphs, one blank line between them, none at the ends.
class Page {
public:
    void paragraph(std::string text) {
        while (text.ends_with('\n')) {
            text.pop_back();
        }
        if (text.empty()) {
            return;
        }
        text_ += text_.empty() || tight_ ? "" : "\n";
        text_ += text;
        text_ += '\n';
        tight_ = false;
    }
    /// What comes next belongs to what was last: no blank line.
    void keep_together() { tight_ = !text_.empty(); }
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    std::string text_;
    bool tight_ = false;
};

std::string text_object(const Json* object, const Directory& directory) {
    if (object == nullptr) {
        return "";
    }
    auto text = text_of(*object, "text");
    return text_of(*object, "type") == "mrkdwn" ? mrkdwn_text(text, directory) : text;
}

/// A field of the form `*Label*` line break `value` reads "Label: value".
std::string field_text(const Json& field, const Directory& directory) {
    const auto raw = text_of(field, "text");
    auto plain = text_object(&field, directory);
    const auto line = raw.find('\n');
    if (line != std::string::npos && raw.starts_with('*') && raw[line - 1] == '*') {
        if (const auto at = plain.find('\n'); at != std::string::npos) {
            plain.replace(at, 1, plain[at - 1] == ':' ? " " : ": ");
        }
    }
    return plain;
}

std::string section(const Json& block, const Directory& directory) {
    auto text = text_object(member(block, "text"), directory);
    if (const auto* fields = member(block, "fields"); fields != nullptr && fields->is_array()) {
        for (const auto& field : *fields) {
            text += (text.empty() ? "" : "\n") + field_text(field, directory);
        }
    }
    if (const auto* accessory = member(block, "accessory");
        accessory != nullptr && text_of(*accessory, "type") == "button") {
        text += " [" + text_object(member(*accessory, "text"), directory) + "]";
    }
    return text;
}

std::string joined(const Json& block, std::string_view between, const Directory& directory, bool buttons) {
    std::string text;
    const auto* elements = member(block, "elements");
    if (elements == nullptr || !elements->is_array()) {
        return text;
    }
    for (const auto& element : *elements) {
        std::string part;
        if (text_of(element, "type") == "image") {
            part = text_of(element, "alt_text");
        } else if (buttons) {
            part = "[" + text_object(member(element, "text"), directory) + "]";
        } else {
            part = text_object(&element, directory);
        }
        text += (text.empty() ? "" : std::string(between)) + part;
    }
    return text;
}

void add_blocks(const Json& blocks, const Directory& directory, Page& page) {
    if (!blocks.is_array()) {
        return;
    }
    for (const auto& block : blocks) {
        const auto type = text_of(block, "type");
        if (type == "header") {
            page.paragraph(text_object(member(block, "text"), directory));
        } else if (type == "section") {
            page.paragraph(section(block, directory));
        } else if (type == "context") {
            page.paragraph(joined(block, "  ", directory, false));
        } else if (type == "actions") {
            page.paragraph(joined(block, " ", directory, true));
        } else if (type == "rich_text") {
            page.paragraph(rich_text_text(block, directory));
        } else if (type == "divider") {
            page.paragraph(std::string(kRule));
        } else if (type == "image") {
            page.paragraph("[image: " + text_of(block, "alt_text") + "]");
        } else if (type == "markdown") {
            page.paragraph(text_of(block, "text"));
        }
        // A context line above a text is its heading.
        if (type == "context") {
            page.keep_together();
        }
    }
}

void add_attachment(const Json& attachment, const Directory& directory, Page& page) {
    if (const auto* blocks = member(attachment, "blocks")) {
        add_blocks(*blocks, directory, page);
        return;
    }
    bool any = false;
    for (const auto* key : {"pretext", "title", "text", "footer"}) {
        auto text = mrkdwn_text(text_of(attachment, key), directory);
        any = any || !text.empty();
        page.paragraph(std::move(text));
        page.keep_together();
    }
    if (!any) {
        page.paragraph(text_of(attachment, "fallback"));
    }
}

} // namespace

std::string attachment_text(const Json& attachment, const Directory& directory) {
    Page page;
    add_attachment(attachment, directory, page);
    return page.take();
}

std::string message_text(const Message& message, const Directory& directory) {
    Page page;
    // With blocks, Slack shows the text only in notifications.
    if (message.blocks.is_array() && !message.blocks.empty()) {
        add_blocks(message.blocks, directory, page);
    } else {
        page.paragraph(mrkdwn_text(message.text, directory));
    }
    if (message.attachments.is_array()) {
        for (const auto& attachment : message.attachments) {
            add_attachment(attachment, directory, page);
        }
    }
    return page.take();
}

} // namespace usher::sandbox
