#pragma once

#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace usher::testing {

/// Checks a Slack message against Block Kit's limits and against what Usher promises of its own messages: no mention,
/// no link and no markup but its own. The figures are in tests/slack/block_kit_limits.json.
class BlockKitLimits {
public:
    using json = nlohmann::json;

    BlockKitLimits() {
        std::ifstream file(std::string(USHER_SOURCE_DIR) + "/tests/slack/block_kit_limits.json");
        limits_ = json::parse(file);
    }

    /// Every rule that the message breaks, one sentence each; empty if it is fine.
    std::vector<std::string> violations(std::string_view message) {
        found_.clear();
        block_ids_.clear();
        blocks_ = 0;
        const auto parsed = json::parse(message, nullptr, false); // Refuses what is not UTF-8.
        if (!parsed.is_object()) {
            return {"not a JSON object"};
        }
        for (const auto* loud : {"<!channel", "<!here", "<!everyone", "<!subteam"}) {
            expect(message.find(loud) == std::string_view::npos, "a token that alerts people");
        }
        expect(characters(parsed) <= at("/message/characters/max_length"), "the message is too long in all");
        check_text(parsed);
        check_switches(parsed);
        check_blocks(parsed.value("blocks", json::array()));
        for (const auto& attachment : parsed.value("attachments", json::array())) {
            no_others(attachment, {"color", "fallback", "blocks"});
            expect(attachment.at("color").get<std::string>().size() == 7, "a colour is not #rrggbb");
            no_raw_markup(attachment.at("fallback").get<std::string>(), "fallback");
            check_blocks(attachment.at("blocks"));
        }
        expect(blocks_ <= at("/message/blocks/max_items"), "too many blocks");
        return found_;
    }

    /// The same for what hangs below a link (`chat.unfurl`): no rich_text, no address, and plain text objects too.
    std::vector<std::string> unfurl_violations(std::string_view unfurl) {
        found_.clear();
        block_ids_.clear();
        blocks_ = 0;
        const auto parsed = json::parse(unfurl, nullptr, false);
        if (!parsed.is_object()) {
            return {"not a JSON object"};
        }
        for (const auto* never : {"<!channel", "<!here", "<!everyone", "<!subteam", "rich_text", "\"url\""}) {
            expect(unfurl.find(never) == std::string_view::npos, std::string("there must be no ") + never);
        }
        no_others(parsed, {"blocks", "color", "preview"});
        expect(characters(parsed) <= at("/message/characters/max_length"), "the card is too long in all");
        expect(parsed.value("color", "#000000").size() == 7, "a colour is not #rrggbb");
        expect(!parsed.at("blocks").empty(), "there are no blocks");
        check_blocks(parsed.at("blocks"), true);
        expect(blocks_ <= at("/message/blocks/max_items"), "too many blocks");
        if (parsed.contains("preview")) {
            no_others(parsed.at("preview"), {"title"});
            check_plain(parsed.at("preview").at("title"));
        }
        return found_;
    }

