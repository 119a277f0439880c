#include "block_kit_checker.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include <nlohmann/json.hpp>

namespace usher::testing {

using nlohmann::json;

namespace {

bool is_between(char32_t value, char32_t first, char32_t last) {
    return value >= first && value <= last;
}

/// Characters that nobody sees or that turn the direction of others. The joiner within emoji is none.
bool is_hidden(char32_t value) {
    return (value < 0x20 && value != '\n') || is_between(value, 0x7F, 0x9F) || value == 0xAD || value == 0x61C ||
           is_between(value, 0x200B, 0x200C) || is_between(value, 0x200E, 0x200F) ||
           is_between(value, 0x202A, 0x202E) || is_between(value, 0x2060, 0x206F) || value == 0xFEFF ||
           is_between(value, 0xE0000, 0xE007F);
}

/// The code points of text that the JSON parser has found to be UTF-8.
std::vector<char32_t> code_points(std::string_view text) {
    std::vector<char32_t> all;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t value = length == 1 ? lead : lead & (0x7FU >> length);
        for (std::size_t k = 1; k < length && i + k < text.size(); ++k) {
            value = (value << 6U) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        }
        all.push_back(value);
        i += length;
    }
    return all;
}

class Checker {
public:
    CheckedMessage run(std::string_view text) {
        const auto message = json::parse(text, nullptr, false);
        if (!message.is_object()) {
            problem("no JSON object, or no UTF-8");
            return std::move(found_);
        }
        seen(message);
        mrkdwn(message.value("text", ""));
        blocks(message.value("blocks", json::array()));
        for (const auto& attachment : message.value("attachments", json::array())) {
            mrkdwn(attachment.value("fallback", ""));
            blocks(attachment.value("blocks", json::array()));
            for (const auto* other : {"text", "pretext", "title", "author_name", "footer", "fields"}) {
                expect(!attachment.contains(other), std::string("an old attachment's ") + other);
            }
        }
        expect(message.value("parse", "") == "none", "Slack may look for names and addresses in the text");
        expect(!message.value("link_names", false), "Slack may look for names in the text");
        return std::move(found_);
    }

private:
    void problem(std::string what) { found_.problems.push_back(std::move(what)); }
    void expect(bool holds, std::string what) {
        if (!holds) {
            problem(std::move(what));
        }
    }

    /// Every string, whatever it is for.
    void seen(const json& value) {
        if (value.is_structured()) {
            for (const auto& item : value) {
                seen(item);
            }
        } else if (value.is_string()) {
            for (const auto point : code_points(value.get_ref<const std::string&>())) {
                expect(!is_hidden(point), "a character that nobody sees: " + std::to_string(point));
            }
        }
    }

    void blocks(const json& all) {
        for (const auto& block : all) {
            const auto type = block.value("type", "");
            if (type == "rich_text") {
                rich_text(block);
            } else if (type == "section" || type == "context" || type == "actions") {
                objects(block);
            } else {
                problem("an unknown block: " + type);
            }
        }
    }

    /// Text objects and buttons, wherever they are.
    void objects(const json& value) {
        if (value.is_object()) {
            const auto type = value.value("type", "");
            if (type == "mrkdwn") {
                expect(value.value("verbatim", false), "Slack may look for names and addresses in mrkdwn");
                mrkdwn(value.value("text", ""));
            } else if (type == "plain_text") {
                expect(!value.value("emoji", true), "emoji names in a plain text");
            } else if (type == "button" && value.contains("url")) {
                found_.links.push_back({value["url"].get<std::string>(), {}});
            } else if (type == "image") {
                problem("an image");
            }
        }
        if (value.is_structured()) {
            for (const auto& item : value) {
                objects(item);
            }
        }
    }

    void rich_text(const json& element) {
        const auto type = element.value("type", "");
        if (type == "link") {
            found_.links.push_back({element.value("url", ""), element.value("text", "")});
        } else if (type.starts_with("rich_text")) {
            for (const auto& inside : element.value("elements", json::array())) {
                rich_text(inside);
            }
        } else if (type != "text") {
            found_.mentions.push_back(element.dump()); // user, usergroup, channel, broadcast, emoji, date, team, …
        }
    }

    void mrkdwn(std::string_view text) {
        for (std::size_t i = 0; i < text.size();) {
            if (text[i] == '<') {
                const auto close = text.find('>', i);
                if (close == std::string_view::npos) {
                    problem("a token that never ends");
                    return;
                }
                token(text.substr(i + 1, close - i - 1));
                i = close + 1;
                continue;
            }
            expect(text[i] != '>', "a bare > in mrkdwn");
            if (text[i] == '&') {
                constexpr std::array<std::string_view, 3> known{"&amp;", "&lt;", "&gt;"};
                expect(std::ranges::any_of(known, [&](auto name) { return text.substr(i).starts_with(name); }),
                       "a bare & in mrkdwn");
            }
            ++i;
        }
    }

    void token(std::string_view token) {
        if (token.starts_with("!date^")) {
            date(token);
        } else if (token.starts_with('@') || token.starts_with('#') || token.starts_with('!')) {
            found_.mentions.emplace_back(token);
        } else {
            const auto bar = token.find('|');
            found_.links.push_back({std::string(token.substr(0, bar)),
                                    std::string(bar == std::string_view::npos ? token : token.substr(bar + 1))});
        }
    }

    /// `!date^1700000000^{date_short_pretty} {time}|fallback`, without the fourth part, which is a link.
    void date(std::string_view token) {
        const auto bar = token.find('|');
        const auto head = token.substr(0, bar);
        const auto seconds = head.substr(6, head.find('^', 6) - 6);
        expect(bar != std::string_view::npos && bar + 1 < token.size(), "a date without a fallback");
        expect(!seconds.empty() && std::ranges::all_of(seconds, [](char c) { return c >= '0' && c <= '9'; }),
               "a date that is no number");
        expect(std::ranges::count(head, '^') == 2, "a date with a link");
        expect(token.find('<') == std::string_view::npos, "a token in a token");
        expect(std::ranges::count(token, '|') == 1, "a date with two fallbacks");
        found_.dates.emplace_back(token);
    }

    CheckedMessage found_;
};

std::string lower(std::string_view text) {
    std::string small(text);
    std::ranges::transform(small, small.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return small;
}

/// `example.org` of `https://www.example.org:8080/x`, and what is behind the @ of a mail address.
std::string place(std::string_view address) {
    auto rest = lower(address);
    if (const auto scheme = rest.find("://"); scheme != std::string::npos) {
        rest.erase(0, scheme + 3);
    } else if (rest.starts_with("mailto:")) {
        rest.erase(0, 7);
    }
    rest = rest.substr(0, rest.find_first_of("/?#"));
    if (const auto at = rest.rfind('@'); at != std::string::npos) {
        rest.erase(0, at + 1);
    }
    rest = rest.substr(0, rest.find(':'));
    return rest.starts_with("www.") ? rest.substr(4) : rest;
}

} // namespace

CheckedMessage check_message(std::string_view json) {
    return Checker().run(json);
}

bool lies(const CheckedMessage::Link& link) {
    const auto label = lower(link.label);
    const auto scheme = label.find("://");
    const auto named = scheme != std::string::npos ? scheme : label.find("www.");
    if (named == std::string::npos) {
        return false;
    }
    const auto begin = label.find_last_of(" \n(<\"'", named);
    const auto word = label.substr(begin == std::string::npos ? 0 : begin + 1);
    return place(word.substr(0, word.find_first_of(" \n)>\"'"))) != place(link.url);
}

} // namespace usher::testing
