#include "mention/reading.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_set>

#include "mention/announcement.hpp"
#include "mention/characters.hpp"
#include "mention/edges.hpp"
#include "mention/links.hpp"
#include "mention/url.hpp"
#include "mention/zones.hpp"

namespace usher::mention {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t longest_candidate = 40; ///< What an explanation quotes of one candidate.

/// What the reading of plain text has to look at; it runs over everything else.
constexpr std::array<bool, 256> make_stops(bool letters) {
    std::array<bool, 256> stops{};
    for (std::size_t i = 0; i < stops.size(); ++i) {
        const auto c = static_cast<char>(i);
        stops[i] = is_digit(c) || c == '[' || c == ']' || c == '\n' || (letters && is_ascii_letter(c));
    }
    return stops;
}
constexpr auto stops_before_digits = make_stops(false);
constexpr auto stops_before_letters = make_stops(true);

/// One text on its way through the rule, from left to right.
class Reading {
public:
    Reading(const Matcher::Rules& rules, std::string_view text, bool bare)
        : Reading(rules, text, bare, find_links(text, rules.hosts, rules.shape.fewest_digits()),
                  code_and_quotes(text)) {}

    Explanation read() && {
        std::size_t at = 0;
        for (const auto& link : links_) {
            read_plain(at, link.begin);
            read_link(link);
            at = link.end;
        }
        read_plain(at, text_.size());
        return std::move(result_);
    }

private:
    /// A place that may be a number.
    struct Candidate {
        std::size_t begin = 0;
        std::size_t end = 0;
        bool hash = false; ///< A `#` is glued to its left.
        [[nodiscard]] std::size_t outer_begin() const { return begin - (hash ? 1 : 0); }
    };

    Reading(const Matcher::Rules& rules, std::string_view text, bool bare, Links links, std::vector<Zone> blocks)
        : rules_(rules), text_(text), bare_(bare), links_(std::move(links.links)), labels_(std::move(links.labels)),
          spoilers_(spoilers(text, blocks)), blocks_(std::move(blocks)) {}

    void read_plain(std::size_t begin, std::size_t end);
    [[nodiscard]] std::size_t whole_number(std::size_t at, std::size_t end) const;
    std::size_t read_digits(std::size_t at, std::size_t end);
    void read_wrong_shape(const Candidate& candidate);
    void read_number(const Candidate& candidate);
    [[nodiscard]] std::optional<Reason> problem_of(const Candidate& candidate, bool listed_as_foreign) const;
    void read_link(const Link& link);
    void read_foreign_part(std::string_view part);

    [[nodiscard]] Candidate candidate(std::size_t begin, std::size_t end) const {
        return {begin, end, begin > floor_ && text_[begin - 1] == '#'};
    }
    [[nodiscard]] bool continues(std::size_t list_end, const Candidate& candidate, bool semicolon) const {
        return list_end <= candidate.outer_begin() &&
               only_joiners(text_.substr(list_end, candidate.outer_begin() - list_end), semicolon);
    }
    /// "colours #516757 #902347": nothing but blanks in between.
    [[nodiscard]] bool follows_at_once(std::size_t list_end, const Candidate& candidate) const {
        return list_end < candidate.outer_begin() && after_gap(text_, list_end) == candidate.outer_begin();
    }
    [[nodiscard]] bool announced_edge(std::size_t end) const;
    [[nodiscard]] bool in_brackets(std::size_t end);
    [[nodiscard]] std::optional<Reason> zone_at(std::size_t at);
    void accept(const Candidate& candidate, Rule rule);
    void accept(std::string number, std::size_t offset, Rule rule);
    void reject(const Candidate& candidate, Reason reason);