    /// All string values together.
    static std::size_t characters(const json& value) {
        if (value.is_string()) {
            return length(value.get_ref<const std::string&>());
        }
        std::size_t sum = 0;
        if (value.is_structured()) {
            for (const auto& item : value) {
                sum += characters(item);
            }
        }
        return sum;
    }

private:
    static std::size_t length(const std::string& text) {
        std::size_t count = 0;
        for (const char c : text) {
            count += (static_cast<unsigned char>(c) & 0xC0U) == 0x80U ? 0 : 1;
        }
        return count;
    }
    [[nodiscard]] std::size_t at(const char* pointer) const {
        return limits_.at(json::json_pointer(pointer)).get<std::size_t>();
    }
    void expect(bool holds, std::string sentence) {
        if (!holds) {
            found_.push_back(std::move(sentence));
        }
    }
    void no_others(const json& object, const std::set<std::string>& known) {
        for (const auto& [key, value] : object.items()) {
            expect(known.contains(key), "an unknown member: " + key);
        }
    }
    void within(const std::string& text, const char* pointer, const std::string& what) {
        expect(!text.empty(), what + " is empty");
        expect(length(text) <= at(pointer), what + " is too long");
        for (const char c : text) {
            expect(static_cast<unsigned char>(c) >= 0x20U || c == '\n', what + " has a control character");
        }
    }
    void no_raw_markup(const std::string& text, const std::string& what) {
        expect(text.find_first_of("<>") == std::string::npos, what + " has a raw angle bracket");
        for (std::size_t i = text.find('&'); i != std::string::npos; i = text.find('&', i + 1)) {
            const auto rest = std::string_view(text).substr(i);
            expect(rest.starts_with("&amp;") || rest.starts_with("&lt;") || rest.starts_with("&gt;"),
                   what + " has an ampersand that is not escaped");
        }
    }
    void check_text(const json& message) {
        const auto text = message.at("text").get<std::string>();
        within(text, "/message/text/max_length", "text");
        no_raw_markup(text, "text");
    }
    void check_switches(const json& message) {
        no_others(message, {"text", "blocks", "attachments", "unfurl_links", "unfurl_media", "parse"});
        expect(message.at("unfurl_links") == false && message.at("unfurl_media") == false, "links may unfurl");
        expect(message.at("parse") == "none", "text may be parsed");
    }
    void check_blocks(const json& blocks, bool plain_sections = false) {
        for (const auto& block : blocks) {
            ++blocks_;
            if (block.contains("block_id")) {
                const auto id = block.at("block_id").get<std::string>();
                within(id, "/block_id/max_length", "block_id");
                expect(block_ids_.insert(id).second, "a block_id comes twice");
            }
            const auto type = block.at("type").get<std::string>();
            if (plain_sections && type == "section" && block.at("text").at("type") == "plain_text") {
                no_others(block, {"type", "text"});
                check_plain(block.at("text"));
            } else if (type == "section") {
                check_section(block);
            } else if (type == "context") {
                check_list(block.at("elements"), "/context/elements/max_items", "context");
                for (const auto& element : block.at("elements")) {
                    check_mrkdwn(element, "/text/max_length");
                }
            } else if (type == "actions") {
                check_list(block.at("elements"), "/actions/elements/max_items", "actions");
                for (const auto& element : block.at("elements")) {
                    check_button(element);
                }
            } else if (type == "rich_text") {
                check_list(block.at("elements"), "/message/characters/max_length", "rich_text");
                for (const auto& element : block.at("elements")) {
                    check_rich_element(element);
                }
            } else {
                expect(false, "an unknown block: " + type);
            }
        }
    }
    void check_list(const json& list, const char* pointer, const std::string& what) {
        expect(!list.empty(), what + " is empty");
        expect(list.size() <= at(pointer), what + " has too many elements");
    }
    void check_section(const json& block) {
        no_others(block, {"type", "text", "fields", "block_id"});
        check_mrkdwn(block.at("text"), "/section/text/max_length");
        if (block.contains("fields")) {
            check_list(block.at("fields"), "/section/fields/max_items", "fields");
            for (const auto& field : block.at("fields")) {
                check_mrkdwn(field, "/section/fields/item_max_length");
            }
        }
    }
    void check_plain(const json& object) {
        no_others(object, {"type", "text", "emoji"});
        expect(object.at("type") == "plain_text" && object.at("emoji") == false, "plain text may turn into emoji");
        within(object.at("text").get<std::string>(), "/text/max_length", "plain text");
    }
    /// The only token that may stand in mrkdwn is a date of ours.
    void check_mrkdwn(const json& object, const char* pointer) {
        no_others(object, {"type", "text", "verbatim"});
        expect(object.at("type") == "mrkdwn" && object.at("verbatim") == true, "a mrkdwn object may be parsed");
        auto text = object.at("text").get<std::string>();
        within(text, pointer, "mrkdwn");
        for (auto open = text.find("<!date^"); open != std::string::npos; open = text.find("<!date^")) {
            const auto close = text.find('>', open);
            const auto token = text.substr(open, close - open + 1);
            expect(token.find('<', 1) == std::string::npos && token.find("|") != std::string::npos, "a broken date");
            text.replace(open, token.size(), "date");
        }
        no_raw_markup(text, "mrkdwn");
    }
    void check_button(const json& button) {
        no_others(button, {"type", "action_id", "text", "accessibility_label", "value", "url"});
        expect(button.at("type") == "button", "an unknown action");
        expect(button.at("text").at("type") == "plain_text" && button.at("text").at("emoji") == false,
               "a button's text may turn into emoji");
        within(button.at("text").at("text").get<std::string>(), "/button/text/max_length", "button text");
        within(button.at("action_id").get<std::string>(), "/action_id/max_length", "action_id");
        within(button.at("accessibility_label").get<std::string>(), "/button/accessibility_label/max_length",
               "accessibility_label");
        if (button.contains("value")) {
            within(button.at("value").get<std::string>(), "/button/value/max_length", "value");
        }
        if (button.contains("url")) {
            within(button.at("url").get<std::string>(), "/button/url/max_length", "url");
        }
    }
    void check_rich_element(const json& element) {
        const auto type = element.at("type").get<std::string>();
        const auto& inside = element.at("elements");
        expect(!inside.empty(), type + " is empty");
        if (type == "rich_text_list") {
            no_others(element, {"type", "style", "elements", "indent", "offset"});
            for (const auto& item : inside) {
                expect(item.at("type") == "rich_text_section", "a list item is no section");
                check_rich_element(item);
            }
            return;
        }
        no_others(element, {"type", "elements"});
        expect(type == "rich_text_section" || type == "rich_text_quote" || type == "rich_text_preformatted",
               "an unknown rich text: " + type);
        for (const auto& node : inside) {
            check_node(node, type == "rich_text_preformatted");
        }
    }
    void check_node(const json& node, bool preformatted) {
        no_others(node, {"type", "text", "url", "style"});
        expect(node.at("type") == "text" || node.at("type") == "link", "a node that is neither text nor link");
        expect(!preformatted || !node.contains("style"), "a style in preformatted text");
        within(node.at("text").get<std::string>(), "/message/characters/max_length", "text node");
        for (const auto& [name, value] : node.value("style", json::object()).items()) {
            expect(name == "bold" || name == "italic" || name == "strike" || name == "code", "an unknown style");
        }
        if (node.at("type") == "link") {
            const auto url = node.at("url").get<std::string>();
            within(url, "/rich_text/link/max_length", "link");
            expect(url.starts_with("https://") || url.starts_with("http://") || url.starts_with("mailto:"),
                   "a link with another scheme");
        }
    }

    json limits_;
    std::vector<std::string> found_;
    std::set<std::string> block_ids_;
    std::size_t blocks_ = 0;
};

} // namespace usher::testing
