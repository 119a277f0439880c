#include "mention/links.hpp"

#include <algorithm>

#include "mention/characters.hpp"
#include "mention/url.hpp"

namespace usher::mention {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t longest_scheme = 32;
constexpr std::size_t longest_domain = 255;
constexpr std::size_t shortest_ticket_page = std::string_view("a/viewticket.php?tid=1").size();

bool in_scheme(char c) {
    return is_digit(c) || is_ascii_letter(c) || c == '+' || c == '-' || c == '.';
}

class LinkFinder {
public:
    LinkFinder(std::string_view text, const std::vector<std::string>& hosts, std::size_t fewest_digits)
        : text_(text), hosts_(hosts), fewest_digits_(fewest_digits) {}

    Links find() {
        // All kinds have a slash, a question mark or a parenthesis; most messages have none.
        static constexpr Bytes marks("/?(");
        std::size_t at = 0;
        while (at < text_.size()) {
            const auto begin = !marks.contains(text_[at]) ? npos
                               : text_[at] == '('         ? target_after(at)
                                                          : begins_before(at);
            if (begin == npos) {
                ++at;
                continue;
            }
            at = end_of(begin, std::max(begin, at));
            add(begin, at);
            label_floor_ = done_;
            done_ = at;
        }
        return std::move(found_);
    }

private:
    /// Where the URL begins whose first slash or question mark is at `at`, or npos.
    [[nodiscard]] std::size_t begins_before(std::size_t at) const {
        const bool scheme = text_[at] == '/' && at > done_ && text_[at - 1] == ':' && text_.substr(at, 2) == "//";
        return scheme ? scheme_before(at - 1) : domain_before(at);
    }

    [[nodiscard]] std::size_t scheme_before(std::size_t colon) const {
        auto begin = colon;
        while (begin > done_ && colon - begin < longest_scheme && in_scheme(text_[begin - 1])) {
            --begin;
        }
        while (begin < colon && !is_ascii_letter(text_[begin])) {
            ++begin;
        }
        return begin < colon ? begin : npos;
    }

    /// `example.org` or `example.org:8080` in front of `at`.
    [[nodiscard]] std::size_t domain_before(std::size_t at) const {
        auto end = at;
        while (end > done_ && at - end < 5 && is_digit(text_[end - 1])) {
            --end;
        }
        end = end > done_ && end < at && text_[end - 1] == ':' ? end - 1 : at;
        auto top_level = end;
        while (top_level > done_ && end - top_level < longest_scheme && is_ascii_letter(text_[top_level - 1])) {
            --top_level;
        }
        const bool dotted = top_level > done_ + 1 && text_[top_level - 1] == '.';
        if (!dotted || end - top_level < 2 ||
            !(is_digit(text_[top_level - 2]) || is_ascii_letter(text_[top_level - 2]))) {
            return npos;
        }
        auto begin = top_level;
        while (begin > done_ && at - begin < longest_domain &&
               (in_scheme(text_[begin - 1]) || text_[begin - 1] == '@')) {
            --begin;
        }
        return begin;
    }

    /// `mailto:…` or `/pull/1`, which only Markdown makes a link: `[label](/pull/1)`.
    [[nodiscard]] std::size_t target_after(std::size_t parenthesis) const {
        const auto begin = parenthesis + 1;
        if (parenthesis <= done_ || text_[parenthesis - 1] != ']' || begin >= text_.size()) {
            return npos;
        }
        const auto rest = text_.substr(begin);
        if (rest.starts_with('/') || rest.starts_with("./") || rest.starts_with("../")) {
            return begin;
        }
        std::size_t length = 0;
        while (length < rest.size() && length < longest_scheme && in_scheme(rest[length])) {
            ++length;
        }
        const bool scheme = length > 0 && is_ascii_letter(rest.front()) && length + 1 < rest.size() &&
                            rest[length] == ':' && rest[length + 1] > ' ' && rest.substr(length, 3) != "://";
        return scheme ? begin : npos;
    }

