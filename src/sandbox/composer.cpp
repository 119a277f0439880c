#include "sandbox/composer.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace usher::sandbox {

namespace {

bool word_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}

std::string_view take_word(std::string_view text) {
    std::size_t length = 0;
    while (length < text.size() && word_character(text[length])) {
        ++length;
    }
    // A dot or dash at the end belongs to the sentence.
    while (length > 0 && (text[length - 1] == '.' || text[length - 1] == '-')) {
        --length;
    }
    return text.substr(0, length);
}

constexpr std::size_t colour_length = 7;

/// `#1f6feb`, and so every ticket number of six digits: Slack shows a sample of the colour beside it.
bool is_colour(std::string_view text) {
    const auto is_hex = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; };
    return text.size() >= colour_length && std::ranges::all_of(text.substr(1, colour_length - 1), is_hex) &&
           (text.size() == colour_length || !word_character(text[colour_length]) || text[colour_length] == '.' ||
            text[colour_length] == '-');
}

std::string_view take_url(std::string_view text) {
    const auto end =
        std::ranges::find_if(text, [](char c) { return c == ' ' || c == '\n' || c == '<' || c == '>' || c == '"'; });
    auto url = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    while (!url.empty() && std::string_view(".,;:!?)'").contains(url.back())) {
        url.remove_suffix(1);
    }
    return url;
}

/// Builds the inline elements of one line (or block) and its wire text at the same time.
class Inline {
public:
    explicit Inline(const Directory& directory) : directory_(directory) {}

    void parse(std::string_view text) {
        while (!text.empty()) {
            text.remove_prefix(step(text));
        }
        flush();
    }

    std::string wire;
    Json elements = Json::array();

private:
    std::size_t step(std::string_view text) {
        const bool at_edge = before_ == '\0' || !word_character(before_);
        if (text.starts_with("<@") || text.starts_with("<#")) {
            if (const auto used = token(text); used > 0) {
                return used;
            }
        }
        if (text.front() == '`') {
            const auto end = text.find('`', 1);
            if (end != std::string_view::npos && end > 1) {
                add_styled(text.substr(1, end - 1), "code", '`');
                return end + 1;
            }
        }
        if (at_edge && (text.front() == '*' || text.front() == '_' || text.front() == '~')) {
            if (const auto length = span(text); length > 0) {
                const char mark = text.front();
                add_styled(text.substr(1, length - 2), mark == '*' ? "bold" : mark == '_' ? "italic" : "strike", mark);
                return length;
            }
        }
        if (at_edge && text.front() == '@') {
            if (const auto* person = directory_.person_named(take_word(text.substr(1)))) {
                add_user(*person);
                return person->name.size() + 1;
            }
        }
        if (at_edge && text.front() == '#') {
            if (const auto* channel = directory_.channel_named(take_word(text.substr(1)))) {
                add_channel(*channel);
                return channel->name.size() + 1;
            }
            if (is_colour(text)) {
                const auto colour = text.substr(0, colour_length);
                add_element({{"type", "color"}, {"value", std::string(colour)}}, std::string(colour), 'x');
                return colour_length;
            }
        }
        if (at_edge && (text.starts_with("https://") || text.starts_with("http://"))) {
            const auto url = take_url(text);
            add_element({{"type", "link"}, {"url", std::string(url)}}, "<" + escape_mrkdwn(url) + ">", url.back());
            return url.size();
        }
        plain_ += text.front();
        before_ = text.front();
        return 1;
    }

    std::size_t token(std::string_view text) {
        const auto end = text.find('>');
        if (end == std::string_view::npos) {
            return 0;
        }
        const auto id = text.substr(2, std::min(end, text.find('|')) - 2);
        if (const auto* person = text[1] == '@' ? directory_.person(id) : nullptr) {
            add_user(*person);
            return end + 1;
        }
        if (const auto* channel = text[1] == '#' ? directory_.channel(id) : nullptr) {
            add_channel(*channel);
            return end + 1;
        }
        return 0;
    }

    void add_user(const Person& person) {
        add_element({{"type", "user"}, {"user_id", person.id}}, "<@" + person.id + ">", 'x');
    }

    void add_channel(const Channel& channel) {
        const std::string label = channel.kind == ChannelKind::public_channel ? channel.name : "";
        add_element({{"type", "channel"}, {"channel_id", channel.id}}, "<#" + channel.id + "|" + label + ">", 'x');
    }

    void add_styled(std::string_view inner, const char* style, char mark) {
        add_element({{"type", "text"}, {"text", std::string(inner)}, {"style", {{style, true}}}},
                    mark + escape_mrkdwn(inner) + mark, mark);
    }

