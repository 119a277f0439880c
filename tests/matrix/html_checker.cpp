#include "html_checker.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include <nlohmann/json.hpp>

#include "matrix/message_json.hpp"

namespace usher::testing {

using nlohmann::json;

namespace {

const std::set<std::string, std::less<>> inline_tags{"a", "b", "i", "del", "code"};
const std::set<std::string, std::less<>> block_tags{"p", "ul", "ol", "li", "pre", "blockquote"};

class Reader {
public:
    explicit Reader(std::string_view html) : html_(html) {}

    CheckedHtml read() {
        while (at_ < html_.size()) {
            switch (html_[at_]) {
            case '<':
                tag();
                break;
            case '&':
                found_.text += entity();
                break;
            case '>':
            case '"':
            case '\'':
                problem("a bare " + std::string(1, html_[at_]));
                ++at_;
                break;
            default:
                if (!open_.empty() && (open_.back() == "ul" || open_.back() == "ol")) {
                    problem("text outside of a list's items");
                }
                found_.text += html_[at_++];
            }
        }
        if (!open_.empty()) {
            problem("not closed: " + open_.back());
        }
        return std::move(found_);
    }

private:
    void problem(std::string what) { found_.problems.push_back(std::move(what)); }

    std::string entity() {
        static constexpr std::array<std::pair<std::string_view, char>, 5> known{
            {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}}};
        for (const auto& [written, meant] : known) {
            if (html_.substr(at_).starts_with(written)) {
                at_ += written.size();
                return {meant};
            }
        }
        problem("an unknown entity: " + std::string(html_.substr(at_, 10)));
        return {html_[at_++]};
    }

    std::string name() {
        std::string result;
        while (at_ < html_.size() && std::islower(static_cast<unsigned char>(html_[at_])) != 0) {
            result += html_[at_++];
        }
        return result;
    }

    void tag() {
        ++at_;
        const bool closing = html_.substr(at_).starts_with('/');
        at_ += closing ? 1 : 0;
        const auto which = name();
        if (!closing && html_.substr(at_).starts_with(' ')) {
            attribute(which);
        } else if (which == "a" && !closing) {
            problem("a link without an address");
        }
        if (!html_.substr(at_).starts_with('>')) {
            problem("not the end of a tag: " + std::string(html_.substr(at_, 10)));
            return;
        }
        ++at_;
        closing ? close(which) : open(which);
    }

    void attribute(const std::string& tag_name) {
        ++at_;
        const auto which = name();
        if (!html_.substr(at_).starts_with("=\"")) {
            problem("an attribute without a value: " + which);
            return;
        }
        at_ += 2;
        std::string value;
        while (at_ < html_.size() && html_[at_] != '"') {
            if (html_[at_] == '<' || html_[at_] == '>') {
                problem("a bracket in an attribute");
            }
            value += html_[at_] == '&' ? entity() : std::string(1, html_[at_++]);
        }
        ++at_;
        if (tag_name == "a" && which == "href") {
            found_.links.push_back(value);
        } else if (!(tag_name == "ol" && which == "start" && !value.empty() &&
                     value.find_first_not_of("0123456789") == std::string::npos)) {
            problem("the attribute " + which + " of " + tag_name);
        }
    }

    void open(const std::string& which) {
        if (which == "br") {
            found_.text += '\n';
            return;
        }
        const auto parent = open_.empty() ? std::string() : open_.back();
        const bool in_list = parent == "ul" || parent == "ol";
        if (!inline_tags.contains(which) && !block_tags.contains(which)) {
            problem("the tag " + which);
        }
        if (block_tags.contains(which) && (parent == "p" || parent == "pre" || inline_tags.contains(parent))) {
            problem(which + " inside " + parent);
        }
        if ((which == "li") != in_list) {
            problem(which + " inside " + (parent.empty() ? "nothing" : parent));
        }
        if (which == "a" && std::ranges::find(open_, "a") != open_.end()) {
            problem("a link inside a link");
        }
        if (block_tags.contains(which)) {
            found_.text += '\n';
        }
        open_.push_back(which);
        found_.depth = std::max(found_.depth, open_.size());
    }

    void close(const std::string& which) {
        if (open_.empty() || open_.back() != which) {
            problem("closes " + which + " inside " + (open_.empty() ? "nothing" : open_.back()));
            return;
        }
        open_.pop_back();
        if (block_tags.contains(which)) {
            found_.text += '\n';
        }
    }