    [[nodiscard]] std::size_t end_of(std::size_t begin, std::size_t at) const {
        static constexpr Bytes enders("<>\"`|]()");
        const bool in_parentheses = begin > 0 && text_[begin - 1] == '(';
        int depth = 0;
        while (at < text_.size()) {
            const char c = text_[at];
            if (is_ascii(c) && c > ' ' && !enders.contains(c)) {
                ++at;
                continue;
            }
            const auto next = character_at(text_, at);
            const char behind = at + 1 < text_.size() ? text_[at + 1] : '\0';
            const bool pair = (c == '|' && behind == '|') || (c == ']' && behind == '(');
            const bool single = c == '<' || c == '>' || c == '"' || c == '`';
            const bool blank =
                next.value <= ' ' || (next.value >= 0x80 && is_blank(next.value) && !is_invisible(next.value));
            depth += c == '(' ? 1 : 0;
            depth -= c == ')' ? 1 : 0;
            if (pair || single || blank || (in_parentheses && depth < 0)) {
                break;
            }
            at += next.size;
        }
        return at;
    }

    void add(std::size_t begin, std::size_t end) {
        const bool is_short = end - begin < shortest_ticket_page;
        if (is_short && holds_few_digits(begin, end)) {
            add_plain(begin, end);
            return;
        }
        Link link;
        link.begin = begin;
        link.end = end;
        link.url = without_punctuation(text_.substr(begin, end - begin));
        if (!is_short) {
            read_ticket_page(link);
        }
        if (!link.ours) {
            add_label(begin);
        }
        found_.links.push_back(link);
    }

    void read_ticket_page(Link& link) const {
        const bool schemeless = link.url.find("://") == npos;
        if (const auto ticket = schemeless ? parse_ticket_page(link.url, ":443") : parse_ticket_url(link.url)) {
            link.ours = !schemeless && std::ranges::find(hosts_, ticket->host) != hosts_.end();
            link.tid = ticket->tid_is_clear ? ticket->tid : std::string_view();
        }
    }

    [[nodiscard]] bool holds_few_digits(std::size_t begin, std::size_t end) const {
        const auto digits = std::ranges::count_if(text_.substr(begin, end - begin), is_digit);
        return static_cast<std::size_t>(digits) < fewest_digits_;
    }

    /// A link in which there is nothing to find. Many in a row, with nothing to find between them, count as one.
    void add_plain(std::size_t begin, std::size_t end) {
        add_label(begin);
        auto& links = found_.links;
        const auto previous_end = links.empty() ? npos : links.back().end;
        const bool joins = previous_end != npos && previous_end == plain_end_ &&
                           std::ranges::none_of(text_.substr(previous_end, begin - previous_end), [](char c) {
                               return is_digit(c) || is_ascii_letter(c) || !is_ascii(c) || c == '\n' || c == '#';
                           });
        plain_end_ = end;
        if (joins) {
            links.back().end = end;
            return;
        }
        Link link;
        link.begin = begin;
        link.end = end;
        links.push_back(link);
    }

    /// The `[…]` of `[…](url`.
    void add_label(std::size_t url_begin) {
        auto at = url_begin > done_ && text_[url_begin - 1] == '<' ? url_begin - 1 : url_begin;
        at = before_blanks(text_, done_, at);
        if (at < done_ + 2 || text_.substr(at - 2, 2) != "](") {
            return;
        }
        const auto end = at - 1;
        int depth = 1;
        for (at = end - 1; at > label_floor_ && text_[at - 1] != '\n'; --at) {
            depth += text_[at - 1] == ']' ? 1 : 0;
            depth -= text_[at - 1] == '[' ? 1 : 0;
            if (depth == 0) {
                auto& labels = found_.labels;
                while (!labels.empty() && labels.back().begin >= at - 1) {
                    labels.pop_back();
                }
                labels.push_back({at - 1, end, Reason::foreign_link});
                return;
            }
        }
    }

    std::string_view text_;
    const std::vector<std::string>& hosts_;
    std::size_t fewest_digits_;
    std::size_t plain_end_ = npos; ///< End of the last link in which there is nothing to find.
    std::size_t done_ = 0;         ///< End of the last link: no link begins before it.
    std::size_t label_floor_ = 0;  ///< End of the link before: the label of a link may be a link itself.
    Links found_;
};

} // namespace

Links find_links(std::string_view text, const std::vector<std::string>& hosts, std::size_t fewest_digits) {
    const bool none = text.find('/') == npos && text.find('?') == npos && text.find("](") == npos;
    return none ? Links{} : LinkFinder(text, hosts, fewest_digits).find();
}

} // namespace usher::mention