    /// The length of a span in marks that holds nothing but words: not around blanks, on one line.
    static std::size_t span(std::string_view text) {
        const auto end = text.find(text.front(), 1);
        if (end == std::string_view::npos || end < 2 || text[1] == ' ' || text[end - 1] == ' ' ||
            (end + 1 < text.size() && word_character(text[end + 1]) && text[end + 1] != '.')) {
            return 0;
        }
        return text.substr(1, end - 1).find_first_of("\n`<@#*_~") == std::string_view::npos ? end + 1 : 0;
    }

    void add_element(Json element, const std::string& wire_text, char last) {
        flush();
        elements.push_back(std::move(element));
        wire += wire_text;
        before_ = last;
    }

    void flush() {
        if (!plain_.empty()) {
            elements.push_back({{"type", "text"}, {"text", plain_}});
            wire += escape_mrkdwn(plain_);
            plain_.clear();
        }
    }

    const Directory& directory_;
    std::string plain_;
    char before_ = '\0';
};

/// A run of lines of one kind: ordinary, quoted (`> `) or fenced (```).
struct Run {
    enum class Kind : std::uint8_t { section, quote, code };
    Kind kind = Kind::section;
    std::string text;
};

std::vector<Run> split_runs(std::string_view typed) {
    std::vector<Run> runs;
    const auto add = [&](Run::Kind kind, std::string_view line) {
        if (!runs.empty() && runs.back().kind == kind) {
            runs.back().text += '\n';
            runs.back().text += line;
        } else {
            runs.push_back({kind, std::string(line)});
        }
    };
    while (!typed.empty()) {
        if (typed.starts_with("```")) {
            const auto end = typed.find("```", 3);
            if (end != std::string_view::npos) {
                auto code = typed.substr(3, end - 3);
                code = code.starts_with('\n') ? code.substr(1) : code;
                runs.push_back(
                    {Run::Kind::code, std::string(code.ends_with('\n') ? code.substr(0, code.size() - 1) : code)});
                typed.remove_prefix(end + 3);
                typed = typed.starts_with('\n') ? typed.substr(1) : typed;
                continue;
            }
        }
        const auto end = std::min(typed.find('\n'), typed.size());
        const auto line = typed.substr(0, end);
        if (line.starts_with('>')) {
            add(Run::Kind::quote, line.substr(line.starts_with("> ") ? 2 : 1));
        } else {
            add(Run::Kind::section, line);
        }
        typed.remove_prefix(std::min(end + 1, typed.size()));
    }
    return runs;
}

std::string quote_lines(std::string_view wire) {
    std::string text = "&gt; ";
    for (const char c : wire) {
        text += c;
        if (c == '\n') {
            text += "&gt; ";
        }
    }
    return text;
}

} // namespace

std::string escape_mrkdwn(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        default:
            escaped += c;
        }
    }
    return escaped;
}

std::string unescape_mrkdwn(std::string_view text) {
    static constexpr std::pair<std::string_view, char> kEntities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}};
    std::string plain;
    plain.reserve(text.size());
    while (!text.empty()) {
        const auto* const entity =
            std::ranges::find_if(kEntities, [&](const auto& known) { return text.starts_with(known.first); });
        if (entity != std::end(kEntities)) {
            plain += entity->second;
            text.remove_prefix(entity->first.size());
        } else {
            plain += text.front();
            text.remove_prefix(1);
        }
    }
    return plain;
}

Composed compose(std::string_view typed, const Directory& directory, std::string block_id) {
    Composed composed;
    Json elements = Json::array();
    for (const auto& run : split_runs(typed)) {
        std::string wire;
        Json inner = Json::array();
        if (run.kind == Run::Kind::code) {
            wire = "```" + escape_mrkdwn(run.text) + "```";
            inner.push_back({{"type", "text"}, {"text", run.text}});
        } else {
            Inline line(directory);
            line.parse(run.text);
            wire = run.kind == Run::Kind::quote ? quote_lines(line.wire) : line.wire;
            inner = std::move(line.elements);
        }
        composed.text += (composed.text.empty() ? "" : "\n") + wire;
        const char* kind = run.kind == Run::Kind::section ? "rich_text_section"
                           : run.kind == Run::Kind::quote ? "rich_text_quote"
                                                          : "rich_text_preformatted";
        elements.push_back({{"type", kind}, {"elements", std::move(inner)}});
    }
    composed.blocks = Json::array();
    composed.blocks.push_back(
        {{"type", "rich_text"}, {"block_id", std::move(block_id)}, {"elements", std::move(elements)}});
    return composed;
}

} // namespace usher::sandbox