    std::string_view html_;
    std::size_t at_ = 0;
    std::vector<std::string> open_;
    CheckedHtml found_;
};

bool has_fractions(const json& value) {
    return value.is_number_float() || (value.is_structured() && std::ranges::any_of(value, has_fractions));
}

bool may_be_linked(std::string_view url) {
    return url.starts_with("https://") || url.starts_with("http://") || url.starts_with("mailto:");
}

void check_text(const json& message, const char* member, std::vector<std::string>& problems) {
    constexpr std::size_t most = 12'000;
    if (!message.contains(member) || !message.at(member).is_string()) {
        problems.push_back(std::string("no ") + member);
        return;
    }
    const auto& text = message.at(member).get_ref<const std::string&>();
    if (text.find_first_not_of(" \n") == std::string::npos) {
        problems.push_back(std::string("an empty ") + member);
    }
    if (message.at(member).dump().size() > most) {
        problems.push_back(std::string("too long: ") + member);
    }
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20U && c != '\n' && c != '\t') {
            problems.push_back(std::string("a control character in ") + member);
            break;
        }
    }
}

} // namespace

CheckedHtml check_html(std::string_view html) {
    return Reader(html).read();
}

std::vector<std::string> mentions(std::string_view text) {
    std::vector<std::string> found;
    std::string word;
    const auto look = [&] {
        std::string lower;
        std::ranges::transform(word, std::back_inserter(lower),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        const auto id = lower.find_first_of("@#!");
        const bool named =
            id != std::string::npos && (id == 0 || std::isalnum(static_cast<unsigned char>(lower[id - 1])) == 0);
        const auto colon = lower.find(':', named ? id + 2 : lower.size());
        const bool server = colon != std::string::npos && colon + 1 < lower.size() &&
                            std::isalnum(static_cast<unsigned char>(lower[colon + 1])) != 0;
        const bool broken = named && lower.substr(id + 1).starts_with("\u2060");
        if ((named && server && !broken) || lower.ends_with("@room") || lower.contains("matrix.to/") ||
            lower.contains("matrix:u/")) {
            found.push_back(word);
        }
        word.clear();
    };
    for (const char c : text) {
        if (c == ' ' || c == '\n' || c == '\t') {
            look();
        } else {
            word += c;
        }
    }
    look();
    return found;
}

std::string violations(const std::string& message, std::string_view own_mention) {
    constexpr std::size_t most_of_an_edit = 60'000;
    constexpr std::size_t deepest = 20;
    std::vector<std::string> problems;
    const auto content = json::parse(message, nullptr, false);
    if (!content.is_object()) {
        return "no JSON object";
    }
    std::set<std::string> members;
    for (const auto& [name, value] : content.items()) {
        members.insert(name);
    }
    if (members !=
        std::set<std::string>{"body", "com.beeper.linkpreviews", "format", "formatted_body", "m.mentions", "msgtype"}) {
        problems.emplace_back("other members than expected");
    }
    if (content.value("msgtype", "") != "m.notice" || content.value("format", "") != "org.matrix.custom.html") {
        problems.emplace_back("no formatted notice");
    }
    if (content.value("m.mentions", json()) != json::object() ||
        content.value("com.beeper.linkpreviews", json()) != json::array()) {
        problems.emplace_back("mentions or previews");
    }
    check_text(content, "body", problems);
    check_text(content, "formatted_body", problems);
    if (has_fractions(content)) {
        problems.emplace_back("a fraction");
    }
    if (matrix::as_edit(content, "$" + std::string(43, 'x')).dump().size() >= most_of_an_edit) {
        problems.emplace_back("an edit that is too long");
    }
    const auto html = check_html(content.value("formatted_body", ""));
    problems.insert(problems.end(), html.problems.begin(), html.problems.end());
    if (html.depth > deepest) {
        problems.emplace_back("too deep");
    }
    for (const auto& url : html.links) {
        if (!may_be_linked(url) || url.contains("matrix.to")) {
            problems.push_back("a link to " + url);
        }
    }
    for (const auto& text : {html.text, content.value("body", "")}) {
        for (const auto& word : mentions(text)) {
            if (!word.contains(own_mention)) {
                problems.push_back("a mention: " + word);
            }
        }
    }
    std::string all;
    for (const auto& one : problems) {
        all += one + "; ";
    }
    return all;
}

} // namespace usher::testing