    const Matcher::Rules& rules_;
    std::string_view text_;
    bool bare_;
    std::vector<Link> links_;
    ZoneCursor labels_;
    ZoneCursor spoilers_;
    ZoneCursor blocks_;
    std::size_t floor_ = 0;          ///< End of the last URL: nothing in front of it announces what is behind it.
    std::size_t list_end_ = npos;    ///< End of the last number of a list that a keyword began.
    std::size_t foreign_end_ = npos; ///< The same for a foreign kind: "orders #516757 and #902347".
    std::size_t bracket_ = npos;     ///< The last open `[` of the line.
    std::size_t next_closing_ = 0;   ///< The first `]` or line end from some earlier place on.
    std::unordered_set<std::string> seen_;
    std::string_view last_; ///< The number accepted last, which is often the one that comes again.
    Explanation result_;
};

void Reading::read_plain(std::size_t begin, std::size_t end) {
    floor_ = begin;
    const bool digits_first = rules_.shape.starts_with_digit();
    const auto& stops = digits_first ? stops_before_digits : stops_before_letters;
    for (auto at = begin; at < end;) {
        const char c = text_[at];
        if (!stops[static_cast<unsigned char>(c)]) {
            ++at;
            continue;
        }
        if (is_digit(c)) {
            at = read_digits(at, end);
            continue;
        }
        if (!digits_first && is_ascii_letter(c)) {
            const auto number_end = word_before(text_, at) ? npos : whole_number(at, end);
            if (number_end != npos) {
                read_number(candidate(at, number_end));
                at = number_end;
                continue;
            }
            while (at < end && (is_ascii_letter(text_[at]) || is_digit(text_[at]))) {
                ++at;
            }
            continue;
        }
        if (c == '[') {
            bracket_ = at;
        } else if (c == ']' || c == '\n') {
            bracket_ = npos;
        }
        ++at;
    }
}

/// The end of the number that begins at `at`, unless its digits go on behind it.
std::size_t Reading::whole_number(std::size_t at, std::size_t end) const {
    const auto number_end = rules_.shape.match(text_, at, false);
    const bool goes_on = number_end < end && is_digit(text_[number_end]) && is_digit(text_[number_end - 1]);
    return number_end <= end && !goes_on ? number_end : npos;
}

/// A run of digits begins at `at`. Returns where to go on.
std::size_t Reading::read_digits(std::size_t at, std::size_t end) {
    auto run_end = at;
    while (run_end < end && is_digit(text_[run_end])) {
        ++run_end;
    }
    const auto number_end = whole_number(at, end);
    if (number_end != npos) {
        read_number(candidate(at, number_end));
        return number_end;
    }
    read_wrong_shape(candidate(at, run_end));
    return run_end;
}

void Reading::read_wrong_shape(const Candidate& candidate) {
    if (candidate.hash || keyword_before(text_, floor_, candidate.begin, rules_.keywords) != npos) {
        reject(candidate, Reason::digits);
    }
}

void Reading::read_number(const Candidate& candidate) {
    if (const auto zone = zone_at(candidate.begin)) {
        reject(candidate, *zone);
        return;
    }
    const auto keyword = keyword_before(text_, floor_, candidate.begin, rules_.keywords);
    const bool listed =
        keyword == npos && continues(list_end_, candidate, true) && !is_amount(text_, candidate.begin, candidate.end);
    const bool listed_as_foreign =
        keyword == npos && (continues(foreign_end_, candidate, false) || follows_at_once(foreign_end_, candidate));
    foreign_end_ = npos;
    if (keyword != npos || listed) {
        if (!announced_edge(candidate.end)) {
            reject(candidate, Reason::edge);
            return;
        }
    }
    list_end_ = keyword != npos || listed ? candidate.end : npos;
    if (keyword != npos) {
        accept(candidate, in_brackets(candidate.end) ? Rule::subject : Rule::keyword);
        return;
    }
    const auto problem = problem_of(candidate, listed_as_foreign);
    if (listed && (problem || !candidate.hash)) {
        accept(candidate, Rule::list);
        return;
    }
    if (!problem) {
        accept(candidate, candidate.hash ? Rule::hash : Rule::bare);
        return;
    }
    foreign_end_ = *problem == Reason::foreign_kind ? candidate.end : npos;
    reject(candidate, *problem);
}

/// Why a number that no keyword announces is no reference.
std::optional<Reason> Reading::problem_of(const Candidate& candidate, bool listed_as_foreign) const {
    if (!left_edge(text_, candidate.outer_begin()) || !right_edge(text_, candidate.end)) {
        return Reason::edge;
    }
    if (!candidate.hash && !bare_) {
        return Reason::bare;
    }
    if (listed_as_foreign ||
        foreign_kind_before(text_, floor_, candidate.outer_begin(), candidate.end, rules_.foreign_kinds)) {
        return Reason::foreign_kind;
    }
    if (!candidate.hash && looks_like_amount_or_phone(text_, candidate.begin, candidate.end)) {
        return Reason::edge;
    }
    return std::nullopt;
}

/// In a list, a comma glued to the next whole number separates: "ticket 516757,902347".
bool Reading::announced_edge(std::size_t end) const {
    if (right_edge(text_, end)) {
        return true;
    }
    if (text_[end] != ',') {
        return false;
    }
    const auto next_end = rules_.shape.match(text_, end + 1, false);
    return next_end != npos && !word_at(text_, next_end);
}

bool Reading::in_brackets(std::size_t end) {
    if (bracket_ == npos) {
        return false;
    }
    if (next_closing_ < end) {
        next_closing_ = std::min(text_.find_first_of("]\n", end), text_.size());
    }
    return next_closing_ < text_.size() && text_[next_closing_] == ']';
}

std::optional<Reason> Reading::zone_at(std::size_t at) {
    // All are asked, in order, so that each cursor moves on.
    const auto block = blocks_.at(at);
    const auto spoiler = spoilers_.at(at);
    const auto label = labels_.at(at);
    return block ? block : spoiler ? spoiler : label;
}

void Reading::read_link(const Link& link) {
    if (!link.ours && result_.rejected.size() == Matcher::max_candidates) {
        return;
    }
    const auto zone = zone_at(link.begin);
    if (!link.ours) {
        // Not the query, where keys and tokens live.
        const auto fragment = std::min(link.url.find('#'), link.url.size());
        read_foreign_part(link.url.substr(0, std::min(link.url.find('?'), fragment)));
        read_foreign_part(link.url.substr(fragment));
    }
    if (link.tid.empty()) {
        return;
    }
    const auto offset = static_cast<std::size_t>(link.tid.data() - text_.data());
    const Candidate written{offset, offset + link.tid.size()};
    auto tid = decode_query(link.tid);
    if (rules_.shape.is_number(tid)) {
        if (!link.ours || zone) {
            reject(written, link.ours ? *zone : Reason::foreign_link);
        } else {
            accept(std::move(tid), offset, Rule::link);
        }
    } else if (link.ours && tid.find_first_not_of("0123456789") == npos) {
        reject(written, Reason::digits);
    }
}

void Reading::read_foreign_part(std::string_view part) {
    const auto offset = static_cast<std::size_t>(part.data() - text_.data());
    for (std::size_t at = 0; at < part.size();) {
        const auto end = rules_.shape.match(part, at, false);
        const bool number = end != npos && !word_before(part, at) && !word_at(part, end);
        if (number) {
            reject({offset + at, offset + end, at > 0 && part[at - 1] == '#'}, Reason::foreign_link);
        }
        at = number ? end : at + 1;
    }
}

void Reading::accept(const Candidate& candidate, Rule rule) {
    const auto written = text_.substr(candidate.begin, candidate.end - candidate.begin);
    if (written != last_ && result_.matches.size() < Matcher::max_candidates) {
        accept(as_number(written), candidate.begin, rule);
        last_ = written;
    }
}

void Reading::accept(std::string number, std::size_t offset, Rule rule) {
    if (result_.matches.size() < Matcher::max_candidates && seen_.insert(number).second) {
        result_.matches.push_back({std::move(number), rule, offset});
    }
}

void Reading::reject(const Candidate& candidate, Reason reason) {
    if (result_.rejected.size() < Matcher::max_candidates) {
        const auto begin = candidate.outer_begin();
        auto written = as_number(text_.substr(begin, std::min(candidate.end - begin, longest_candidate)));
        result_.rejected.push_back({std::move(written), reason, begin});
    }
}

} // namespace

Explanation read(const Matcher::Rules& rules, std::string_view text, bool bare) {
    return Reading(rules, text, bare).read();
}

} // namespace usher::mention
